package org.portolan.api.node;

import java.util.Map;

/** One thing that nodes know: a line of a snapshot. */
public sealed interface NodeFact
        permits NodeNetwork,
                NodePort,
                TunnelEndpoint,
                NodeSubnet,
                ServedNetwork,
                ServedPort,
                NodeRouter,
                NodeFloatingIp {

    /** What a snapshot calls each kind of fact. */
    Map<String, Class<? extends NodeFact>> KINDS = Map.of(
            "network", NodeNetwork.class,
            "port", NodePort.class,
            "endpoint", TunnelEndpoint.class,
            "subnet", NodeSubnet.class,
            "served_network", ServedNetwork.class,
            "served_port", ServedPort.class,
            "router", NodeRouter.class,
            "floatingip", NodeFloatingIp.class);

    /** What a snapshot calls this kind of fact: one of {@link #KINDS}. */
    default String kind() {
        return switch (this) {
            case NodeNetwork it -> "network";
            case NodePort it -> "port";
            case TunnelEndpoint it -> "endpoint";
            case NodeSubnet it -> "subnet";
            case ServedNetwork it -> "served_network";
            case ServedPort it -> "served_port";
            case NodeRouter it -> "router";
            case NodeFloatingIp it -> "floatingip";
        };
    }
}
