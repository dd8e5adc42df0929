package org.portolan.agent.controller;

import java.io.IOException;
import java.io.Writer;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.portolan.api.json.Json;
import org.portolan.api.node.NodeFact;
import org.portolan.api.node.Topology;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;

/**
 * A log's fold as lines of JSON: its position, its form, which log it is, then all its facts, then the mark that it is whole. The controller sends
 * this form to new nodes, and a node keeps its own topology in it.
 */
final class Snapshot {

    private static final String POSITION = "position";
    private static final String LOG = "log";
    private static final String FORM = "form";
    private static final String END = "end";

    private Snapshot() {}

    /** One line after the other. */
    interface Source {
        /** What the next line says, or null after the last. */
        @Nullable
        UnaryOperator<Draft> next(Lines.Reader<UnaryOperator<Draft>> reader);
    }

    /**
     * What has been read so far.
     *
     * @param position -1 as long as it is not known
     * @param form of the topology, 0 as long as it is not known
     */
    record Draft(@Nullable UUID log, Topology topology, long position, int form, boolean whole) {
        private Draft with(Topology more) {
            return new Draft(log, more, position, form, whole);
        }
    }

    /**
     * Reads a fold to its end.
     *
     * @throws IllegalArgumentException if it is not whole, or something in it is not understood
     */
    static KnownLog read(Source source) {
        Draft draft = new Draft(null, Topology.empty(), -1, 0, false);
        while (!draft.whole) {
            UnaryOperator<Draft> step;
            try {
                step = source.next(Snapshot::step);
            } catch (DatabindException e) {
                throw new IllegalArgumentException(
                        "The snapshot has a line that is not understood: " + e.getOriginalMessage(), e);
            }
            if (step == null) {
                throw new IllegalArgumentException("The snapshot ends too early");
            }
            draft = step.apply(draft);
        }
        if (draft.position < 0) {
            throw new IllegalArgumentException("The snapshot does not say of which position it is");
        }
        if (draft.form != Topology.FORM) {
            throw new IllegalArgumentException(
                    "The snapshot is of form " + draft.form + ", and this program understands form " + Topology.FORM);
        }
        return new KnownLog(draft.log, draft.topology.at(draft.position));
    }

    private static UnaryOperator<Draft> step(JsonParser line) {
        String name = String.valueOf(line.currentName());
        line.nextToken();
        UnaryOperator<Draft> step =
                switch (name) {
                    case FORM -> {
                        int form = line.getIntValue();
                        yield draft -> new Draft(draft.log, draft.topology, draft.position, form, false);
                    }
                    case POSITION -> {
                        long position = line.getLongValue();
                        yield draft -> new Draft(draft.log, draft.topology, position, draft.form, false);
                    }
                    case LOG -> {
                        UUID log = line.readValueAs(UUID.class);
                        yield draft -> new Draft(log, draft.topology, draft.position, draft.form, false);
                    }
                    case END -> draft -> new Draft(draft.log, draft.topology, draft.position, draft.form, true);
                    default -> {
                        Class<? extends NodeFact> kind = NodeFact.KINDS.get(name);
                        if (kind == null) {
                            throw new IllegalArgumentException("The snapshot tells of an unknown thing: " + name);
                        }
                        NodeFact fact = line.readValueAs(kind);
                        yield draft -> draft.with(draft.topology.with(fact));
                    }
                };
        line.nextToken();
        return step;
    }

    static void write(KnownLog log, Writer out) throws IOException {
        Topology topology = log.topology();
        line(out, POSITION, topology.position());
        line(out, FORM, Topology.FORM);
        if (log.id() != null) {
            line(out, LOG, log.id());
        }
        for (NodeFact fact : (Iterable<NodeFact>) topology.facts()::iterator) {
            line(out, fact.kind(), fact);
        }
        line(out, END, true);
    }

    private static void line(Writer out, String name, Object value) throws IOException {
        out.write("{\"" + name + "\":");
        out.write(Json.mapper().writeValueAsString(value));
        out.write("}\n");
    }
}
