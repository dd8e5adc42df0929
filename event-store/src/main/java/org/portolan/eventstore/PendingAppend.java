package org.portolan.eventstore;

import java.util.concurrent.CompletableFuture;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work appended and who waits for it.
 *
 * <p>Put into a unit of work before its first command, it lets the unit's locks go as soon as its events have their place
 * in the queue, while whoever answers the client waits for {@link #durable}. Without it, appending blocks until the commit.
 */
public final class PendingAppend {

    private final long decidedIn;
    private @Nullable CompletableFuture<Long> position;

    private PendingAppend(long decidedIn) {
        this.decidedIn = decidedIn;
    }

    /**
     * Makes the unit of work's appends pending ones.
     *
     * @param decidedIn the epoch of the log before any state is read
     */
    public static PendingAppend in(UnitOfWork<?> unitOfWork, long decidedIn) {
        PendingAppend pending = new PendingAppend(decidedIn);
        unitOfWork.root().resources().put(PendingAppend.class.getName(), pending);
        return pending;
    }

    /** What the unit of work appends pendingly, or null when its appends block. */
    public static @Nullable PendingAppend of(UnitOfWork<?> unitOfWork) {
        return unitOfWork.root().getResource(PendingAppend.class.getName());
    }

    /** The epoch of the log in which the unit of work reads states: what it decides on and what it appends must name the same. */
    public long decidedIn() {
        return decidedIn;
    }

    void submitted(CompletableFuture<Long> appended) {
        position = appended;
    }

    /** The position of the last event once all are durable; empty when nothing was appended. */
    public @Nullable CompletableFuture<Long> durable() {
        return position;
    }
}
