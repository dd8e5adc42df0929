package org.portolan.eventstore.seal;

import java.security.PublicKey;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.portolan.eventstore.Log;
import org.portolan.eventstore.LogEntry;

/**
 * Finds out whether a log says what it said when it was sealed.
 *
 * <ol>
 *   <li>A changed, removed, added or moved event is found, and the first of them is named.
 *   <li>So is a seal that was changed, taken away, or made with a key that is not trusted.
 *   <li>That the end of the log was cut off together with its seals cannot be seen from within: who noted a seal elsewhere
 *       gives it as expected.
 * </ol>
 */
public final class Verification {

    private static final int PAGE = 10_000;

    /** What was found. */
    public sealed interface Finding {

        /**
         * The log is what was sealed.
         *
         * @param sealedUpTo the position of the last event that is sealed
         * @param chain the digest of all seals; whoever keeps it can ask for it later
         * @param notSealed how many events came after
         */
        record Intact(long sealedUpTo, Digest chain, long notSealed) implements Finding {}

        /**
         * The log is not what was sealed.
         *
         * @param position the first position of which that is true
         * @param what what is the matter, as the rest of a sentence that begins with the position
         */
        record Broken(long position, String what) implements Finding {}
    }

    private static final class BrokenLog extends Exception {

        private static final long serialVersionUID = 1L;

        private final long position;
        private final String what;

        BrokenLog(long position, String what) {
            super(what, null, false, false);
            this.position = position;
            this.what = what;
        }
    }

    private final Log log;
    private final Seals seals;
    private final Set<PublicKey> trusted;
    private final Map<Long, Digest> expected;
    private final LongConsumer progress;

    /**
     * A verification of that log.
     *
     * @param trusted the keys with which it may be sealed
     * @param expected seals that were noted elsewhere: their chains, by the position of the last event in them
     * @param progress told now and then up to which position all is well
     */
    public Verification(
            Log log, Seals seals, Set<PublicKey> trusted, Map<Long, Digest> expected, LongConsumer progress) {
        this.log = log;
        this.seals = seals;
        this.trusted = Set.copyOf(trusted);
        this.expected = Map.copyOf(expected);
        this.progress = progress;
    }

    /** Reads the whole log. */
    public Finding run() {
        long after = 0;
        Digest chain = Digest.BEFORE_ALL;
        Set<Long> ends = new HashSet<>();
        try {
            for (List<Seal> page = seals.from(0, 10); !page.isEmpty(); page = seals.from(after, 10)) {
                for (Seal seal : page) {
                    check(seal, after, chain);
                    after = seal.upTo();
                    chain = seal.chain();
                    ends.add(after);
                    progress.accept(after);
                }
            }
            for (long position : expected.keySet()) {
                if (!ends.contains(position)) {
                    throw new BrokenLog(position, "ends no seal, though one that ends there was noted");
                }
            }
            return new Finding.Intact(after, chain, notSealed(after));
        } catch (BrokenLog broken) {
            return new Finding.Broken(broken.position, broken.what);
        }
    }

    private void check(Seal seal, long after, Digest before) throws BrokenLog {
        if (seal.after() != after) {
            throw new BrokenLog(after + 1, "is in no seal, though later ones are");
        }
        if (!seal.isWhole(before)) {
            throw new BrokenLog(after + 1, "begins a seal that is not as it was signed");
        }
        if (!trusted.contains(seal.publicKey())) {
            throw new BrokenLog(after + 1, "is sealed with a key that is not trusted");
        }
        Digest noted = expected.get(seal.upTo());
        if (noted != null && !noted.equals(seal.chain())) {
            throw new BrokenLog(after + 1, "is in another seal than the one that was noted");
        }
        long position = after;
        Iterator<Digest> digests = seal.events().iterator();
        while (position < seal.upTo()) {
            List<LogEntry.Positioned> page = log.read(position, (int) Math.min(PAGE, seal.upTo() - position));
            for (LogEntry.Positioned found : page) {
                position++;
                if (found.position() != position) {
                    throw new BrokenLog(position, "is missing");
                }
                Digest sealed = digests.next();
                if (!sealed.equals(Digest.of(position, found.entry()))) {
                    throw new BrokenLog(position, difference(sealed, position, page));
                }
            }
            if (page.isEmpty()) {
                throw new BrokenLog(position + 1, "is missing");
            }
        }
    }

    private static String difference(Digest sealed, long position, List<LogEntry.Positioned> near) {
        for (LogEntry.Positioned other : near) {
            if (sealed.equals(Digest.of(position, other.entry()))) {
                return "is another event than was sealed: that one stands at " + other.position() + " now";
            }
        }
        return "is not what was sealed";
    }

    private long notSealed(long after) throws BrokenLog {
        long position = after;
        for (List<LogEntry.Positioned> page = log.read(position, PAGE);
                !page.isEmpty();
                page = log.read(position, PAGE)) {
            for (LogEntry.Positioned found : page) {
                position++;
                if (found.position() != position) {
                    throw new BrokenLog(position, "is missing");
                }
            }
        }
        return position - after;
    }
}
