package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.RegisterAgent;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortCommand.ReportPortWired;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.quota.QuotaDescription;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Types;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.port.Mechanism;
import org.portolan.command.port.OpenVSwitchMechanism;
import org.portolan.command.quota.Quotas;
import org.portolan.command.segment.NetworkTypesProperties;
import org.portolan.command.segment.Segments.ConfigureSegmentRanges;
import org.portolan.eventstore.Log;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.LogUnavailableException;
import org.portolan.eventstore.RecordedEvents;
import org.portolan.rest.Holdings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A controller's decisions without its HTTP and its database: requests as clients would send them, and the events that
 * come of them.
 */
public final class Scenario {

    /** An administrator. */
    public static final Caller ADMIN = caller("admin-project", "admin");

    private final AtomicInteger failures = new AtomicInteger();
    private final EventStore eventStore;
    private final @Nullable Log log;
    private final IntFunction<List<Recorded<?>>> eventsAfter;
    private final Commands commands;
    private final Quotas quotas;
    private int told;

    private Scenario(
            NetworkTypesProperties properties,
            List<Mechanism> mechanisms,
            Scheduling scheduling,
            EventStore eventStore,
            @Nullable Log log,
            IntFunction<List<Recorded<?>>> eventsAfter,
            Map<String, Long> limits) {
        this.eventStore = eventStore;
        this.log = log;
        this.eventsAfter = eventsAfter;
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        Clock clock = Clock.systemUTC();
        Streams streams = eventStore instanceof LogEventStore own
                ? Streams.of(own, clock)
                : new Streams(eventStore, clock, () -> 0);
        quotas = new Quotas(
                eventStore,
                streams,
                project -> held(project, eventsAfter.apply(0)),
                (position, timeout) -> true,
                allLimits(limits));
        CommandHandlers.subscribe(
                bus,
                streams,
                properties,
                mechanisms,
                CommandProperties.of(Duration.ofSeconds(75), "example.org.").with(scheduling),
                quotas);
        bus.registerHandlerInterceptor((unit, chain) -> {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new LogUnavailableException("the database is away", new IOException("connection refused"));
            }
            return chain.proceed();
        });
        commands = new Commands(bus, log, (position, timeout) -> true);
        commands.execute(new ConfigureSegmentRanges(ADMIN));
        newEvents();
        if (!limits.isEmpty()) {
            quotas.start();
        }
    }

    private static Map<String, Long> allLimits(Map<String, Long> limits) {
        Map<String, Long> all = new LinkedHashMap<>();
        QuotaDescription.DEFAULTS.keySet().forEach(kind -> all.put(kind, limits.getOrDefault(kind, -1L)));
        return all;
    }

    /** What a project has, by a fold of the log. */
    public static Holdings.Held held(ProjectId project, List<Recorded<?>> log) {
        Map<StreamId, String> kinds = new HashMap<>();
        for (Recorded<?> recorded : log) {
            for (ResourceDescription<?> description : ResourceDescription.all()) {
                boolean begins = recorded.sequence() == 0
                        && description
                                .family()
                                .streamType()
                                .equals(recorded.stream().type());
                Resource made = begins && QuotaDescription.DEFAULTS.containsKey(description.name())
                        ? description.evolve(null, recorded)
                        : null;
                if (made != null && made.project().equals(project)) {
                    kinds.put(recorded.stream(), description.name());
                }
            }
            if (recorded.event() instanceof Ending) {
                kinds.remove(recorded.stream());
            }
        }
        Map<String, Long> counts = new HashMap<>();
        kinds.values().forEach(kind -> counts.merge(kind, 1L, Long::sum));
        return new Holdings.Held(log.isEmpty() ? 0 : log.getLast().position(), counts);
    }

    /** What the project has, as quotas count it. */
    public long used(String project, String kind) {
        return quotas.used(new ProjectId(project), kind);
    }

    /**
     * A controller with small ranges: VLANs 100 to 102 on physnet1, 300 on physnet2 and none on physnet3, VNIs 1000 to
     * 1011, GRE keys and Geneve VNIs 1 and 2.
     */
    public static Scenario begin() {
        return begin("vxlan");
    }

    /** The same, with those types for tenants' networks. */
    public static Scenario begin(String... tenantTypes) {
        return begin(types(tenantTypes, null), List.of(new OpenVSwitchMechanism()));
    }

    /** The same, with those mechanisms to bind ports, tried in that order. */
    public static Scenario begin(Mechanism... mechanisms) {
        return begin(types(new String[] {"vxlan"}, null), List.of(mechanisms));
    }

    /** A controller with those network types. */
    public static Scenario begin(NetworkTypesProperties properties) {
        return begin(properties, List.of(new OpenVSwitchMechanism()));
    }

    /** A controller where projects may have no more than that; of kinds that are missing, as many as they like. */
    public static Scenario limitedTo(Map<String, Long> limits) {
        return begin(
                types(new String[] {"vxlan"}, null),
                List.of(new OpenVSwitchMechanism()),
                Scheduling.byDefault(),
                limits);
    }

    /** A controller that gives networks and routers to agents in that way. */
    public static Scenario begin(Scheduling scheduling) {
        return begin(types(new String[] {"vxlan"}, null), List.of(new OpenVSwitchMechanism()), scheduling, Map.of());
    }

    private static Scenario begin(NetworkTypesProperties properties, List<Mechanism> mechanisms) {
        return begin(properties, mechanisms, Scheduling.byDefault(), Map.of());
    }

    private static Scenario begin(
            NetworkTypesProperties properties,
            List<Mechanism> mechanisms,
            Scheduling scheduling,
            Map<String, Long> limits) {
        InMemoryEventStorageEngine engine = new InMemoryEventStorageEngine();
        return new Scenario(
                properties,
                mechanisms,
                scheduling,
                EmbeddedEventStore.builder().storageEngine(engine).build(),
                null,
                after -> engine.readEvents((TrackingToken) null, false)
                        .skip(after)
                        .<Recorded<?>>map(RecordedEvents::of)
                        .toList(),
                limits);
    }

    /** The controller after a restart with those network types: nothing is left but the log. */
    public Scenario restarted(NetworkTypesProperties properties) {
        return new Scenario(
                properties,
                List.of(new OpenVSwitchMechanism()),
                Scheduling.byDefault(),
                eventStore,
                log,
                eventsAfter,
                Map.of());
    }

    /** A controller with the same ranges on a real log, with what that holds already. */
    public static Scenario on(LogEventStore store) {
        return on(store, Map.of());
    }

    /** The same, where projects may have no more than that. */
    public static Scenario on(LogEventStore store, Map<String, Long> limits) {
        return new Scenario(
                types(new String[] {"vxlan"}, null),
                List.of(new OpenVSwitchMechanism()),
                Scheduling.byDefault(),
                store,
                store.log(),
                after -> read(store).stream().skip(after).toList(),
                limits);
    }

    /** Everything that a log holds. */
    public static List<Recorded<?>> read(LogEventStore store) {
        List<Recorded<?>> all = new ArrayList<>();
        List<TrackedEventMessage<?>> page = store.tail().after(0, 1000);
        while (!page.isEmpty()) {
            page.forEach(message -> all.add(RecordedEvents.of(message)));
            page = store.tail().after(all.getLast().position(), 1000);
        }
        return all;
    }

    /** The small ranges, with those types for tenants' networks and that one for external ones. */
    public static NetworkTypesProperties types(String[] tenantTypes, @Nullable String externalType) {
        return new NetworkTypesProperties(
                List.of(tenantTypes),
                externalType,
                List.of("*"),
                Map.of("physnet1", List.of("100:102"), "physnet2", List.of("300:300"), "physnet3", List.of()),
                List.of("1000:1011"),
                List.of("1:2"),
                List.of("1:2"),
                1500,
                0,
                30);
    }

    /** A caller of that project with that role. */
    public static Caller caller(String project, String role) {
        return new Caller("req-" + UUID.randomUUID(), "user-of-" + project, new ProjectId(project), List.of(role));
    }

    /** What an administrator's POST with that body makes. */
    public <S extends Resource> S create(ResourceDescription<S> description, String body) {
        return create(description, body, ADMIN);
    }

    /** What a POST with that body makes. */
    public <S extends Resource> S create(ResourceDescription<S> description, String body, Caller caller) {
        return commands.execute(creation(description, body, caller), description.stateType());
    }

    /** What a POST with that body makes below the resource with that id. */
    public <S extends Resource> S createBelow(
            ResourceDescription<S> description, Object parent, String body, Caller caller) {
        JsonNode json = json(body);
        Attributes asked = description.parseCreate(json, caller);
        ResourceDescription.Parent above = description.parent();
        return commands.execute(
                new Create(
                        description.kind(),
                        UUID.randomUUID().toString(),
                        ProjectOf.of(json, caller),
                        above == null ? asked : asked.with(above.reference(), UUID.fromString(parent.toString())),
                        caller),
                description.stateType());
    }

    /** The networks, subnets or ports that a bulk POST with these bodies makes. */
    public <S extends Resource> List<S> createAll(ResourceDescription<S> description, String... bodies) {
        List<Create> all = new ArrayList<>();
        for (String body : bodies) {
            all.add(creation(description, body, ADMIN));
        }
        description.requireTogether(all);
        return commands.execute(all).stream()
                .map(outcome -> outcome.as(description.stateType()))
                .toList();
    }

    private static Create creation(ResourceDescription<?> description, String body, Caller caller) {
        JsonNode json = json(body);
        return new Create(
                description.kind(),
                UUID.randomUUID().toString(),
                ProjectOf.of(json, caller),
                description.parseCreate(json, caller),
                caller);
    }

    private static JsonNode json(String body) {
        return Json.mapper().readTree(body.replace('\'', '"'));
    }

    /** A network with that body. */
    public Network network(String body) {
        return create(new NetworkDescription(), body);
    }

    /** A subnet of the network, with more members. */
    public Subnet subnet(Network network, String members) {
        return create(new SubnetDescription(), "{'network_id':'" + network.id() + "'," + members + "}");
    }

    /** An IPv4 subnet of the network. */
    public Subnet subnet4(Network network, String cidr) {
        return subnet(network, "'ip_version':4,'cidr':'" + cidr + "'");
    }

    /** A port on the network, with more members or none. */
    public Port port(Network network, String members) {
        return create(
                new PortDescription(),
                "{'network_id':'" + network.id() + "'" + (members.isEmpty() ? "" : "," + members) + "}");
    }

    /** What an administrator's PUT with that body makes of the resource. */
    public <S extends Resource> S update(ResourceDescription<S> description, S resource, String body) {
        return update(description, resource, body, null, ADMIN);
    }

    /** What a PUT with that body makes of the resource. */
    public <S extends Resource> S update(
            ResourceDescription<S> description, S resource, String body, @Nullable Long revision, Caller caller) {
        Command command = new Update(
                description.kind(),
                resource.id().toString(),
                description.parseUpdate(json(body), caller),
                revision,
                caller);
        return commands.execute(command, description.stateType());
    }

    /** An administrator's DELETE. */
    public <S extends Resource> void delete(ResourceDescription<S> description, S resource) {
        delete(description, resource, null, ADMIN);
    }

    /** A DELETE. */
    public <S extends Resource> void delete(
            ResourceDescription<S> description, S resource, @Nullable Long revision, Caller caller) {
        commands.execute(new Delete(description.kind(), resource.id().toString(), revision, caller));
    }

    /** What a request below {@code tags} of the resource answers; empty for a DELETE. */
    public String tag(
            ResourceDescription<?> description, Object id, String method, String below, String body, Caller caller) {
        Action action = Tags.actions(description).stream()
                .filter(one -> one.method().equals(method))
                .filter(one -> one.name().equals(below.isEmpty() ? "tags" : "tags/*"))
                .findFirst()
                .orElseThrow();
        ObjectNode sent = (ObjectNode) json(body);
        Command command =
                action.parser().command(id.toString(), below.isEmpty() ? sent : sent.put("id", below), caller);
        return commands.execute(command, JsonNode.class).toString();
    }

    /** A host with Open vSwitch that ends tunnels of these types and is wired to these physical networks. */
    public Agent host(String name, String tunnelIp, List<NetworkType> tunnelTypes, String... physicalNetworks) {
        var configurations = Json.object();
        var mappings = configurations.putObject("bridge_mappings");
        for (String physicalNetwork : physicalNetworks) {
            mappings.put(physicalNetwork, "br-" + physicalNetwork);
        }
        return commands.execute(
                new RegisterAgent(
                        Agent.OPEN_VSWITCH,
                        name,
                        "portolan-agent",
                        "N/A",
                        "nova",
                        configurations,
                        Types.address(tunnelIp),
                        tunnelTypes,
                        ADMIN),
                Agent.class);
    }

    /** An agent of that type on that host in that zone, with those configurations. */
    public Agent agent(String type, String host, String zone, String configurations) {
        return commands.execute(
                new RegisterAgent(type, host, "agent", "topic", zone, json(configurations), null, List.of(), ADMIN),
                Agent.class);
    }

    /** What the action of that name, such as {@code POST dhcp-networks}, answers; a path's last part is {@code named}. */
    public JsonNode act(
            ResourceDescription<?> description, Object id, String name, String named, String body, Caller caller) {
        for (Action action : description.actions()) {
            if ((action.method() + " " + action.name()).equals(name)) {
                ObjectNode sent = (ObjectNode) json(body);
                if (!named.isEmpty()) {
                    sent.put("id", named);
                }
                Object answer = commands.execute(List.of(action.parser().command(id.toString(), sent, caller)))
                        .getFirst()
                        .result();
                return answer instanceof JsonNode node ? node : Json.object();
            }
        }
        throw new AssertionError("no action " + name);
    }

    /** The host of a bound port says that its device is wired. */
    public void reportWired(Port port) {
        reportWired(port.id(), port.binding().host(), port.binding().generation());
    }

    /** A host says that the device of that generation of the port's binding is wired. */
    public void reportWired(PortId port, String host, long generation) {
        execute(new ReportPortWired(port, host, generation, ADMIN));
    }

    /** The port now; it must exist. */
    public Port now(Port port) {
        return update(new PortDescription(), port, "{}");
    }

    /** Where commands go. */
    public Commands commands() {
        return commands;
    }

    /** The next command finds the database away, and nothing comes of it. */
    public void theDatabaseIsAwayOnce() {
        failures.set(1);
    }

    /** Carries a command out. */
    public void execute(Command command) {
        commands.execute(command);
    }

    /** The events since this was last asked. */
    public List<Event> newEvents() {
        List<Event> events =
                eventsAfter.apply(told).stream().<Event>map(Recorded::event).toList();
        told += events.size();
        return events;
    }

    /** All events, as the log holds them. */
    public List<Recorded<?>> log() {
        return eventsAfter.apply(0);
    }

    /** The names of the events since this was last asked. */
    public List<String> newEventNames() {
        return newEvents().stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    /** Says how Neutron refuses what the action asks for. */
    public static Refusal refusal(Runnable action) {
        return new Refusal(catchThrowable(action::run));
    }

    /** A refusal to be looked at. */
    public record Refusal(@Nullable Throwable thrown) {

        /** It has that status and type. */
        public Refusal is(int status, String type) {
            assertThat(thrown)
                    .isInstanceOfSatisfying(NeutronError.class, error -> assertThat(error.status() + " " + error.type())
                            .isEqualTo(status + " " + type));
            return this;
        }

        /** Its message is that. */
        public Refusal says(String message) {
            assertThat(thrown).hasMessage(message);
            return this;
        }
    }
}
