package org.portolan.agent.controller;

/** The feed does not go on from what this node knows: it is from a newer controller or of another log, or something before it is missing. */
public final class FeedRefused extends RuntimeException {

    FeedRefused(String why, Throwable cause) {
        super("The feed cannot be followed: " + why, cause);
    }

    FeedRefused(String why) {
        super(why);
    }
}
