package org.portolan.agent.operator;

/** A question that has no answer here; the message says why, and where there may be one. */
final class Unanswered extends RuntimeException {

    Unanswered(String message) {
        super(message);
    }
}
