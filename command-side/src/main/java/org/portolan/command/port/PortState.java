package org.portolan.command.port;

import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Recorded;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** A port as decisions see it: what all see. */
public final class PortState {

    /** The streams of ports. */
    public static final StreamType<Port> TYPE = new StreamType<>(new PortEvent.Family(), Port.class, PortState::evolve);

    private PortState() {}

    @SuppressWarnings("unchecked") // a port's stream holds port events only
    private static @Nullable Port evolve(@Nullable Port port, Recorded<?> recorded) {
        return Port.evolve(port, (Recorded<? extends PortEvent>) recorded);
    }

    /**
     * The port, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static Port get(Streams streams, PortId id) {
        return streams.get(TYPE, id, () -> new PortDescription().notFound(id));
    }
}
