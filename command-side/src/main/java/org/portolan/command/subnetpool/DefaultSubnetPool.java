package org.portolan.command.subnetpool;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.subnetpool.DefaultSubnetPoolEvent;
import org.portolan.api.subnetpool.DefaultSubnetPoolEvent.DefaultSubnetPoolChosen;
import org.portolan.api.subnetpool.DefaultSubnetPoolEvent.DefaultSubnetPoolDropped;
import org.portolan.api.subnetpool.SubnetPoolId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** The one pool of an IP version that is the default, if one is. */
final class DefaultSubnetPool {

    private static final StreamType<SubnetPoolId> TYPE =
            new StreamType<>(new DefaultSubnetPoolEvent.Family(), SubnetPoolId.class, DefaultSubnetPool::evolve);

    private DefaultSubnetPool() {}

    private static @Nullable SubnetPoolId evolve(@Nullable SubnetPoolId pool, Recorded<?> recorded) {
        return switch ((DefaultSubnetPoolEvent) recorded.event()) {
            case DefaultSubnetPoolChosen chosen -> chosen.subnetPoolId();
            case DefaultSubnetPoolDropped dropped -> null;
        };
    }

    /** The default of that IP version, locked for this unit of work. */
    static Optional<SubnetPoolId> find(Streams streams, int ipVersion) {
        return streams.find(TYPE, ipVersion);
    }

    /** The default of that IP version, as it was a moment ago. */
    static Optional<SubnetPoolId> peek(Streams streams, int ipVersion) {
        return streams.peek(TYPE, ipVersion);
    }

    /**
     * Makes the pool the default.
     *
     * @throws NeutronError 400 when another one is
     */
    static void choose(Streams streams, int ipVersion, SubnetPoolId pool) {
        if (find(streams, ipVersion).isPresent()) {
            throw NeutronError.invalidInput("A default subnetpool for this IP family has already been set. "
                    + "Only one default may exist per IP family");
        }
        streams.append(TYPE, ipVersion, new DefaultSubnetPoolChosen(ipVersion, pool));
    }

    /** Makes the pool the default no more, if it was. */
    static void drop(Streams streams, int ipVersion, SubnetPoolId pool) {
        if (find(streams, ipVersion).filter(pool::equals).isPresent()) {
            streams.append(TYPE, ipVersion, new DefaultSubnetPoolDropped(ipVersion));
        }
    }
}
