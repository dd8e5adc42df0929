package org.portolan.agent.pipeline;

/** The bridges whose flows a node owns. */
public enum Bridge {
    /** The integration bridge: every guest, router and DHCP port of the host is plugged in here. */
    BR_INT("br-int", "patch-tun"),
    /** The tunnel bridge: local VLAN ids on one side, tunnels to the other hosts on the other. */
    BR_TUN("br-tun", "patch-int");

    private final String ovsName;
    private final String patchPort;

    Bridge(String ovsName, String patchPort) {
        this.ovsName = ovsName;
        this.patchPort = patchPort;
    }

    /** Name of the bridge in Open vSwitch. */
    public String ovsName() {
        return ovsName;
    }

    /** Name of the port on this bridge that is patched to the other one. */
    public String patchPort() {
        return patchPort;
    }

    /** The bridge at the other end of {@link #patchPort()}. */
    public Bridge peer() {
        return this == BR_INT ? BR_TUN : BR_INT;
    }
}
