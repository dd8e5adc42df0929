package org.portolan.agent.node;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.pipeline.Table;

/** How frames of a network travel between hosts. */
public enum NetworkType {
    VXLAN(Table.FROM_VXLAN),
    GRE(Table.FROM_GRE),
    GENEVE(Table.FROM_GENEVE),
    VLAN(null),
    FLAT(null),
    /** They do not: such a network ends at the host. */
    LOCAL(null);

    private final @Nullable Table arrival;

    NetworkType(@Nullable Table arrival) {
        this.arrival = arrival;
    }

    /** Neutron's name, which for tunnels is also the interface type in Open vSwitch. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The table that frames from tunnels of this type enter; empty if the type needs no tunnel. */
    public Optional<Table> arrival() {
        return Optional.ofNullable(arrival);
    }

    public boolean isTunnelled() {
        return arrival != null;
    }

    /** Needs a bridge to a physical network on the host. */
    public boolean isPhysical() {
        return this == VLAN || this == FLAT;
    }
}
