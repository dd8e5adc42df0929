package org.portolan.command.floatingip;

import inet.ipaddr.IPAddress;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.event.Recorded;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.floatingip.TranslationEvent;
import org.portolan.api.floatingip.TranslationEvent.PortForwarded;
import org.portolan.api.floatingip.TranslationEvent.PortTranslated;
import org.portolan.api.floatingip.TranslationEvent.PortUnforwarded;
import org.portolan.api.floatingip.TranslationEvent.PortUntranslated;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.portforwarding.PortForwardingId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/**
 * Which floating IPs lead to a port.
 *
 * @param whole where all of a floating IP leads to the port
 * @param single where single ports of a floating IP lead to the port
 */
public record TranslationState(PMap<FloatingIpId, Whole> whole, PMap<PortForwardingId, Single> single) {

    /** The streams of translations, one per port. */
    public static final StreamType<TranslationState> TYPE =
            new StreamType<>(new TranslationEvent.Family(), TranslationState.class, TranslationState::evolve);

    private static final TranslationState NONE = new TranslationState(HashTreePMap.empty(), HashTreePMap.empty());

    /** All of a floating IP of that external network, to that address. */
    public record Whole(NetworkId floatingNetworkId, IPAddress fixedIpAddress) {}

    /** Single ports of that floating IP. */
    public record Single(FloatingIpId floatingIpId, Forwarding forwarding) {}

    private static TranslationState evolve(@Nullable TranslationState state, Recorded<?> recorded) {
        TranslationState before = state == null ? NONE : state;
        return switch ((TranslationEvent) recorded.event()) {
            case PortTranslated e ->
                new TranslationState(
                        before.whole.plus(e.floatingIpId(), new Whole(e.floatingNetworkId(), e.fixedIpAddress())),
                        before.single);
            case PortUntranslated e -> new TranslationState(before.whole.minus(e.floatingIpId()), before.single);
            case PortForwarded e ->
                new TranslationState(
                        before.whole,
                        before.single.plus(e.forwarding().id(), new Single(e.floatingIpId(), e.forwarding())));
            case PortUnforwarded e -> new TranslationState(before.whole, before.single.minus(e.forwardingId()));
        };
    }

    /** What leads to the port, locked for this unit of work. */
    public static TranslationState of(Streams streams, PortId port) {
        return streams.find(TYPE, port).orElse(NONE);
    }

    /** What led to the port a moment ago. */
    public static TranslationState peek(Streams streams, PortId port) {
        return streams.peek(TYPE, port).orElse(NONE);
    }
}
