package org.portolan.command.quota;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portolan.api.quota.Quota;
import org.portolan.rest.Holdings.Held;

/**
 * What one project has of each kind by the log, and what is being made for it. Whoever uses it holds the lock of
 * {@link Quotas}.
 */
final class Ledger {

    private record Change(long position, String kind, int by) {}

    private final Map<String, Long> used = new HashMap<>();
    private final Map<String, Long> reserved = new HashMap<>();
    private final List<Change> untilOpen = new ArrayList<>();
    private long openedAt = -1;
    private @Nullable Quota limits;
    private boolean limitsKnown;

    boolean isOpen() {
        return openedAt >= 0;
    }

    /** Begins to count from what reads show; what the log told meanwhile counts if reads did not show it yet. */
    void open(Held held) {
        openedAt = held.position();
        used.putAll(held.counts());
        untilOpen.forEach(change -> change(change.position(), change.kind(), change.by()));
        untilOpen.clear();
    }

    /** The log tells at that position that there are so many more of that kind. */
    void change(long position, String kind, int by) {
        if (!isOpen()) {
            untilOpen.add(new Change(position, kind, by));
        } else if (position > openedAt) {
            used.merge(kind, (long) by, Long::sum);
        }
    }

    /** So many more, or less, are being made. */
    void reserve(String kind, int by) {
        reserved.merge(kind, (long) by, Long::sum);
    }

    long used(String kind) {
        return used.getOrDefault(kind, 0L);
    }

    long usedOrReserved(String kind) {
        return used(kind) + reserved.getOrDefault(kind, 0L);
    }

    boolean knowsLimits() {
        return limitsKnown;
    }

    /** These are the project's own limits, null for none. */
    void limits(@Nullable Quota own) {
        limits = own;
        limitsKnown = true;
    }

    /** They must be looked up again. */
    void forgetLimits() {
        limits = null;
        limitsKnown = false;
    }

    /** The project's own limit of that kind, or else that one. */
    long limit(String kind, long byDefault) {
        return limits == null ? byDefault : limits.limit(kind).orElse(byDefault);
    }
}
