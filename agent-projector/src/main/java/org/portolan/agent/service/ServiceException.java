package org.portolan.agent.service;

/** Something that is served could not be made as it should be; it will be tried again. */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ServiceException(String message) {
        super(message);
    }

    ServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
