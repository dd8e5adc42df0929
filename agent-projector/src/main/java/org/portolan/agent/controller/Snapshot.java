package org.portolan.agent.controller;

import java.io.IOException;
import java.io.Writer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portolan.api.json.Json;
import org.portolan.api.node.NodeNetwork;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.Topology;
import org.portolan.api.node.TunnelEndpoint;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A topology as lines of JSON: its position, then each network, port and tunnel endpoint, then the mark that it is whole. The controller sends
 * this form to new nodes, and a node keeps its own topology in it.
 */
final class Snapshot {

    private static final String POSITION = "position";
    private static final String NETWORK = "network";
    private static final String PORT = "port";
    private static final String ENDPOINT = "endpoint";
    private static final String END = "end";

    private Snapshot() {}

    /**
     * Reads a topology to its end.
     *
     * @param lines gives null after the last
     * @throws IllegalArgumentException if it is not whole, or something in it is not understood
     */
    static Topology read(Supplier<@Nullable JsonNode> lines) {
        Topology topology = Topology.empty();
        long position = -1;
        for (JsonNode line = lines.get(); line != null; line = lines.get()) {
            try {
                if (line.has(NETWORK)) {
                    topology = topology.with(Json.mapper().treeToValue(line.get(NETWORK), NodeNetwork.class));
                } else if (line.has(PORT)) {
                    topology = topology.with(Json.mapper().treeToValue(line.get(PORT), NodePort.class));
                } else if (line.has(ENDPOINT)) {
                    topology = topology.with(Json.mapper().treeToValue(line.get(ENDPOINT), TunnelEndpoint.class));
                } else if (line.has(POSITION)) {
                    position = line.get(POSITION).longValue();
                } else if (line.has(END) && position >= 0) {
                    return topology.at(position);
                } else {
                    throw new IllegalArgumentException("Not a line of a snapshot: " + line);
                }
            } catch (JacksonException e) {
                throw new IllegalArgumentException("Not a line of a snapshot: " + line, e);
            }
        }
        throw new IllegalArgumentException("The snapshot ends too early");
    }

    static void write(Topology topology, Writer out) throws IOException {
        line(out, POSITION, topology.position());
        for (NodeNetwork network : topology.networks().values()) {
            line(out, NETWORK, network);
        }
        for (NodePort port : topology.ports().values()) {
            line(out, PORT, port);
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
