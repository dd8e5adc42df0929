package org.portolan.api.event;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The events of one type of stream: a sealed interface whose records they are.
 *
 * <p>Each slice of the network declares its family as a service; whoever stores, reads or documents events finds all
 * families here, so no list of them needs to be kept.
 */
public abstract class EventFamily {

    private final String streamType;
    private final Class<? extends Event> events;

    /**
     * @param streamType the type of the streams, see {@link StreamId#type}
     * @param events the sealed interface of which each event of such a stream is a record
     */
    protected EventFamily(String streamType, Class<? extends Event> events) {
        this.streamType = streamType;
        this.events = events;
    }

    /** The type of the streams that hold these events. */
    public final String streamType() {
        return streamType;
    }

    /** The sealed interface of these events. */
    public final Class<? extends Event> events() {
        return events;
    }

    /** The event records, sorted by name. */
    public final List<Class<? extends Event>> members() {
        return Arrays.stream(events.getPermittedSubclasses())
                .<Class<? extends Event>>map(type -> type.asSubclass(Event.class))
                .sorted(Comparator.comparing(Class::getSimpleName))
                .toList();
    }

    /** The stream of this family with that key. */
    public final StreamId stream(Object key) {
        return new StreamId(streamType, key.toString());
    }

    /** Every family on the class path, sorted by stream type. */
    public static List<EventFamily> all() {
        return ServiceLoader.load(EventFamily.class, EventFamily.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(EventFamily::streamType))
                .toList();
    }

    /** Every event on the class path by its stored name. */
    public static Map<String, Class<? extends Event>> allEvents() {
        return all().stream()
                .flatMap(family -> family.members().stream())
                .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));
    }
}
