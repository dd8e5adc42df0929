package org.portolan.command.network;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.DefaultNetworkEvent;
import org.portolan.api.network.DefaultNetworkEvent.DefaultNetworkChosen;
import org.portolan.api.network.DefaultNetworkEvent.DefaultNetworkDropped;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** The one external network that is the default, if one is. */
final class DefaultNetwork {

    private static final StreamType<NetworkId> TYPE =
            new StreamType<>(new DefaultNetworkEvent.Family(), NetworkId.class, DefaultNetwork::evolve);
    private static final String KEY = "external";

    private final Streams streams;

    DefaultNetwork(Streams streams) {
        this.streams = streams;
    }

    private static @Nullable NetworkId evolve(@Nullable NetworkId network, Recorded<?> recorded) {
        return switch ((DefaultNetworkEvent) recorded.event()) {
            case DefaultNetworkChosen chosen -> chosen.networkId();
            case DefaultNetworkDropped dropped -> null;
        };
    }

    /** Whether a network with these attributes is to be the default: Neutron keeps the word of others, but it means nothing. */
    static boolean is(Attributes attributes) {
        return attributes.get(NetworkDescription.EXTERNAL) && attributes.get(NetworkDescription.IS_DEFAULT);
    }

    /**
     * Makes the network the default.
     *
     * @throws NeutronError 409 when another one is
     */
    void choose(NetworkId network) {
        requireNoOther(network);
        if (streams.find(TYPE, KEY).isEmpty()) {
            streams.append(TYPE, KEY, new DefaultNetworkChosen(network));
        }
    }

    /**
     * Refuses that a network says that it is the default, whether that means anything or not, while another one is.
     *
     * @throws NeutronError 409
     */
    void requireNoOther(NetworkId network) {
        streams.find(TYPE, KEY).filter(Predicate.not(network::equals)).ifPresent(other -> {
            throw NeutronError.conflict(
                    "DefaultExternalNetworkExists", "A default external network already exists: " + other + ".");
        });
    }

    /** The network that is the default, as it was a moment ago. */
    Optional<NetworkId> peek() {
        return streams.peek(TYPE, KEY);
    }

    /** Takes it back that the network is the default. */
    void drop(NetworkId network) {
        if (streams.find(TYPE, KEY).filter(network::equals).isPresent()) {
            streams.append(TYPE, KEY, new DefaultNetworkDropped(network));
        }
    }
}
