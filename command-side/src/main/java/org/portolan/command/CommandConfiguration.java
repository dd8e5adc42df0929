package org.portolan.command;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.axonframework.commandhandling.AnnotationCommandHandlerAdapter;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.command.agent.AgentLiveness;
import org.portolan.command.segment.NetworkTypesProperties;
import org.portolan.command.segment.Segments.ConfigureSegmentRanges;
import org.portolan.eventstore.LogEventStore;
import org.portolan.rest.Heartbeats;
import org.portolan.rest.ReadYourWrites;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The command side's parts. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableConfigurationProperties({NetworkTypesProperties.class, CommandProperties.class})
public class CommandConfiguration {

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
        LongSupplier epoch = log == null ? () -> 0 : log.log()::epoch;
        return new Streams(eventStore, clock, epoch);
    }

    @Bean
    Commands commands(CommandBus commandBus, ObjectProvider<LogEventStore> own, ReadYourWrites reads) {
        LogEventStore log = own.getIfAvailable();
        return new Commands(commandBus, log == null ? null : log.log(), reads);
    }

    @Bean
    AgentLiveness agentLiveness(Commands commands, Heartbeats heartbeats, Clock clock, CommandProperties properties) {
        return new AgentLiveness(commands, heartbeats, clock, properties.agentDownTime());
    }

    /** Before the first request: every decision has its handler, and the pools have their ranges. */
    @Bean
    SmartLifecycle decisions(ApplicationContext context, CommandBus commandBus, Commands commands) {
        return new Startup(() -> {
            context.getBeansWithAnnotation(Decisions.class)
                    .values()
                    .forEach(handler -> new AnnotationCommandHandlerAdapter<>(handler).subscribe(commandBus));
            commands.execute(new ConfigureSegmentRanges(
                    new Caller("req-" + UUID.randomUUID(), "portolan", new ProjectId(""), List.of("admin"))));
        });
    }

    private static final class Startup implements SmartLifecycle {

        private final Runnable onStart;
        private boolean running;

        private Startup(Runnable onStart) {
            this.onStart = onStart;
        }

        @Override
        public void start() {
            onStart.run();
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return 0;
        }
    }
}
