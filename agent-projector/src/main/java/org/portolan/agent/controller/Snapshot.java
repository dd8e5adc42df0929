package org.portolan.agent.controller;

import java.io.IOException;
import java.io.Writer;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.portolan.api.json.Json;
import org.portolan.api.json.Shape;
import org.portolan.api.node.NodeAddressGroup;
import org.portolan.api.node.NodeNetwork;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeSecurityGroup;
import org.portolan.api.node.Topology;
import org.portolan.api.node.TunnelEndpoint;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;

/**
 * A log's fold as lines of JSON: its position, which log it is, then each network, port, security group, address group and tunnel
 * endpoint, then the mark that it is whole. The controller sends
 * this form to new nodes; a node keeps its own topology in it, with the shape of the topology before it.
 */
final class Snapshot {

    private static final String POSITION = "position";
    private static final String LOG = "log";
    private static final String NETWORK = "network";
    private static final String PORT = "port";
    private static final String SECURITY_GROUP = "security_group";
    private static final String ADDRESS_GROUP = "address_group";
    private static final String ENDPOINT = "endpoint";
    private static final String SHAPE = "shape";
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
     * @param shape empty as long as it is not known
     */
    record Draft(@Nullable UUID log, Topology topology, long position, String shape, boolean whole) {
        private Draft with(Topology more) {
            return new Draft(log, more, position, shape, whole);
        }
    }

    /**
     * Reads a fold to its end.
     *
     * @throws IllegalArgumentException if it is not whole, or something in it is not understood
     */
    static KnownLog read(Source source) {
        return known(readWhole(source));
    }

    /**
     * Reads a fold that {@link #write} has written, to its end.
     *
     * @throws IllegalArgumentException if it is not whole, something in it is not understood, or it is of another shape than this
     *     version's
     */
    static KnownLog readKept(Source source) {
        UnaryOperator<Draft> first = source.next(Snapshot::step);
        if (first == null || !first.apply(nothing()).shape.equals(shape())) {
            throw new IllegalArgumentException("it was kept by another version");
        }
        return read(source);
    }

    private static Draft nothing() {
        return new Draft(null, Topology.empty(), -1, "", false);
    }

    private static String shape() {
        return Shape.of(Topology.class);
    }

    private static Draft readWhole(Source source) {
        Draft draft = nothing();
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
        return draft;
    }

    private static KnownLog known(Draft draft) {
        if (draft.position < 0) {
            throw new IllegalArgumentException("The snapshot does not say of which position it is");
        }
        return new KnownLog(draft.log, draft.topology.at(draft.position));
    }

    private static UnaryOperator<Draft> step(JsonParser line) {
        String name = String.valueOf(line.currentName());
        line.nextToken();
        UnaryOperator<Draft> step =
                switch (name) {
                    case NETWORK -> {
                        NodeNetwork network = line.readValueAs(NodeNetwork.class);
                        yield draft -> draft.with(draft.topology.with(network));
                    }
                    case PORT -> {
                        NodePort port = line.readValueAs(NodePort.class);
                        yield draft -> draft.with(draft.topology.with(port));
                    }
                    case SECURITY_GROUP -> {
                        NodeSecurityGroup group = line.readValueAs(NodeSecurityGroup.class);
                        yield draft -> draft.with(draft.topology.with(group));
                    }
                    case ADDRESS_GROUP -> {
                        NodeAddressGroup group = line.readValueAs(NodeAddressGroup.class);
                        yield draft -> draft.with(draft.topology.with(group));
                    }
                    case ENDPOINT -> {
                        TunnelEndpoint endpoint = line.readValueAs(TunnelEndpoint.class);
                        yield draft -> draft.with(draft.topology.with(endpoint));
                    }
                    case POSITION -> {
                        long position = line.getLongValue();
                        yield draft -> new Draft(draft.log, draft.topology, position, draft.shape, false);
                    }
                    case LOG -> {
                        UUID log = line.readValueAs(UUID.class);
                        yield draft -> new Draft(log, draft.topology, draft.position, draft.shape, false);
                    }
                    case SHAPE -> {
                        String shape = line.getString();
                        yield draft -> new Draft(draft.log, draft.topology, draft.position, shape, false);
                    }
                    case END -> draft -> new Draft(draft.log, draft.topology, draft.position, draft.shape, true);
                    default -> throw new IllegalArgumentException("The snapshot tells of an unknown thing: " + name);
                };
        line.nextToken();
        return step;
    }

    static void write(KnownLog log, Writer out) throws IOException {
        Topology topology = log.topology();
        line(out, SHAPE, shape());
        line(out, POSITION, topology.position());
        if (log.id() != null) {
            line(out, LOG, log.id());
        }
        for (NodeNetwork network : topology.networks().values()) {
            line(out, NETWORK, network);
        }
        for (NodePort port : topology.ports().values()) {
            line(out, PORT, port);
        }
        for (NodeSecurityGroup group : topology.securityGroups().values()) {
            line(out, SECURITY_GROUP, group);
        }
        for (NodeAddressGroup group : topology.addressGroups().values()) {
            line(out, ADDRESS_GROUP, group);
        }
        for (TunnelEndpoint endpoint : topology.endpoints().values()) {
            line(out, ENDPOINT, endpoint);
        }
        line(out, END, true);
    }

    private static void line(Writer out, String name, Object value) throws IOException {
        out.write("{\"" + name + "\":");
        out.write(Json.mapper().writeValueAsString(value));
        out.write("}\n");
    }
}
