package org.portolan.agent.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.portolan.agent.desired.Attachment;

/** What came of one pass. */
public sealed interface Receipt {
    /**
     * The host is as the log wants it.
     *
     * @param position of the log that has been applied
     * @param flowsPut number of flows added or replaced
     * @param flowsDeleted number of flows deleted
     * @param portsChanged number of changes to bridges and ports
     * @param attachments of the ports that are plugged in, by port id
     * @param drift found and healed, only looked for when flows are read back
     * @param took from start to end of the pass
     */
    record Applied(
            long position,
            int flowsPut,
            int flowsDeleted,
            int portsChanged,
            SortedMap<UUID, Attachment> attachments,
            List<Drift> drift,
            Duration took)
            implements Receipt {
        /** Whether there was nothing to do. */
        public boolean isUnchanged() {
            return flowsPut == 0 && flowsDeleted == 0 && portsChanged == 0;
        }
    }

    /**
     * The host could not be brought to that position; it will be tried again.
     *
     * @param attempt counted from 1 since the last success
     * @param again time until the next attempt
     */
    record Failed(long position, String reason, int attempt, Duration again) implements Receipt {}
}
