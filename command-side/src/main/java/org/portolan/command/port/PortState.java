package org.portolan.command.port;

import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** A port as decisions see it: what all see. */
public final class PortState {

    /** The streams of ports. */
    public static final StreamType<Port> TYPE = StreamType.of(new PortDescription());

    private PortState() {}

    /**
     * The port, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static Port get(Streams streams, PortId id) {
        return streams.get(TYPE, id, () -> new PortDescription().notFound(id));
    }
}
