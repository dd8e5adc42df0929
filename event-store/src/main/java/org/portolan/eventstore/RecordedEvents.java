package org.portolan.eventstore;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;

/** Events as Axon's messages carry them, and as the rest of Portolan knows them. */
public final class RecordedEvents {

    private static final String REQUEST = "request_id";
    private static final String USER = "user_id";
    private static final String PROJECT = "project_id";
    private static final String ROLES = "roles";
    private static final String COMMAND = "command";

    private RecordedEvents() {}

    /** A new event of a stream as a message; its time is cut to the microsecond, as the log keeps it. */
    public static DomainEventMessage<Event> message(
            StreamId stream, long sequence, Event event, Instant at, Cause cause) {
        return new GenericDomainEventMessage<>(
                stream.type(),
                stream.toString(),
                sequence,
                event,
                metadata(cause),
                UUID.randomUUID().toString(),
                at.truncatedTo(ChronoUnit.MICROS));
    }

    /**
     * The event that a message carries; its position is 0 when the message is not from the log.
     *
     * @throws IllegalArgumentException when the message is of no stream, or its event is of no known type
     */
    public static Recorded<?> of(EventMessage<?> message) {
        if (!(message instanceof DomainEventMessage<?> event) || !(message.getPayload() instanceof Event payload)) {
            throw new IllegalArgumentException("Not an event that this Portolan knows: "
                    + message.getPayloadType().getName() + ". Was the log written by a newer one?");
        }
        return new Recorded<>(
                position(message),
                StreamId.parse(event.getAggregateIdentifier()),
                event.getSequenceNumber(),
                event.getTimestamp(),
                payload,
                cause(message.getMetaData()));
    }

    /** How messages, and the log, carry a cause. */
    static Map<String, Object> metadata(Cause cause) {
        return Map.of(
                REQUEST, cause.requestId(),
                USER, cause.userId(),
                PROJECT, cause.projectId(),
                ROLES, cause.roles(),
                COMMAND, cause.command());
    }

    private static long position(EventMessage<?> message) {
        TrackingToken token = message instanceof TrackedEventMessage<?> tracked ? tracked.trackingToken() : null;
        return token == null ? 0 : token.position().orElse(0);
    }

    private static Cause cause(Map<String, ?> metadata) {
        return new Cause(
                text(metadata, REQUEST),
                text(metadata, USER),
                text(metadata, PROJECT),
                metadata.get(ROLES) instanceof List<?> roles
                        ? roles.stream().map(String::valueOf).toList()
                        : List.of(),
                text(metadata, COMMAND));
    }

    private static String text(Map<String, ?> metadata, String key) {
        return metadata.get(key) instanceof String text ? text : "";
    }
}
