package org.portolan.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.portolan.api.address.AddressPool;
import org.portolan.api.address.HostRoute;
import org.portolan.api.address.Mac;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeCreated;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeDeleted;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeUpdated;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentEvent.AgentConfigurationChanged;
import org.portolan.api.agent.AgentEvent.AgentDeleted;
import org.portolan.api.agent.AgentEvent.AgentRegistered;
import org.portolan.api.agent.AgentEvent.AgentRevived;
import org.portolan.api.agent.AgentEvent.AgentUpdated;
import org.portolan.api.agent.AgentEvent.AgentWentDown;
import org.portolan.api.agent.AgentEvent.TunnelEndpointRegistered;
import org.portolan.api.agent.AgentEvent.TunnelEndpointWithdrawn;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkEvent.NetworkDeleted;
import org.portolan.api.network.NetworkEvent.NetworkSegmentsChanged;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.network.NetworkEvent.PortDetached;
import org.portolan.api.network.NetworkEvent.SubnetAdded;
import org.portolan.api.network.NetworkEvent.SubnetRemoved;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.AddressPair;
import org.portolan.api.port.Binding;
import org.portolan.api.port.Binding.BindingLevel;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortAddressesChanged;
import org.portolan.api.port.PortEvent.PortBindingFailed;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortEvent.PortMacChanged;
import org.portolan.api.port.PortEvent.PortUnbound;
import org.portolan.api.port.PortEvent.PortUnwired;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortEvent.PortWired;
import org.portolan.api.port.PortEvent.PortWiringFailed;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.segment.SegmentPoolEvent.SegmentAllocated;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangesConfigured;
import org.portolan.api.segment.SegmentPoolEvent.SegmentReleased;
import org.portolan.api.segment.SegmentRange;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.api.subnet.SubnetEvent.SubnetCreated;
import org.portolan.api.subnet.SubnetEvent.SubnetDeleted;
import org.portolan.api.subnet.SubnetEvent.SubnetUpdated;
import org.portolan.api.subnet.SubnetId;
import tools.jackson.databind.JsonNode;

/**
 * Logs outlive programs: what was once written must be read for ever, and as it was meant.
 *
 * <p>Each event has a file {@code golden/<name>.<revision>.json}, written once. A file that does not fit any more is no
 * reason to change it, but to raise the event's revision and to write an upcaster. A file that is missing is written by
 * {@code -Dportolan.golden=write}.
 */
class GoldenEventsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private static final NetworkId NETWORK = NetworkId.of("8c9e00fb-0197-47d6-bdde-75fb1946848d");
    private static final SubnetId SUBNET = SubnetId.of("4883db15-8cd7-45c6-863e-bf71123f0785");
    private static final PortId PORT = PortId.of("f519f094-18f8-41a0-99ef-1518695aa378");
    private static final AgentId AGENT = AgentId.of("Open vSwitch agent", "node-1");
    private static final UUID SEGMENT = UUID.fromString("22222222-2222-2222-2222-222222222222");
    private static final UUID OTHER = UUID.fromString("33333333-3333-3333-3333-333333333333");
    private static final ProjectId PROJECT = new ProjectId("engines");
    private static final Mac MAC = new Mac("fa:16:3e:00:01:02");
    private static final FixedIp FIXED_IP = new FixedIp(SUBNET, Json.address("10.0.0.2"));
    private static final FixedIp FIXED_IP6 = new FixedIp(SUBNET, Json.address("2001:db8::f816:3eff:fe00:102"));
    private static final Segment VXLAN = new Segment(SEGMENT, NetworkType.VXLAN, null, 1000L);
    private static final Segment VLAN = new Segment(SEGMENT, NetworkType.VLAN, "physnet1", 2L);

    static Stream<Event> events() {
        return Stream.of(
                new NetworkCreated(
                        NETWORK,
                        PROJECT,
                        Attributes.none()
                                .with(NetworkDescription.NAME, "réseau-网络")
                                .with(NetworkDescription.MTU, 1450)
                                .with(NetworkDescription.SHARED, false)
                                .withNull(NetworkDescription.QOS_POLICY_ID)
                                .with(NetworkDescription.AVAILABILITY_ZONE_HINTS, List.of("nova")),
                        List.of(VXLAN, new Segment(SEGMENT, NetworkType.FLAT, "public", null))),
                new NetworkUpdated(NETWORK, Attributes.none().with(NetworkDescription.ADMIN_STATE_UP, false)),
                new NetworkSegmentsChanged(NETWORK, List.of(VLAN)),
                new SubnetAdded(NETWORK, SUBNET, Json.address("10.0.0.0/24")),
                new SubnetRemoved(NETWORK, SUBNET),
                new PortAttached(NETWORK, PORT, MAC),
                new PortDetached(NETWORK, PORT),
                new NetworkDeleted(NETWORK),
                new SubnetCreated(
                        SUBNET,
                        PROJECT,
                        NETWORK,
                        Attributes.none()
                                .with(SubnetDescription.CIDR, Json.address("10.0.0.0/24"))
                                .with(SubnetDescription.IP_VERSION, 4)
                                .withNull(SubnetDescription.GATEWAY_IP)
                                .with(
                                        SubnetDescription.ALLOCATION_POOLS,
                                        List.of(new AddressPool(Json.address("10.0.0.2"), Json.address("10.0.0.254"))))
                                .with(
                                        SubnetDescription.HOST_ROUTES,
                                        List.of(new HostRoute(Json.address("10.9.0.0/16"), Json.address("10.0.0.9"))))
                                .with(SubnetDescription.DNS_NAMESERVERS, List.of(Json.address("9.9.9.9")))),
                new SubnetUpdated(
                        SUBNET, Attributes.none().with(SubnetDescription.GATEWAY_IP, Json.address("10.0.0.1"))),
                new AddressAllocated(SUBNET, FIXED_IP.ipAddress(), PORT),
                new AddressReleased(SUBNET, FIXED_IP6.ipAddress(), PORT),
                new SubnetDeleted(SUBNET),
                new PortCreated(
                        PORT,
                        PROJECT,
                        NETWORK,
                        MAC,
                        List.of(FIXED_IP, FIXED_IP6),
                        Attributes.none()
                                .with(PortDescription.DEVICE_OWNER, "compute:nova")
                                .with(PortDescription.PROFILE, Json.object().put("trusted", true))
                                .with(
                                        PortDescription.ALLOWED_ADDRESS_PAIRS,
                                        List.of(new AddressPair(MAC, Json.address("10.1.0.0/24"))))
                                .with(PortDescription.PORT_SECURITY_ENABLED, true)
                                .with(PortDescription.IP_ALLOCATION, "immediate")),
                new PortUpdated(PORT, Attributes.none().with(PortDescription.HOST_ID, "node-1")),
                new PortAddressesChanged(PORT, List.of(FIXED_IP)),
                new PortMacChanged(PORT, MAC),
                new PortBound(
                        PORT,
                        new Binding(
                                1,
                                "node-1",
                                "ovs",
                                Json.object().put("bridge_name", "br-int"),
                                List.of(new BindingLevel("openvswitch", SEGMENT)))),
                new PortBindingFailed(
                        PORT,
                        new Binding(2, "mars", Binding.BINDING_FAILED, Json.object(), List.of()),
                        "openvswitch: no Open vSwitch agent is known on the host"),
                new PortUnbound(PORT, 3),
                new PortWired(PORT, "node-1", 1),
                new PortUnwired(PORT, "node-1", 1),
                new PortWiringFailed(PORT, "node-1", 1, "no such tap"),
                new PortDeleted(PORT, NETWORK),
                new SegmentRangesConfigured(NetworkType.VLAN, "physnet1", List.of(new SegmentRange(100, 299))),
                new SegmentAllocated(NetworkType.GRE, null, 4294967295L, NETWORK),
                new SegmentReleased(NetworkType.VLAN, "physnet1", 2, NETWORK),
                new AgentRegistered(
                        AGENT,
                        "Open vSwitch agent",
                        "node-1",
                        "portolan-agent",
                        "N/A",
                        "nova",
                        Json.object().set("bridge_mappings", Json.object().put("physnet1", "br-ex")),
                        Attributes.none().with(AgentDescription.ADMIN_STATE_UP, true)),
                new AgentConfigurationChanged(AGENT, Json.object().put("integration_bridge", "br-int")),
                new TunnelEndpointRegistered(
                        AGENT, "node-1", Json.address("10.77.0.1"), List.of(NetworkType.VXLAN, NetworkType.GENEVE)),
                new TunnelEndpointWithdrawn(AGENT, "node-1"),
                new AgentWentDown(AGENT, "node-1"),
                new AgentRevived(AGENT, "node-1"),
                new AgentUpdated(AGENT, Attributes.none().with(AgentDescription.DESCRIPTION, "rack 7")),
                new AgentDeleted(AGENT, "node-1"),
                new AddressScopeCreated(
                        OTHER,
                        PROJECT,
                        Attributes.none()
                                .with(AddressScopeDescription.IP_VERSION, 4)
                                .with(AddressScopeDescription.SHARED, false)),
                new AddressScopeUpdated(OTHER, Attributes.none().with(AddressScopeDescription.NAME, "sea")),
                new AddressScopeDeleted(OTHER));
    }

    @Test
    void every_event_there_is_has_a_golden_file_of_its_revision() {
        Set<String> told = new HashSet<>();
        events().forEach(event -> told.add(EventJson.nameOf(event.getClass())));
        for (Map.Entry<String, Class<? extends Event>> event :
                EventFamily.allEvents().entrySet()) {
            String file = file(event.getValue());
            assertThat(told).as("examples of events").contains(event.getKey());
            assertThat(getClass().getResource("/golden/" + file))
                    .as("golden/%s; written by -Dportolan.golden=write", file)
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_is_read_from_its_golden_file_as_it_was_meant_and_written_again_as_it_was(Event event)
            throws IOException {
        writeIfAsked(event);
        JsonNode golden = golden(event);

        assertThat(Json.mapper().treeToValue(golden, event.getClass())).isEqualTo(event);
        assertThat(reread(Json.tree(event))).isEqualTo(golden);
    }

    @ParameterizedTest
    @MethodSource("events")
    void a_line_of_the_feed_brings_an_event_of_its_golden_file_with_its_place_and_cause(Event event)
            throws IOException {
        Recorded<?> recorded = new Recorded<>(
                7,
                StreamId.parse("test/x"),
                3,
                Instant.parse("2026-11-20T12:00:00.123456Z"),
                event,
                new Cause("req-1", "ada", "engines", List.of("member"), "CreatePort"));
        EventJson events = new EventJson();
        JsonNode line = events.line(recorded);

        assertThat(reread(line.get("event"))).isEqualTo(golden(event));
        assertThat(events.recorded(Json.mapper().readTree(line.toString()))).isEqualTo(recorded);
    }

    private JsonNode golden(Event event) throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/golden/" + file(event.getClass()))) {
            assertThat(file).as("golden/%s", file(event.getClass())).isNotNull();
            return Json.mapper().readTree(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** As a reader gets it: whether a number was an int or a long is not written. */
    private static JsonNode reread(JsonNode written) {
        return Json.mapper().readTree(written.toString());
    }

    private static String file(Class<?> type) {
        return EventJson.nameOf(type) + "." + EventJson.revisionOf(type) + ".json";
    }

    /** A golden file is written once, and never over one that is there. */
    private static void writeIfAsked(Event event) throws IOException {
        Path file = FOLDER.resolve(file(event.getClass()));
        if ("write".equals(System.getProperty("portolan.golden")) && !Files.exists(file)) {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(Json.tree(event)) + "\n");
        }
    }
}
