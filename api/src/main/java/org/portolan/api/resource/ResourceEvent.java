package org.portolan.api.resource;

import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;

/** What happens to every plain resource. Each has records of its own for it, so that the log names them. */
public sealed interface ResourceEvent extends Event {

    /** The resource. */
    UUID id();

    /** The resource exists. */
    non-sealed interface Created extends ResourceEvent {
        /** The project that it belongs to. */
        ProjectId projectId();

        /** All attributes that have a value. */
        Attributes attributes();
    }

    /** These attributes have these values from now on. */
    non-sealed interface Updated extends ResourceEvent {
        /** The attributes that changed. */
        Attributes changes();
    }

    /** The resource is gone. */
    non-sealed interface Deleted extends ResourceEvent, Ending {}
}
