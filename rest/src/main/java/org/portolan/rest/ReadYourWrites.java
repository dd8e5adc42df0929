package org.portolan.rest;

import java.time.Duration;

/** The promise that a client which changed something sees the change when it reads. */
public interface ReadYourWrites {

    /**
     * Waits until reads show everything up to that position of the log.
     *
     * @param position the position of the last event that must be seen, 0 or more
     * @param timeout how long to wait at most
     * @return whether reads show it; false when the time was over first, or the thread was interrupted
     */
    boolean await(long position, Duration timeout);
}
