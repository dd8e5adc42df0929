package org.portolan.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkEvent;
import org.portolan.api.network.NetworkEvent.NetworkDeleted;
import org.portolan.api.network.NetworkId;

class LogEventStoreTest {

    private static final Cause CAUSE = new Cause("req-1", "ada", "engines", List.of("member"), "DeleteNetwork");
    private static final NetworkId NETWORK = new NetworkId(UUID.randomUUID());

    private final TestDatabase database = TestDatabase.create();
    private LogEventStore store;

    @BeforeEach
    void open() {
        store = LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE);
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void an_event_comes_back_from_the_database_as_it_was_with_its_cause_and_time() {
        DomainEventMessage<Event> message = deleted(0);
        store.publish(message);

        Recorded<?> read = RecordedEvents.of(
                store.readEvents(NetworkEvent.stream(NETWORK).toString()).next());

        assertThat(read.event()).isEqualTo(new NetworkDeleted(NETWORK));
        assertThat(read.cause()).isEqualTo(CAUSE);
        assertThat(read.at()).isEqualTo(message.getTimestamp());
        assertThat(read.stream()).isEqualTo(NetworkEvent.stream(NETWORK));
    }

    @Test
    void a_follower_sees_old_events_then_new_ones_in_order_without_a_gap() throws Exception {
        publish(0, 700);
        List<Long> seen = new ArrayList<>();
        try (BlockingStream<TrackedEventMessage<?>> stream = store.openStream(new GlobalSequenceTrackingToken(100))) {
            take(stream, 600, seen);
            publish(700, 900);
            take(stream, 200, seen);
        }
        assertThat(seen).hasSize(800).first().isEqualTo(101L);
        assertThat(seen).isSorted().doesNotHaveDuplicates().last().isEqualTo(900L);
    }

    @Test
    void a_commit_of_another_process_wakes_a_follower_who_then_reads_its_events() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        store.tail().follow(woken::countDown);
        try (LogEventStore other =
                LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE)) {
            other.publish(deleted(0));
        }
        assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(store.tail().after(0, 10)).hasSize(1);
        assertThat(store.tail().head()).isEqualTo(1);
    }

    @Test
    void a_subscription_goes_on_after_what_its_listener_had_when_that_listener_fails_once() throws Exception {
        publish(0, 5);
        List<Long> seen = new CopyOnWriteArrayList<>();
        AtomicBoolean failed = new AtomicBoolean();
        CountDownLatch all = new CountDownLatch(4);
        try (LogSubscription subscription = LogSubscription.start("test", store, 1, (event, more) -> {
            if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("not now");
            }
            seen.add(event.trackingToken().position().orElseThrow());
            all.countDown();
        })) {
            assertThat(subscription).isNotNull();
            assertThat(all.await(20, TimeUnit.SECONDS)).as("all but the first").isTrue();
        }
        assertThat(seen).containsExactly(2L, 3L, 4L, 5L);
        assertThat(LogSubscription.head(store)).isEqualTo(5);
    }

    private void publish(int from, int to) {
        for (int sequence = from; sequence < to; sequence++) {
            store.publish(deleted(sequence));
        }
    }

    private static void take(BlockingStream<TrackedEventMessage<?>> stream, int count, List<Long> seen)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            seen.add(RecordedEvents.of(stream.nextAvailable()).position());
        }
    }

    private static DomainEventMessage<Event> deleted(long sequence) {
        return RecordedEvents.message(
                NetworkEvent.stream(NETWORK), sequence, new NetworkDeleted(NETWORK), Instant.now(), CAUSE);
    }
}
