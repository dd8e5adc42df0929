package org.portolan.agent.controller;

import org.jspecify.annotations.Nullable;

/** The controller did not answer, or not as it should. */
public final class ControllerException extends RuntimeException {

    private final int status;

    ControllerException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    ControllerException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The HTTP status of the answer, 0 if there was none. */
    public int status() {
        return status;
    }

    /** Whether the controller knows the agent, has understood the request, and will not have it, now or later. */
    public boolean isRefusal() {
        return status >= 400 && status < 500 && status != 404 && status != 408 && status != 429;
    }
}
