package org.portolan.agent.pipeline;

import java.util.Comparator;
import java.util.List;

/**
 * A bridge whose flows a node owns.
 *
 * @param ovsName its name in Open vSwitch
 */
public record Bridge(Role role, String ovsName) implements Comparable<Bridge> {
    /** The integration bridge: every guest, router and DHCP port of the host is plugged in here. */
    public static final Bridge BR_INT = new Bridge(Role.INTEGRATION, "br-int");
    /** The tunnel bridge: local VLAN ids on one side, tunnels to the other hosts on the other. */
    public static final Bridge BR_TUN = new Bridge(Role.TUNNEL, "br-tun");

    private static final Comparator<Bridge> ORDER =
            Comparator.comparing(Bridge::role).thenComparing(Bridge::ovsName);

    /** What a bridge is there for; each role has tables of its own. */
    public enum Role {
        INTEGRATION,
        TUNNEL,
        /** A bridge of the operator's that leads to a physical network. */
        PHYSICAL
    }

    /** The operator's bridge of that name, which leads to a physical network. */
    public static Bridge physical(String ovsName) {
        return new Bridge(Role.PHYSICAL, ovsName);
    }

    /** Those that do not depend on which physical networks the node is wired to. */
    public static List<Bridge> ofEveryNode() {
        return List.of(BR_INT, BR_TUN);
    }

    @Override
    public int compareTo(Bridge other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return ovsName;
    }
}
