package org.portolan.api.node;

import java.util.Map;

/** One thing that nodes know: a line of a snapshot. */
public sealed interface NodeFact
        permits NodeNetwork,
                NodePort,
                NodeSecurityGroup,
                NodeAddressGroup,
                TunnelEndpoint,
                NodeSubnet,
                ServedNetwork,
                ServedPort,
                NodeRouter,
                NodeFloatingIp,
                NodeTrunk,
                NodeQosPolicy,
                NodePortQos {

    /** What a snapshot calls each kind of fact. */
    Map<String, Class<? extends NodeFact>> KINDS = Map.ofEntries(
            Map.entry("network", NodeNetwork.class),
            Map.entry("port", NodePort.class),
            Map.entry("security_group", NodeSecurityGroup.class),
            Map.entry("address_group", NodeAddressGroup.class),
            Map.entry("endpoint", TunnelEndpoint.class),
            Map.entry("subnet", NodeSubnet.class),
            Map.entry("served_network", ServedNetwork.class),
            Map.entry("served_port", ServedPort.class),
            Map.entry("router", NodeRouter.class),
            Map.entry("floatingip", NodeFloatingIp.class),
            Map.entry("trunk", NodeTrunk.class),
            Map.entry("qos_policy", NodeQosPolicy.class),
            Map.entry("port_qos", NodePortQos.class));

    /** What a snapshot calls this kind of fact: one of {@link #KINDS}. */
    default String kind() {
        return switch (this) {
            case NodeNetwork it -> "network";
            case NodePort it -> "port";
            case NodeSecurityGroup it -> "security_group";
            case NodeAddressGroup it -> "address_group";
            case TunnelEndpoint it -> "endpoint";
            case NodeSubnet it -> "subnet";
            case ServedNetwork it -> "served_network";
            case ServedPort it -> "served_port";
            case NodeRouter it -> "router";
            case NodeFloatingIp it -> "floatingip";
            case NodeTrunk it -> "trunk";
            case NodeQosPolicy it -> "qos_policy";
            case NodePortQos it -> "port_qos";
        };
    }
}
