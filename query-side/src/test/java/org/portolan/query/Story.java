package org.portolan.query;

import inet.ipaddr.IPAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.AddressPool;
import org.portolan.api.address.Mac;
import org.portolan.api.agent.AgentEvent;
import org.portolan.api.agent.AgentEvent.AgentRegistered;
import org.portolan.api.agent.AgentEvent.TunnelEndpointRegistered;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.floatingip.FloatingIpEvent;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpCreated;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkEvent.NetworkDeleted;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.network.NetworkEvent.PortDetached;
import org.portolan.api.network.NetworkEvent.SubnetAdded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Binding;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortEvent.PortWired;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.PortForwardingEvent;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingCreated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetEvent;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.api.subnet.SubnetEvent.SubnetCreated;
import org.portolan.api.subnet.SubnetId;
import org.portolan.eventstore.RecordedEvents;

/** Writes a log by hand, as decisions would have written it. Each call is one append, one second after the last. */
public final class Story {

    public static final ProjectId ADMIN = new ProjectId("adadadadadadadadadadadadadadadad");
    public static final ProjectId BOB = new ProjectId("b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0");

    private final EventStore log;
    private final Map<StreamId, Long> sequences = new HashMap<>();
    private final List<DomainEventMessage<?>> held = new ArrayList<>();
    private boolean holding;
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");
    private long position;
    private String user = "user-admin";
    private ProjectId by = ADMIN;

    public Story(EventStore log) {
        this.log = log;
    }

    /** The position of the last event. */
    public long position() {
        return position;
    }

    /** The time of the last event. */
    public Instant now() {
        return now;
    }

    /** Who causes what comes next. */
    public Story by(String userId, ProjectId project) {
        user = userId;
        by = project;
        return this;
    }

    /** Holds events back, so that they are appended together later. */
    public void hold() {
        holding = true;
    }

    /** Appends what was held back. */
    public void release() {
        holding = false;
        for (int from = 0; from < held.size(); from += 1000) {
            log.publish(held.subList(from, Math.min(held.size(), from + 1000)));
        }
        held.clear();
    }

    /** An event of each of these streams, appended together. */
    public Story append(Map<StreamId, ? extends Event> events, String command) {
        now = now.plusSeconds(1);
        Cause cause = new Cause("req-" + UUID.randomUUID(), user, by.value(), List.of("admin"), command);
        List<DomainEventMessage<?>> messages = new ArrayList<>();
        events.forEach((stream, event) -> {
            long sequence = sequences.merge(stream, 0L, (before, zero) -> before + 1);
            messages.add(RecordedEvents.message(stream, sequence, event, now, cause));
        });
        position += messages.size();
        if (holding) {
            held.addAll(messages);
        } else {
            log.publish(messages);
        }
        return this;
    }

    private static <K, V> Map<K, V> inOrder(List<Map.Entry<K, V>> entries) {
        Map<K, V> map = new LinkedHashMap<>();
        entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }

    /** The states that the log makes, by id, folded afresh. */
    public <S extends Resource> Map<String, S> fold(ResourceDescription<S> description) throws InterruptedException {
        Map<String, S> states = new LinkedHashMap<>();
        try (BlockingStream<TrackedEventMessage<?>> events = log.openStream(null)) {
            while (events.hasNextAvailable()) {
                Recorded<?> event = RecordedEvents.of(events.nextAvailable());
                if (event.stream().type().equals(description.family().streamType())) {
                    S next = description.evolve(states.get(event.stream().key()), event);
                    if (next == null) {
                        states.remove(event.stream().key());
                    } else {
                        states.put(event.stream().key(), next);
                    }
                }
            }
        }
        return states;
    }

    public static Attributes defaults(ResourceDescription<?> description) {
        Attributes attributes = Attributes.none();
        var object = Json.object();
        for (Field field : description.fields()) {
            Attribute<?> attribute = field.settable();
            if (attribute != null && attribute.writing().byDefault() != null) {
                object.set(field.name(), attribute.writing().byDefault());
            }
        }
        return attributes.with(Attributes.of(object));
    }

    public NetworkId network(String name, ProjectId project, Attributes more) {
        NetworkId id = new NetworkId(UUID.randomUUID());
        Attributes attributes = defaults(new NetworkDescription())
                .with(NetworkDescription.NAME, name)
                .with(NetworkDescription.MTU, 1450)
                .with(more);
        List<Segment> segments = List.of(new Segment(UUID.randomUUID(), NetworkType.VXLAN, null, 1000 + position));
        append(Map.of(NetworkEvent.stream(id), new NetworkCreated(id, project, attributes, segments)), "CreateNetwork");
        return id;
    }

    public NetworkId network(String name) {
        return network(name, ADMIN, Attributes.none());
    }

    public NetworkId network(String name, List<Segment> segments) {
        NetworkId id = new NetworkId(UUID.randomUUID());
        Attributes attributes = defaults(new NetworkDescription())
                .with(NetworkDescription.NAME, name)
                .with(NetworkDescription.MTU, 1450);
        append(Map.of(NetworkEvent.stream(id), new NetworkCreated(id, ADMIN, attributes, segments)), "CreateNetwork");
        return id;
    }

    public Story update(NetworkId id, Attributes changes) {
        return append(Map.of(NetworkEvent.stream(id), new NetworkUpdated(id, changes)), "UpdateNetwork");
    }

    public Story delete(NetworkId id) {
        return append(Map.of(NetworkEvent.stream(id), new NetworkDeleted(id)), "DeleteNetwork");
    }

    public SubnetId subnet(String name, NetworkId network, ProjectId project, String cidr) {
        SubnetId id = new SubnetId(UUID.randomUUID());
        IPAddress prefix = Json.address(cidr);
        IPAddress first = prefix.getLower().withoutPrefixLength().increment(1);
        IPAddress last = prefix.getUpper().withoutPrefixLength().increment(-1);
        Attributes attributes = defaults(new SubnetDescription())
                .with(SubnetDescription.NAME, name)
                .with(SubnetDescription.NETWORK_ID, network)
                .with(SubnetDescription.IP_VERSION, prefix.isIPv4() ? 4 : 6)
                .with(SubnetDescription.CIDR, prefix)
                .with(SubnetDescription.GATEWAY_IP, first)
                .with(SubnetDescription.ALLOCATION_POOLS, List.of(new AddressPool(first.increment(1), last)));
        append(
                inOrder(List.of(
                        Map.entry(NetworkEvent.stream(network), new SubnetAdded(network, id, prefix)),
                        Map.entry(SubnetEvent.stream(id), new SubnetCreated(id, project, network, attributes)))),
                "CreateSubnet");
        return id;
    }

    public PortId port(String name, NetworkId network, @Nullable FixedIp address, ProjectId project, Attributes more) {
        PortId id = new PortId(UUID.randomUUID());
        Mac mac = Mac.ofBits(0xfa163e000000L + (position & 0xffffff));
        Attributes attributes = defaults(new PortDescription())
                .with(PortDescription.NAME, name)
                .with(PortDescription.NETWORK_ID, network)
                .with(PortDescription.PORT_SECURITY_ENABLED, true)
                .with(more);
        List<Map.Entry<StreamId, Event>> events = new ArrayList<>();
        if (address != null) {
            events.add(Map.entry(
                    SubnetEvent.stream(address.subnetId()),
                    new AddressAllocated(address.subnetId(), address.ipAddress(), id)));
        }
        events.add(Map.entry(NetworkEvent.stream(network), new PortAttached(network, id, mac)));
        events.add(Map.entry(
                PortEvent.stream(id),
                new PortCreated(
                        id, project, network, mac, address == null ? List.of() : List.of(address), attributes)));
        append(inOrder(events), "CreatePort");
        return id;
    }

    public PortId port(String name, NetworkId network) {
        return port(name, network, null, ADMIN, Attributes.none());
    }

    public Story update(PortId id, Attributes changes) {
        return append(Map.of(PortEvent.stream(id), new PortUpdated(id, changes)), "UpdatePort");
    }

    public Story bind(PortId id, String host) {
        Binding binding = new Binding(
                1,
                host,
                "ovs",
                Json.object().put("connectivity", "l2"),
                List.of(new Binding.BindingLevel("openvswitch", UUID.randomUUID())));
        return update(id, Attributes.none().with(PortDescription.HOST_ID, host))
                .append(Map.of(PortEvent.stream(id), new PortBound(id, binding)), "UpdatePort");
    }

    public Story wired(PortId id, String host) {
        return append(Map.of(PortEvent.stream(id), new PortWired(id, host, 1)), "ReportPortWired");
    }

    public Story delete(PortId id, NetworkId network, @Nullable FixedIp address) {
        List<Map.Entry<StreamId, Event>> events = new ArrayList<>();
        if (address != null) {
            events.add(Map.entry(
                    SubnetEvent.stream(address.subnetId()),
                    new AddressReleased(address.subnetId(), address.ipAddress(), id)));
        }
        events.add(Map.entry(NetworkEvent.stream(network), new PortDetached(network, id)));
        events.add(Map.entry(PortEvent.stream(id), new PortDeleted(id, network)));
        return append(inOrder(events), "DeletePort");
    }

    /** A floating IP of that network, 203.0.113.50, that leads nowhere. */
    public FloatingIpId floatingIp(NetworkId network, ProjectId project) {
        FloatingIpId id = new FloatingIpId(UUID.randomUUID());
        append(
                Map.of(
                        new FloatingIpEvent.Family().stream(id),
                        new FloatingIpCreated(
                                id,
                                project,
                                network,
                                Json.address("203.0.113.50"),
                                new PortId(UUID.randomUUID()),
                                defaults(new FloatingIpDescription()))),
                "CreateFloatingIP");
        return id;
    }

    public UUID portForwarding(ProjectId project, Attributes attributes) {
        UUID id = UUID.randomUUID();
        append(
                Map.of(new PortForwardingEvent.Family().stream(id), new PortForwardingCreated(id, project, attributes)),
                "CreatePortForwarding");
        return id;
    }

    public AgentId agent(String host, String tunnelIp) {
        AgentId id = AgentId.of("Open vSwitch agent", host);
        append(
                Map.of(
                        AgentEvent.stream(id),
                        new AgentRegistered(
                                id,
                                "Open vSwitch agent",
                                host,
                                "neutron-openvswitch-agent",
                                "N/A",
                                "nova",
                                Json.object().put("tunneling_ip", tunnelIp),
                                Attributes.none().with(org.portolan.api.agent.AgentDescription.ADMIN_STATE_UP, true))),
                "RegisterAgent");
        append(
                Map.of(
                        AgentEvent.stream(id),
                        new TunnelEndpointRegistered(id, host, Json.address(tunnelIp), List.of(NetworkType.VXLAN))),
                "RegisterAgent");
        return id;
    }
}
