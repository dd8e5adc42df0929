package org.portolan.query.resource;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.query.readmodel.ReadModel;

/** {@code as_of=}: a time or a position of the log, as of which a client wants to read. */
public final class AsOf {

    /** The parameter's name. */
    static final String PARAMETER = "as_of";

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private AsOf() {}

    /**
     * The position that the text means, or null for the present.
     *
     * @throws NeutronError 400 when it means none, or one that the log has not reached
     */
    public static @Nullable Long position(@Nullable String text, ReadModel model) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long position;
            try {
                position = Long.parseLong(text);
            } catch (NumberFormatException tooLarge) {
                throw beyond(text);
            }
            if (position > model.position()) {
                throw beyond(text);
            }
            return position;
        }
        Instant time = time(text);
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw NeutronError.badRequest("Invalid input for as_of. Reason: '" + text + "' is no time of any log.");
        }
        return model.positionAt(time);
    }

    private static NeutronError beyond(String text) {
        return NeutronError.badRequest("Invalid input for as_of. Reason: position " + text + " is not yet reached.");
    }

    private static Instant time(String text) {
        // A plus sign that was not encoded has become a space.
        String iso = text.replace(' ', '+');
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeParseException withoutOffset) {
            try {
                return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException notATime) {
                throw NeutronError.badRequest("Invalid input for as_of. Reason: '" + text
                        + "' is neither a position of the log nor a time in ISO 8601.");
            }
        }
    }
}
