package org.portolan.testbed;

import java.util.concurrent.atomic.AtomicInteger;

/** A physical network: one plain switch, to which hosts have a wire each. It passes frames with and without tags. */
public final class PhysicalNetwork {

    private final Namespace fabric;
    private final String name;
    private final AtomicInteger wires = new AtomicInteger();

    PhysicalNetwork(Namespace fabric, String name) {
        this.fabric = fabric;
        this.name = name;
    }

    void create() {
        fabric.ip("link", "add", name, "type", "bridge");
        fabric.ip("link", "set", name, "mtu", "" + Host.UNDERLAY_MTU, "up");
    }

    /** The name by which operators speak of it. At most 11 characters. */
    public String name() {
        return name;
    }

    /** The name of a host's wire to it. */
    public String wire() {
        return "eth-" + name;
    }

    /** Lays a wire into the namespace of a host. */
    void wireTo(Namespace host) {
        String port = name + "-" + wires.incrementAndGet();
        fabric.ip("link", "add", port, "type", "veth", "peer", "name", wire(), "netns", host.name());
        fabric.ip("link", "set", port, "mtu", "" + Host.UNDERLAY_MTU, "master", name, "up");
        host.ip("link", "set", wire(), "mtu", "" + Host.UNDERLAY_MTU, "up");
        host.switchOffloadsOff(wire());
    }
}
