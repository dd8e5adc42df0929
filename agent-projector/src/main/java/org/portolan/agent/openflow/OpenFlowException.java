package org.portolan.agent.openflow;

import org.jspecify.annotations.Nullable;

/** A bridge did not answer, or refused a change. */
public final class OpenFlowException extends RuntimeException {
    public OpenFlowException(String message) {
        super(message);
    }

    public OpenFlowException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
