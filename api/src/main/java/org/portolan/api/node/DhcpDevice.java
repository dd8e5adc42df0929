package org.portolan.api.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.portolan.api.network.NetworkId;

/** The {@code device_id} of a DHCP server's port: it follows from the host and the network, as Neutron has it. */
public final class DhcpDevice {

    /** RFC 4122, appendix C. */
    private static final UUID DNS_NAMES = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    private DhcpDevice() {}

    /** The device of the DHCP server that a host has on a network. */
    public static String id(String host, NetworkId network) {
        int dot = host.indexOf('.');
        return "dhcp" + named(dot < 0 ? host : host.substring(0, dot)) + "-" + network;
    }

    /** The id of a name (RFC 4122, section 4.3, by SHA-1). */
    private static UUID named(String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(DNS_NAMES.getMostSignificantBits())
                    .putLong(DNS_NAMES.getLeastSignificantBits())
                    .flip());
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
            long high = (hash.getLong() & ~0xf000L) | 0x5000L;
            long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
