package org.portolan.api.resource;

import org.portolan.api.caller.Caller;

/** A wish to change the network. A command is a record; a decision answers it with events or refuses it. */
public interface Command {

    /** Who wishes it. */
    Caller caller();

    /** What is wished, in one word; kept as the {@link org.portolan.api.event.Cause#command cause} of the events. */
    default String name() {
        return getClass().getSimpleName();
    }
}
