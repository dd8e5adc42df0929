package org.portolan.api.json;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.address.AddressPool;
import org.portolan.api.address.HostRoute;
import org.portolan.api.address.Mac;
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
import org.portolan.api.event.Event;
import org.portolan.api.network.DefaultNetworkEvent.DefaultNetworkChosen;
import org.portolan.api.network.DefaultNetworkEvent.DefaultNetworkDropped;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.DynamicSegmentJoined;
import org.portolan.api.network.NetworkEvent.DynamicSegmentLeft;
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
import org.portolan.api.port.HostBinding;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortAddressesChanged;
import org.portolan.api.port.PortEvent.PortBindingDropped;
import org.portolan.api.port.PortEvent.PortBindingFailed;
import org.portolan.api.port.PortEvent.PortBindingPrepared;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortEvent.PortMacChanged;
import org.portolan.api.port.PortEvent.PortProvisioningBlocked;
import org.portolan.api.port.PortEvent.PortProvisioningCompleted;
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
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangeOffered;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangeWithdrawn;
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

/** Examples of what happens to networks, subnets, ports, segments and agents. */
@AutoService(EventExamples.class)
public final class CoreEventExamples implements EventExamples {

    private static final NetworkId NETWORK = NetworkId.of("8c9e00fb-0197-47d6-bdde-75fb1946848d");
    private static final SubnetId SUBNET = SubnetId.of("4883db15-8cd7-45c6-863e-bf71123f0785");
    private static final PortId PORT = PortId.of("f519f094-18f8-41a0-99ef-1518695aa378");
    private static final AgentId AGENT = AgentId.of("Open vSwitch agent", "node-1");
    private static final UUID SEGMENT = UUID.fromString("22222222-2222-2222-2222-222222222222");
    private static final ProjectId PROJECT = new ProjectId("engines");
    private static final Mac MAC = new Mac("fa:16:3e:00:01:02");
    private static final FixedIp FIXED_IP = new FixedIp(SUBNET, Json.address("10.0.0.2"));
    private static final FixedIp FIXED_IP6 = new FixedIp(SUBNET, Json.address("2001:db8::f816:3eff:fe00:102"));
    private static final Segment VXLAN = new Segment(SEGMENT, NetworkType.VXLAN, null, 1000L);
    private static final Segment VLAN = new Segment(SEGMENT, NetworkType.VLAN, "physnet1", 2L);

    @Override
    public Stream<Event> events() {
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
                new DynamicSegmentJoined(NETWORK, VLAN, PORT),
                new DynamicSegmentLeft(NETWORK, SEGMENT, PORT, true),
                new DefaultNetworkChosen(NETWORK),
                new DefaultNetworkDropped(NETWORK),
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
                new PortBindingPrepared(
                        PORT,
                        new HostBinding(
                                "node-2",
                                "normal",
                                Json.object().put("migrating_to", "node-2"),
                                "ovs",
                                Json.object().put("bridge_name", "br-int"),
                                List.of(new BindingLevel("openvswitch", SEGMENT)))),
                new PortBindingDropped(PORT, "node-2"),
                new PortProvisioningBlocked(PORT, "DHCP", 1),
                new PortProvisioningCompleted(PORT, "DHCP", 1),
                new PortWired(PORT, "node-1", 1),
                new PortUnwired(PORT, "node-1", 1),
                new PortWiringFailed(PORT, "node-1", 1, "no such tap"),
                new PortDeleted(PORT, NETWORK),
                new SegmentRangesConfigured(NetworkType.VLAN, "physnet1", List.of(new SegmentRange(100, 299))),
                new SegmentRangeOffered(NetworkType.VLAN, "physnet1", SEGMENT, new SegmentRange(200, 220), PROJECT),
                new SegmentRangeWithdrawn(NetworkType.VLAN, "physnet1", SEGMENT),
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
                new AgentDeleted(AGENT, "node-1"));
    }
}
