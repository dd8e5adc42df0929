package org.portolan.agent.ovsdb;

import org.jspecify.annotations.Nullable;

/** The database of Open vSwitch could not be reached, or refused. */
public final class OvsdbException extends RuntimeException {
    public OvsdbException(String message) {
        super(message);
    }

    public OvsdbException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
