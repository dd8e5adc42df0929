package org.portolan.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.RegisterAgent;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.CommandHandlers;
import org.portolan.command.CommandProperties;
import org.portolan.command.Commands;
import org.portolan.command.Streams;
import org.portolan.command.port.OpenVSwitchMechanism;
import org.portolan.command.segment.NetworkTypesProperties;
import org.portolan.command.segment.Segments.ConfigureSegmentRanges;
import tools.jackson.databind.JsonNode;

/** The command side on an event store in memory, with a host and a network with one large subnet. */
final class Decisions {

    private static final Caller ADMIN =
            new Caller("req-" + UUID.randomUUID(), "admin", new ProjectId("bench"), List.of("admin"));
    private static final String HOST = "bench-host";

    private final InMemoryEventStorageEngine events = new InMemoryEventStorageEngine();
    private final Commands commands;
    private final String network;

    Decisions() {
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        Streams streams =
                new Streams(EmbeddedEventStore.builder().storageEngine(events).build(), Clock.systemUTC(), () -> 0);
        NetworkTypesProperties types = new NetworkTypesProperties(
                List.of("vxlan"),
                null,
                List.of("*"),
                Map.of(),
                List.of("1:1000000"),
                List.of(),
                List.of(),
                1500,
                0,
                30);
        CommandHandlers.subscribe(
                bus,
                streams,
                types,
                List.of(new OpenVSwitchMechanism()),
                CommandProperties.of(Duration.ofSeconds(75), "openstacklocal."));
        commands = new Commands(bus, null, (position, timeout) -> true);
        commands.execute(new ConfigureSegmentRanges(ADMIN));
        commands.execute(
                new RegisterAgent(
                        Agent.OPEN_VSWITCH,
                        HOST,
                        "portolan-agent",
                        "N/A",
                        "nova",
                        Json.object(),
                        Types.address("192.0.2.1"),
                        List.of(NetworkType.VXLAN),
                        ADMIN),
                Agent.class);
        Network made = create(new NetworkDescription(), "{\"name\": \"bench\"}");
        network = made.id().toString();
        create(
                new SubnetDescription(),
                "{\"network_id\": \"" + network + "\", \"ip_version\": 4, \"cidr\": \"10.0.0.0/8\"}");
    }

    /** A port, as a request without a host asks for it. */
    Port port() {
        return create(
                new PortDescription(),
                "{\"name\": \"p\", \"network_id\": \"" + network + "\", \"admin_state_up\": true}");
    }

    /** A port that is bound. */
    Port boundPort() {
        return create(
                new PortDescription(),
                "{\"name\": \"p\", \"network_id\": \"" + network + "\", \"binding:host_id\": \"" + HOST + "\"}");
    }

    private <S extends Resource> S create(ResourceDescription<S> description, String body) {
        JsonNode json = Json.mapper().readTree(body);
        return commands.execute(
                new Create(
                        description.kind(),
                        UUID.randomUUID().toString(),
                        ProjectOf.of(json, ADMIN),
                        description.parseCreate(json, ADMIN),
                        ADMIN),
                description.stateType());
    }

    /** The log of so many events at least: ports that were made and bound. */
    static List<DomainEventMessage<?>> logOf(int count) {
        Decisions decisions = new Decisions();
        while (decisions.events.readEvents((TrackingToken) null, false).count() < count) {
            for (int i = 0; i < count / 8 + 1; i++) {
                decisions.boundPort();
            }
        }
        return decisions
                .events
                .readEvents((TrackingToken) null, false)
                .<DomainEventMessage<?>>map(message -> (DomainEventMessage<?>) message)
                .toList();
    }
}
