package org.portolan.command.port;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.portolan.api.address.Mac;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkId;
import org.portolan.command.network.NetworkState;

/** MAC addresses for ports: unique on their network, of the prefix that OpenStack uses. */
final class MacAddresses {

    /** The first three octets of the MACs that are drawn: Neutron's {@code base_mac}. */
    private static final long BASE = 0xfa16_3e00_0000L;

    private static final int DRAWS_MAX = 64;

    private final LongSupplier random;

    /**
     * @param random where the last three octets come from; the low 24 bits are used
     */
    MacAddresses(LongSupplier random) {
        this.random = random;
    }

    /** Drawn as chance has it. */
    static MacAddresses byChance() {
        return new MacAddresses(() -> ThreadLocalRandom.current().nextLong());
    }

    /**
     * A MAC that nobody on the network has.
     *
     * @throws NeutronError 503 when chance finds none
     */
    Mac draw(NetworkState network) {
        for (int i = 0; i < DRAWS_MAX; i++) {
            Mac mac = Mac.ofBits(BASE | (random.getAsLong() & 0xff_ffffL));
            if (!network.isTaken(mac)) {
                return mac;
            }
        }
        throw NeutronError.unavailable(
                "MacAddressGenerationFailure",
                "Unable to generate unique mac on network " + network.network().id() + ".");
    }

    /**
     * Refuses a MAC that somebody on the network has.
     *
     * @throws NeutronError 409
     */
    static Mac requireFree(Mac mac, NetworkState network) {
        if (network.isTaken(mac)) {
            NetworkId id = network.network().id();
            throw NeutronError.conflict(
                    "MacAddressInUse",
                    "Unable to complete operation for network " + id + ". The mac address " + mac + " is in use.");
        }
        return mac;
    }
}
