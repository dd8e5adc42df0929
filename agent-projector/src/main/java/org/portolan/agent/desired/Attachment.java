package org.portolan.agent.desired;

/** What the host does with a port whose tap is plugged in. */
public sealed interface Attachment {
    /**
     * In its network.
     *
     * @param generation of the binding
     */
    record Wired(long generation) implements Attachment {}

    /** Cut off, as it should be. */
    record Dead(Reason reason) implements Attachment {
        /** Why a port is cut off. */
        public enum Reason {
            UNKNOWN,
            BOUND_ELSEWHERE,
            DISABLED
        }
    }

    /**
     * Cut off, though it should be in its network.
     *
     * @param generation of the binding
     */
    record Failed(long generation, Cause cause) implements Attachment {
        /** Why a port cannot be wired. */
        public enum Cause {
            NO_SUCH_NETWORK,
            NO_LOCAL_VLAN,
            /** No bridge of the host leads to the physical network. */
            PHYSICAL_NETWORK,
            TUNNEL_TYPE_NOT_OFFERED,
            /** Open vSwitch could not open the tap. */
            INTERFACE_ERROR
        }
    }
}
