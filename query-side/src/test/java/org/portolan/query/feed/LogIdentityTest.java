package org.portolan.query.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.junit.jupiter.api.Test;

/** On stores that give a log no id of its own. */
class LogIdentityTest {

    private static EventStore store() {
        return EmbeddedEventStore.builder()
                .storageEngine(new InMemoryEventStorageEngine())
                .build();
    }

    @Test
    void an_empty_log_has_none() throws Exception {
        assertThat(new LogIdentity(store()).get()).isEmpty();
    }

    @Test
    void a_log_is_told_by_its_first_event_whatever_follows() throws Exception {
        EventStore log = store();
        LogIdentity early = new LogIdentity(log);
        assertThat(early.get()).isEmpty();

        log.publish(GenericEventMessage.asEventMessage("first"));
        assertThat(early.get()).isPresent();
        log.publish(GenericEventMessage.asEventMessage("second"));

        assertThat(new LogIdentity(log).get()).isEqualTo(early.get());
    }

    @Test
    void two_logs_that_begin_with_the_same_are_not_the_same() throws Exception {
        EventStore one = store();
        EventStore other = store();
        one.publish(GenericEventMessage.asEventMessage("first"));
        other.publish(GenericEventMessage.asEventMessage("first"));

        assertThat(new LogIdentity(one).get()).isNotEqualTo(new LogIdentity(other).get());
    }
}
