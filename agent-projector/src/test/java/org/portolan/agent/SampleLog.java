package org.portolan.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.portolan.api.address.Mac;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupCreated;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupUpdated;
import org.portolan.api.agent.AgentEvent;
import org.portolan.api.agent.AgentEvent.TunnelEndpointRegistered;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.floatingip.FloatingIpEvent;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkEvent;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.Topology;
import org.portolan.api.port.Binding;
import org.portolan.api.port.Binding.BindingLevel;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortEvent.PortUnbound;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.qos.QosPolicyEvent;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterEvent;
import org.portolan.api.router.RouterEvent.RouterCreated;
import org.portolan.api.router.RouterEvent.RouterUpdated;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterId;
import org.portolan.api.router.RouterInterface;
import org.portolan.api.securitygroup.SecurityGroupEvent;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupCreated;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupDeleted;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupUpdated;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.subnet.SubnetEvent;
import org.portolan.api.subnet.SubnetEvent.SubnetCreated;
import org.portolan.api.subnet.SubnetId;
import org.portolan.api.trunk.TrunkEvent;

/** The log of a small cloud, whose things have the numbers that {@link Sample} gives them. Not for several threads. */
public final class SampleLog {
    private static final Cause CAUSE = new Cause(
            "req-00000000-0000-4000-8000-000000000001",
            "5d2a4e9e0f1c4f0b8c3a7d6e5f4a3b2c",
            "0c6afcbf9a5d4a0f9ab1e7a3bd1f54c2",
            List.of("admin", "member"),
            "CreatePort");
    private static final ProjectId PROJECT = new ProjectId("0c6afcbf9a5d4a0f9ab1e7a3bd1f54c2");
    private static final Instant TIME = Instant.parse("2026-11-23T12:00:00.123456Z");

    private final List<Recorded<?>> events = new ArrayList<>();

    /** All events so far, in order. */
    public List<Recorded<?>> events() {
        return List.copyOf(events);
    }

    public long head() {
        return events.size();
    }

    /** The fold of all events so far. */
    public Topology topology() {
        Topology topology = Topology.empty();
        for (Recorded<?> event : events) {
            topology = topology.evolve(event);
        }
        return topology.at(head());
    }

    /** Something happens that has no method of its own here. */
    public SampleLog happen(StreamId stream, Event event) {
        return add(stream, event);
    }

    /** The one subnet of a network, with these attributes beside its prefix, such as {@code "gateway_ip":"10.0.1.1"}. */
    public SampleLog subnet(int network, String cidr, String attributes) {
        return add(
                SubnetEvent.stream(subnetId(network)),
                new SubnetCreated(
                        subnetId(network),
                        PROJECT,
                        new NetworkId(Sample.networkId(network)),
                        attributes("{\"cidr\":\"" + cidr + "\",\"ip_version\":" + (cidr.contains(":") ? 6 : 4) + ","
                                + attributes + "}")));
    }

    /** The router exists, and no agent has it. */
    public SampleLog router(int number) {
        return router(new RouterCreated(
                routerId(number), PROJECT, attributes("{\"name\":\"router\",\"admin_state_up\":true,\"routes\":[]}")));
    }

    private SampleLog router(RouterEvent event) {
        RouterId id =
                switch (event) {
                    case RouterCreated it -> it.id();
                    case RouterUpdated it -> it.id();
                    case RouterEvent.RouterGatewaySet it -> it.id();
                    case RouterEvent.RouterInterfaceAttached it -> it.id();
                    case RouterEvent.RouterInterfaceDetached it -> it.id();
                    case RouterEvent.RouterScheduled it -> it.id();
                    case RouterEvent.VirtualRouterNumbered it -> it.id();
                    case RouterEvent.HaPortAttached it -> it.id();
                    case RouterEvent.HaStateChanged it -> it.id();
                    case RouterEvent.FloatingIpRouted it -> it.id();
                    case RouterEvent.FloatingIpUnrouted it -> it.id();
                    case RouterEvent.RouterDeleted it -> it.id();
                    default -> throw new IllegalArgumentException(event.toString());
                };
        return add(new StreamId("router", id.toString()), event);
    }

    /** The L3 agent of that host has the router from now on. */
    public SampleLog schedule(int router, String host) {
        return router(new RouterEvent.RouterScheduled(routerId(router), AgentId.of("L3 agent", host), "nova"));
    }

    /** Agents elect who is the router, by that number on that network; that of the host takes part by its own port there. */
    public SampleLog elect(int router, int virtual, int network, int port, String address, String host) {
        change(router, "{\"ha\":true}");
        router(new RouterEvent.VirtualRouterNumbered(
                routerId(router), new NetworkId(Sample.networkId(network)), virtual));
        portOf(router, network, port, address, "network:router_ha_interface");
        router(new RouterEvent.HaPortAttached(routerId(router), AgentId.of("L3 agent", host), portId(port)));
        return bind(port, network, host, 1);
    }

    /** The L3 agent of that host says what it is of the router. */
    public SampleLog haState(int router, String host, String state) {
        return router(new RouterEvent.HaStateChanged(routerId(router), AgentId.of("L3 agent", host), state));
    }

    /** The router has a leg on a network, with its own port there, which is on that host. */
    public SampleLog leg(int router, int network, int port, String address, String host) {
        portOf(router, network, port, address, "network:router_interface");
        router(new RouterEvent.RouterInterfaceAttached(
                routerId(router),
                new RouterInterface(
                        portId(port), new NetworkId(Sample.networkId(network)), List.of(fixedIp(network, address)))));
        return bind(port, network, host, 1);
    }

    /** The router has its gateway on a network, with its own port there, which is on that host. */
    public SampleLog gateway(int router, int network, int port, String address, boolean snat, String host) {
        if (!topology().ports().containsKey(portId(port))) {
            portOf(router, network, port, address, "network:router_gateway");
            bind(port, network, host, 1);
        }
        return router(new RouterEvent.RouterGatewaySet(
                routerId(router),
                new RouterGateway(
                        portId(port),
                        new NetworkId(Sample.networkId(network)),
                        List.of(fixedIp(network, address)),
                        snat)));
    }

    private void portOf(int router, int network, int port, String address, String owner) {
        add(
                PortEvent.stream(portId(port)),
                new PortCreated(
                        portId(port),
                        PROJECT,
                        new NetworkId(Sample.networkId(network)),
                        new Mac(Sample.mac(port)),
                        List.of(fixedIp(network, address)),
                        attributes("{\"admin_state_up\":true,\"device_id\":\"" + routerId(router)
                                + "\",\"device_owner\":\"" + owner + "\"}")));
    }

    private static FixedIp fixedIp(int network, String address) {
        return new FixedIp(subnetId(network), Json.address(address));
    }

    /** These attributes of the router change. */
    public SampleLog change(int router, String attributes) {
        return router(new RouterUpdated(routerId(router), attributes(attributes)));
    }

    public SampleLog deleteRouter(int router) {
        return router(new RouterEvent.RouterDeleted(routerId(router)));
    }

    /** What happens to the trunk, which begins with the port of that number as its parent. */
    public SampleLog trunk(Function<UUID, TrunkEvent> event, int number) {
        return add(new StreamId("trunk", trunkId(number).toString()), event.apply(trunkId(number)));
    }

    public static UUID trunkId(int number) {
        return new UUID(0x0000_0007_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    /** What happens to the QoS policy. */
    public SampleLog policy(Function<UUID, QosPolicyEvent> event, int number) {
        return add(new StreamId("qos_policy", policyId(number).toString()), event.apply(policyId(number)));
    }

    public static UUID policyId(int number) {
        return new UUID(0x0000_0008_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    /** A floating IP that leads by the router to that address inside. */
    public SampleLog floatingIp(int number, String address, int router, String inside) {
        FloatingIpId id = floatingIpId(number);
        StreamId stream = new StreamId("floatingip", id.toString());
        if (!topology().services().floatingIps().containsKey(id)) {
            add(
                    stream,
                    new FloatingIpEvent.FloatingIpCreated(
                            id,
                            PROJECT,
                            new NetworkId(Sample.networkId(9)),
                            Json.address(address),
                            portId(9000 + number),
                            attributes("{}")));
        }
        add(stream, new FloatingIpEvent.FloatingIpAssociated(id, portId(1), Json.address(inside), routerId(router)));
        return router(new RouterEvent.FloatingIpRouted(routerId(router), id, List.of(Json.address(inside))));
    }

    /** The floating IP leads nowhere any more. */
    public SampleLog disassociate(int number, int router) {
        FloatingIpId id = floatingIpId(number);
        add(new StreamId("floatingip", id.toString()), new FloatingIpEvent.FloatingIpDisassociated(id));
        return router(new RouterEvent.FloatingIpUnrouted(routerId(router), id));
    }

    public static SubnetId subnetId(int network) {
        return new SubnetId(new UUID(0x0000_0003_0000_4000L, 0x8000_0000_0000_0000L | network));
    }

    public static RouterId routerId(int number) {
        return new RouterId(new UUID(0x0000_0004_0000_4000L, 0x8000_0000_0000_0000L | number));
    }

    public static FloatingIpId floatingIpId(int number) {
        return new FloatingIpId(new UUID(0x0000_0005_0000_4000L, 0x8000_0000_0000_0000L | number));
    }

    private SampleLog add(StreamId stream, Event event) {
        events.add(new Recorded<>(events.size() + 1L, stream, 0, TIME, event, CAUSE));
        return this;
    }

    /** Host {@code hostN} takes VXLAN and GRE at 10.77.0.N. */
    public SampleLog endpoint(int number) {
        AgentId agent = AgentId.of("Open vSwitch agent", "host" + number);
        return add(
                AgentEvent.stream(agent),
                new TunnelEndpointRegistered(
                        agent,
                        "host" + number,
                        Json.address("10.77." + (number >> 8) + "." + (number & 0xff)),
                        List.of(NetworkType.VXLAN, NetworkType.GRE)));
    }

    public SampleLog withdraw(int number) {
        AgentId agent = AgentId.of("Open vSwitch agent", "host" + number);
        return add(AgentEvent.stream(agent), new AgentEvent.TunnelEndpointWithdrawn(agent, "host" + number));
    }

    /** A VXLAN network whose identifier is its number plus 1000. */
    public SampleLog network(int number) {
        return network(number, NetworkType.VXLAN);
    }

    public SampleLog network(int number, NetworkType type) {
        NetworkId id = new NetworkId(Sample.networkId(number));
        Segment segment =
                new Segment(Sample.segmentId(number), type, type.isPhysical() ? "physnet1" : null, 1000L + number);
        return add(
                NetworkEvent.stream(id),
                new NetworkCreated(
                        id,
                        PROJECT,
                        attributes("{\"name\":\"net" + number + "\",\"admin_state_up\":true,\"shared\":false}"),
                        List.of(segment)));
    }

    /** A port with the MAC and the address that go with its number, bound to nothing yet. */
    public SampleLog port(int number, int network) {
        PortId id = portId(number);
        return add(
                PortEvent.stream(id),
                new PortCreated(
                        id,
                        PROJECT,
                        new NetworkId(Sample.networkId(network)),
                        new Mac(Sample.mac(number)),
                        List.of(new FixedIp(subnetId(network), Json.address(Sample.address(number)))),
                        attributes(
                                "{\"name\":\"port" + number
                                        + "\",\"admin_state_up\":true,\"device_id\":\"\",\"device_owner\":\"compute:nova\","
                                        + "\"description\":\"\",\"port_security_enabled\":true,\"binding:vnic_type\":\"normal\"}")));
    }

    /** The port has those attributes from now on, as JSON. */
    public SampleLog update(int number, String changes) {
        return add(PortEvent.stream(portId(number)), new PortUpdated(portId(number), attributes(changes)));
    }

    /** The port is in these security groups from now on. */
    public SampleLog groups(int number, int... groups) {
        String ids = Arrays.stream(groups)
                .mapToObj(group -> "\"" + Sample.groupId(group) + "\"")
                .collect(Collectors.joining(","));
        return update(number, "{\"security_groups\":[" + ids + "]}");
    }

    /** A security group without rules. */
    public SampleLog group(int number) {
        return add(
                groupStream(number),
                new SecurityGroupCreated(
                        Sample.groupId(number), PROJECT, attributes("{\"stateful\":true}"), List.of()));
    }

    public SampleLog stateful(int number, boolean stateful) {
        return add(
                groupStream(number),
                new SecurityGroupUpdated(Sample.groupId(number), attributes("{\"stateful\":" + stateful + "}")));
    }

    /** The group has a rule more, with these attributes as JSON. */
    public SampleLog rule(int group, int number, String rule) {
        return add(
                groupStream(group),
                new SecurityGroupRuleAdded(
                        Sample.groupId(group),
                        new SecurityGroupEvent.Rule(Sample.ruleId(number), PROJECT, attributes(rule))));
    }

    public SampleLog unrule(int group, int number) {
        return add(groupStream(group), new SecurityGroupRuleRemoved(Sample.groupId(group), Sample.ruleId(number)));
    }

    public SampleLog deleteGroup(int number) {
        return add(groupStream(number), new SecurityGroupDeleted(Sample.groupId(number)));
    }

    /** The address group has these prefixes from now on. */
    public SampleLog addressGroup(int number, String... prefixes) {
        UUID id = Sample.groupId(number);
        StreamId stream = new StreamId("address_group", id.toString());
        Attributes attributes = Attributes.none().with(AddressGroupDescription.ADDRESSES, List.of(prefixes));
        boolean isNew = !topology().addressGroups().containsKey(id);
        return add(
                stream,
                isNew ? new AddressGroupCreated(id, PROJECT, attributes) : new AddressGroupUpdated(id, attributes));
    }

    private static StreamId groupStream(int number) {
        return new StreamId("security_group", Sample.groupId(number).toString());
    }

    /** The port is on that host from now on. */
    public SampleLog bind(int number, int network, String host, long generation) {
        PortId id = portId(number);
        return add(
                PortEvent.stream(id),
                new PortBound(
                        id,
                        new Binding(
                                generation,
                                host,
                                "ovs",
                                Json.object().put("port_filter", true).put("connectivity", "l2"),
                                List.of(new BindingLevel("openvswitch", Sample.segmentId(network))))));
    }

    /** A port that is on that host. */
    public SampleLog guest(int number, int network, String host) {
        return port(number, network).bind(number, network, host, 1);
    }

    public SampleLog unbind(int number, long generation) {
        return add(PortEvent.stream(portId(number)), new PortUnbound(portId(number), generation));
    }

    public SampleLog adminState(int number, boolean up) {
        return add(
                PortEvent.stream(portId(number)),
                new PortUpdated(portId(number), attributes("{\"admin_state_up\":" + up + "}")));
    }

    /** Something that does not concern nodes. */
    public SampleLog rename(int number) {
        return add(PortEvent.stream(portId(number)), new PortUpdated(portId(number), attributes("{\"name\":\"new\"}")));
    }

    public SampleLog delete(int number, int network) {
        return add(
                PortEvent.stream(portId(number)),
                new PortDeleted(portId(number), new NetworkId(Sample.networkId(network))));
    }

    public static PortId portId(int number) {
        return new PortId(Sample.portId(number));
    }

    private static Attributes attributes(String json) {
        return Attributes.of(Json.mapper().readTree(json));
    }
}
