package org.portolan.eventstore;

/** An exported log cannot be restored; the message says which event is the reason, and what to do. */
public final class RestoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For that reason. */
    public RestoreException(String message) {
        super(message);
    }

    /** For that reason, which rests on another failure. */
    public RestoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
