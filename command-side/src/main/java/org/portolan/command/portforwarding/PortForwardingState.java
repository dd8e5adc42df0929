package org.portolan.command.portforwarding;

import org.portolan.api.portforwarding.PortForwardingDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.command.StreamType;

/** A port forwarding as decisions see it: what all see. */
public final class PortForwardingState {

    /** The streams of port forwardings. */
    public static final StreamType<PlainResource> TYPE = StreamType.of(new PortForwardingDescription());

    private PortForwardingState() {}
}
