package org.portolan.command.floatingip;

import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** A floating IP as decisions see it: what all see. */
public final class FloatingIpState {

    /** The streams of floating IPs. */
    public static final StreamType<FloatingIp> TYPE = StreamType.of(new FloatingIpDescription());

    private FloatingIpState() {}

    /**
     * The floating IP, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static FloatingIp get(Streams streams, FloatingIpId id) {
        return streams.get(TYPE, id, () -> new FloatingIpDescription().notFound(id));
    }
}
