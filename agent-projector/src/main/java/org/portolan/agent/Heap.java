package org.portolan.agent;

/**
 * Gives memory back to the machine, which is there for the guests. A heap that has grown in a burst of work keeps what it does not need, and
 * the collector itself does nothing about that as long as there is room to grow.
 *
 * <p>Used by one thread.
 */
final class Heap {

    private static final long SLACK = 2 << 20;

    private final Runtime runtime = Runtime.getRuntime();
    private long settled = runtime.totalMemory();

    /** Collects if the heap has grown by an eighth since the last time. To be called when it does no harm to stand still for a moment. */
    void settle() {
        if (runtime.totalMemory() > settled + settled / 8 + SLACK) {
            runtime.gc();
            settled = runtime.totalMemory();
        }
    }
}
