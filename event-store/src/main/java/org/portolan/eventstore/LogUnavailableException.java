package org.portolan.eventstore;

/** The log cannot be written or read now: the database is down, full or refuses. Whoever asked may ask again later. */
public final class LogUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The log is unavailable for that reason. */
    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
