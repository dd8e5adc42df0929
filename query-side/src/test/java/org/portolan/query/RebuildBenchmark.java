package org.portolan.query;

import java.time.Duration;
import java.util.List;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.subnet.SubnetId;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;
import org.portolan.query.readmodel.ReadModel;

/** How fast the read model is built from nothing: a log of ports that are created, bound and wired. Run it by hand. */
public final class RebuildBenchmark {

    private RebuildBenchmark() {}

    /** Runs it; the argument is the number of ports. */
    public static void main(String[] args) {
        int ports = args.length > 0 ? Integer.parseInt(args[0]) : 40_000;
        TestDatabase database = TestDatabase.create();
        if (args.length > 1) {
            database.dataSource().addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        try (database;
                LogEventStore log =
                        LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE)) {
            Story story = new Story(log);
            story.hold();
            NetworkId network = story.network("bench");
            SubnetId subnet = story.subnet("bench", network, Story.ADMIN, "10.0.0.0/8");
            for (int i = 0; i < ports; i++) {
                FixedIp address = new FixedIp(subnet, Json.address("10.0.0.0").increment(i + 10));
                PortId port = story.port("port-" + i, network, address, Story.ADMIN, Attributes.none());
                story.bind(port, "node-" + i % 10);
                story.wired(port, "node-" + i % 10);
            }
            story.release();
            for (int round = 1; round <= 3; round++) {
                rebuild(database, log, story.position(), round);
            }
        }
    }

    private static void rebuild(TestDatabase database, LogEventStore log, long events, int round) {
        List<ResourceDescription<?>> descriptions = ResourceDescription.all();
        ReadModel model = new ReadModel(log, database.dataSource(), descriptions, "bench");
        long start = System.nanoTime();
        model.start();
        if (!model.await(events, Duration.ofMinutes(10))) {
            throw new IllegalStateException("not rebuilt: " + model.health());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("round %d: %d events in %.2f s: %.0f events/s%n", round, events, seconds, events / seconds);
        model.stop();
        new org.springframework.jdbc.core.JdbcTemplate(database.dataSource())
                .execute("drop schema " + model.schema().name() + " cascade");
    }
}
