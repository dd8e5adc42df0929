package org.portolan.agent.controller;

/** The feed tells something that this node cannot make sense of: it is from a newer controller, or something before it is missing. */
public final class FeedRefused extends RuntimeException {

    FeedRefused(String why, Throwable cause) {
        super("The feed cannot be followed: " + why, cause);
    }

    FeedRefused(String why) {
        super(why);
    }
}
