package org.portolan.testbed.bench;

import java.util.Arrays;

/** How long each of many requests took: exact, out of all samples. */
public final class Latencies {

    private final long[] sorted;

    private Latencies(long[] sorted) {
        this.sorted = sorted;
    }

    /** Of these samples, in nanoseconds, in any order. */
    public static Latencies of(long... nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    /** How many samples there are. */
    public int count() {
        return sorted.length;
    }

    /**
     * The least latency that so many percent of the requests did not exceed (nearest rank), in nanoseconds; 0 without samples.
     *
     * @param percent above 0, up to 100
     */
    public long percentile(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException(percent + " is no percentage above 0");
        }
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.clamp(rank, 1, sorted.length) - 1];
    }

    /** The longest, in nanoseconds. */
    public long max() {
        return percentile(100);
    }
}
