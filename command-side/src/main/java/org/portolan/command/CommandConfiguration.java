package org.portolan.command;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.Caller;
import org.portolan.api.event.StreamId;
import org.portolan.command.agent.AgentArrivals;
import org.portolan.command.agent.AgentLiveness;
import org.portolan.command.port.Mechanism;
import org.portolan.command.quota.Quotas;
import org.portolan.command.securitygroup.DefaultSecurityGroups;
import org.portolan.command.segment.NetworkTypesProperties;
import org.portolan.command.segment.Segments.ConfigureSegmentRanges;
import org.portolan.eventstore.HeartbeatTable;
import org.portolan.eventstore.LogEventStore;
import org.portolan.rest.Heartbeats;
import org.portolan.rest.Holdings;
import org.portolan.rest.MadeOnDemand;
import org.portolan.rest.QuotaProperties;
import org.portolan.rest.ReadYourWrites;
import org.portolan.rest.Unhosted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The command side's parts. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableConfigurationProperties({NetworkTypesProperties.class, CommandProperties.class})
public class CommandConfiguration {

    private static final Logger LOGGER = LoggerFactory.getLogger(CommandConfiguration.class);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    CommandBus commandBus() {
        return SimpleCommandBus.builder().build();
    }

    @Bean
    Streams streams(EventStore eventStore, Clock clock, ObjectProvider<LogEventStore> own) {
        LogEventStore log = own.getIfAvailable();
        return log == null ? new Streams(eventStore, clock, () -> 0) : Streams.of(log, clock);
    }

    @Bean
    Commands commands(CommandBus commandBus, ObjectProvider<LogEventStore> own, ReadYourWrites reads) {
        LogEventStore log = own.getIfAvailable();
        return new Commands(commandBus, log == null ? null : log.log(), reads);
    }

    @Bean
    Quotas quotas(
            EventStore eventStore,
            Streams streams,
            Holdings holdings,
            ReadYourWrites reads,
            QuotaProperties properties) {
        return new Quotas(eventStore, streams, holdings, reads, properties.quotas());
    }

    /** Before the first request: what is made from now on is counted. */
    @Bean
    SmartLifecycle quotaCount(Quotas quotas) {
        return new Task(0, quotas::start, quotas::stop);
    }

    @Bean
    MadeOnDemand defaultSecurityGroups(Commands commands) {
        return new DefaultSecurityGroups(commands);
    }

    @Bean
    AgentLiveness agentLiveness(
            Commands commands,
            Heartbeats heartbeats,
            ObjectProvider<LogEventStore> own,
            ObjectProvider<DataSource> dataSource,
            Clock clock,
            CommandProperties properties) {
        HeartbeatTable shared = own.getIfAvailable() == null ? null : new HeartbeatTable(dataSource.getObject());
        return new AgentLiveness(commands, heartbeats, shared, clock, properties.agentDownTime());
    }

    @Bean
    AgentArrivals agentArrivals(Commands commands, Unhosted unhosted) {
        return new AgentArrivals(commands, unhosted);
    }

    /** Before the first request: every decision has its handler, and the pools have their ranges. */
    @Bean
    SmartLifecycle decisions(
            CommandBus commandBus,
            Streams streams,
            NetworkTypesProperties networkTypes,
            List<Mechanism> mechanisms,
            CommandProperties properties,
            Quotas quotas,
            Commands commands) {
        return new Task(
                0,
                () -> {
                    CommandHandlers.subscribe(
                            commandBus,
                            streams,
                            networkTypes,
                            inOrder(mechanisms, properties.mechanisms()),
                            properties,
                            quotas);
                    commands.execute(new ConfigureSegmentRanges(Caller.ofServer("req-" + UUID.randomUUID())));
                },
                () -> {});
    }

    private static List<Mechanism> inOrder(List<Mechanism> known, List<String> names) {
        return names.stream()
                .map(name -> known.stream()
                        .filter(mechanism -> mechanism.name().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("portolan.mechanisms names " + name + ", which is none of "
                                        + known.stream().map(Mechanism::name).toList())))
                .toList();
    }

    /** While the controller runs, agents that fall silent are noticed. */
    @Bean
    SmartLifecycle agentWatch(AgentLiveness liveness, ObjectProvider<LogEventStore> own) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("agent-watch").daemon().factory());
        return new Task(
                1,
                () -> {
                    own.ifAvailable(store -> liveness.expect(store.log().streams("agent").stream()
                            .map(name -> AgentId.of(StreamId.parse(name).key()))
                            .toList()));
                    ScheduledFuture<?> unused =
                            timer.scheduleWithFixedDelay(() -> check(liveness), 5, 5, TimeUnit.SECONDS);
                },
                timer::shutdownNow);
    }

    private static void check(AgentLiveness liveness) {
        try {
            liveness.check();
        } catch (RuntimeException failure) {
            LOGGER.warn("Could not look after agents, will look again: {}", failure.getMessage());
        }
    }

    private static final class Task implements SmartLifecycle {

        private final int phase;
        private final Runnable onStart;
        private final Runnable onStop;
        private volatile boolean running;

        private Task(int phase, Runnable onStart, Runnable onStop) {
            this.phase = phase;
            this.onStart = onStart;
            this.onStop = onStop;
        }

        @Override
        public void start() {
            onStart.run();
            running = true;
        }

        @Override
        public void stop() {
            onStop.run();
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return phase;
        }
    }
}
