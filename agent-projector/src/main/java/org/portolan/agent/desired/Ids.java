package org.portolan.agent.desired;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids as other programs write them into OVSDB. */
final class Ids {
    private static final int LENGTH = 36;

    private Ids() {}

    /** Empty if the text is not an id of ours. */
    static Optional<UUID> parse(@Nullable String text) {
        if (text == null || text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
