package org.portolan.agent.controller;

import java.util.Locale;
import org.portolan.api.port.PortId;

/**
 * What became of a port on this host.
 *
 * @param generation of the binding that it is about
 * @param reason why wiring failed, else empty
 */
public record PortReport(PortId portId, long generation, State state, String reason) {

    /** Of a port's device. */
    public enum State {
        /** Frames pass. */
        WIRED,
        /** It is gone, or cut off. */
        UNWIRED,
        /** It should be wired and cannot be. */
        FAILED;

        /** As the controller spells it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static PortReport wired(PortId port, long generation) {
        return new PortReport(port, generation, State.WIRED, "");
    }

    static PortReport unwired(PortId port, long generation) {
        return new PortReport(port, generation, State.UNWIRED, "");
    }

    static PortReport failed(PortId port, long generation, String reason) {
        return new PortReport(port, generation, State.FAILED, reason);
    }
}
