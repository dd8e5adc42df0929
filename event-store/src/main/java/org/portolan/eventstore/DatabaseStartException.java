package org.portolan.eventstore;

import org.jspecify.annotations.Nullable;

/** The database cannot be used, and an operator can do something about it. */
public final class DatabaseStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String advice;

    /**
     * @param message what is wrong
     * @param advice what to do
     */
    public DatabaseStartException(String message, String advice, @Nullable Throwable cause) {
        super(message, cause);
        this.advice = advice;
    }

    /** What to do. */
    public String advice() {
        return advice;
    }
}
