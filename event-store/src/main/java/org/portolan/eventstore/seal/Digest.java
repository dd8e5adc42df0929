package org.portolan.eventstore.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.portolan.eventstore.LogEntry;

/** A SHA-256 digest (FIPS 180-4), as its four words. */
public record Digest(long first, long second, long third, long fourth) {

    /** How many bytes it is. */
    static final int BYTES = 32;

    /** What the first seal of a log is chained to. */
    static final Digest BEFORE_ALL = of("portolan seal 1".getBytes(StandardCharsets.US_ASCII));

    /**
     * The digest with that hexadecimal spelling.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Digest parse(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A digest has " + 2 * BYTES + " hexadecimal digits");
        }
        return read(ByteBuffer.wrap(bytes));
    }

    static Digest read(ByteBuffer bytes) {
        return new Digest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    void write(ByteBuffer bytes) {
        bytes.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        write(bytes);
        return bytes.array();
    }

    private static Digest of(byte[] bytes) {
        return read(ByteBuffer.wrap(sha256().digest(bytes)));
    }

    /**
     * The digest of an entry that stands at that position: of all that the log keeps of it. Each text is preceded by its
     * length, so that no two entries are told by the same bytes.
     */
    static Digest of(long position, LogEntry entry) {
        MessageDigest sha256 = sha256();
        ByteBuffer numbers = ByteBuffer.allocate(5 * Long.BYTES)
                .putLong(position)
                .putLong(entry.sequence())
                .putLong(entry.eventId().getMostSignificantBits())
                .putLong(entry.eventId().getLeastSignificantBits())
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()));
        sha256.update(numbers.flip());
        for (String text : List.of(entry.stream(), entry.type(), entry.revision(), entry.payload(), entry.metadata())) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            sha256.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            sha256.update(bytes);
        }
        return read(ByteBuffer.wrap(sha256.digest()));
    }

    /** What follows this one in a chain, when that was sealed then. */
    Digest chainedWith(long after, long upTo, Instant at, List<Digest> events) {
        ByteBuffer bytes = ByteBuffer.allocate((events.size() + 1) * BYTES + 3 * Long.BYTES);
        write(bytes);
        bytes.putLong(after).putLong(upTo).putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        events.forEach(event -> event.write(bytes));
        return of(bytes.array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Its hexadecimal spelling. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
