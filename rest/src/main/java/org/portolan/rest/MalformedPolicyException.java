package org.portolan.rest;

/** A policy file that is not understood; the message says where and why. */
public final class MalformedPolicyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With that message, a sentence. */
    public MalformedPolicyException(String message) {
        super(message);
    }
}
