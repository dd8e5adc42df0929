package org.portolan.api.json;

import java.util.stream.Stream;
import org.portolan.api.event.Event;

/** Examples of events, one of each type, with every kind of value that they may have; a service, so that no list is edited. */
public interface EventExamples {

    /** The examples. */
    Stream<Event> events();
}
