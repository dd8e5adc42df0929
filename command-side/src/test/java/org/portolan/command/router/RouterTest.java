package org.portolan.command.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.portolan.api.address.HostRoute;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.RegisterAgent;
import org.portolan.api.caller.Caller;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddExtraRoutes;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterCommand.RemoveExtraRoutes;
import org.portolan.api.router.RouterCommand.RemoveRouterInterface;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.node.ObjectNode;

/** Routers: their gateways, their legs, their routes, and what may not be taken from under them. */
class RouterTest {

    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final Caller BOB = Scenario.caller("bobs-project", "member");

    private final Scenario scenario = Scenario.begin();

    private Network external() {
        return scenario.network("{'name':'sea','router:external':true}");
    }

    private Router router(String body) {
        return scenario.create(ROUTERS, body);
    }

    private Router withGateway(Network network) {
        return router("{'external_gateway_info':{'network_id':'" + network.id() + "'}}");
    }

    private Router now(Router router) {
        return scenario.update(ROUTERS, router, "{}");
    }

    private ObjectNode add(Router router, @Nullable Object subnet, @Nullable Object port) {
        return scenario.commands()
                .execute(new AddRouterInterface(router.id(), leg(subnet, port), Scenario.ADMIN), ObjectNode.class);
    }

    private ObjectNode remove(Router router, @Nullable Object subnet, @Nullable Object port) {
        return scenario.commands()
                .execute(new RemoveRouterInterface(router.id(), leg(subnet, port), Scenario.ADMIN), ObjectNode.class);
    }

    private static Leg leg(@Nullable Object subnet, @Nullable Object port) {
        return new Leg(subnet == null ? null : subnet.toString(), port == null ? null : port.toString());
    }

    private Port port(PortId id) {
        return scenario.commands()
                .execute(new Update("Port", id.toString(), Attributes.none(), null, Scenario.ADMIN), Port.class);
    }

    private static RouterGateway gateway(Router router) {
        return Objects.requireNonNull(router.gateway());
    }

    @Test
    void a_router_without_a_gateway_is_just_there() {
        scenario.newEvents();
        Router router = router("{'name':'r'}");
        assertThat(scenario.newEventNames()).containsExactly("RouterCreated");
        assertThat(router.gateway()).isNull();
        assertThat(ROUTERS.render(router).path("status").stringValue()).isEqualTo("ACTIVE");
    }

    @Test
    void a_gateway_comes_with_a_port_that_belongs_to_no_project() {
        Network sea = external();
        Subnet shore = scenario.subnet4(sea, "203.0.113.0/24");
        scenario.newEvents();

        Router router = withGateway(sea);

        assertThat(scenario.newEventNames())
                .containsExactly(
                        "RouterCreated",
                        "PortAttached",
                        "AddressAllocated",
                        "PortCreated",
                        "GatewayAttached",
                        "RouterGatewaySet");
        Port port = port(gateway(router).portId());
        assertThat(port.project().value()).isEmpty();
        assertThat(port.deviceOwner()).isEqualTo("network:router_gateway");
        assertThat(port.attributes().get(PortDescription.DEVICE_ID))
                .isEqualTo(router.id().toString());
        assertThat(port.fixedIps())
                .isEqualTo(gateway(router).externalFixedIps())
                .singleElement()
                .satisfies(ip -> {
                    assertThat(ip.subnetId()).isEqualTo(shore.id());
                });
        assertThat(gateway(router).enableSnat()).isTrue();
    }

    @Test
    void a_gateway_object_round_trips() {
        Network sea = external();
        Subnet shore = scenario.subnet4(sea, "182.24.4.0/24");
        String wish = "{'network_id':'" + sea.id() + "','enable_snat':true,'external_fixed_ips':[{'subnet_id':'"
                + shore.id() + "','ip_address':'182.24.4.6'}]}";
        Router router = router("{'external_gateway_info':" + wish + "}");
        assertThat(ROUTERS.render(router).path("external_gateway_info"))
                .isEqualTo(Json.mapper().readTree(wish.replace('\'', '"')));
    }

    @Test
    void a_router_whose_gateway_cannot_be_had_leaves_nothing_behind() {
        Network sea = external();
        scenario.subnet(
                sea,
                "'ip_version':4,'cidr':'203.0.113.0/29',"
                        + "'allocation_pools':[{'start':'203.0.113.2','end':'203.0.113.2'}]");
        withGateway(sea);
        scenario.newEvents();

        refusal(() -> withGateway(sea)).is(409, "IpAddressGenerationFailure");

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_gateway_leads_to_an_external_network_only_and_never_has_its_gateways_address() {
        Network inside = scenario.network("{}");
        refusal(() -> withGateway(inside))
                .is(400, "BadRequest")
                .says("Bad router request: Network " + inside.id() + " is not an external network.");
        Network sea = external();
        scenario.subnet4(sea, "203.0.113.0/24");
        refusal(() -> router("{'external_gateway_info':{'network_id':'" + sea.id()
                        + "','external_fixed_ips':[{'ip_address':'203.0.113.1'}]}}"))
                .is(400, "BadRequest")
                .says("Bad router request: External IP 203.0.113.1 is the same as the gateway IP.");
    }

    @Test
    void only_administrators_say_which_address_a_gateway_has_or_whether_it_translates() {
        Network sea = external();
        scenario.subnet4(sea, "203.0.113.0/24");
        String gateway = "{'external_gateway_info':{'network_id':'" + sea.id() + "'";
        refusal(() -> scenario.create(ROUTERS, gateway + ",'enable_snat':false}}", BOB))
                .is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.create(ROUTERS, gateway + ",'external_fixed_ips':[{'ip_address':'203.0.113.9'}]}}", BOB))
                .is(403, "PolicyNotAuthorized");
        assertThat(scenario.create(ROUTERS, gateway + "}}", BOB).gateway()).isNotNull();
    }

    @Test
    void a_gateway_moves_keeps_its_port_on_the_same_network_and_goes() {
        Network sea = external();
        scenario.subnet4(sea, "203.0.113.0/24");
        Router router = withGateway(sea);
        PortId port = gateway(router).portId();

        Router moved = scenario.update(
                ROUTERS,
                router,
                "{'external_gateway_info':{'network_id':'" + sea.id()
                        + "','enable_snat':false,'external_fixed_ips':[{'ip_address':'203.0.113.30'}]}}");
        assertThat(gateway(moved).portId()).isEqualTo(port);
        assertThat(gateway(moved).enableSnat()).isFalse();
        assertThat(gateway(moved).externalFixedIps().getFirst().ipAddress()).isEqualTo(Json.address("203.0.113.30"));

        Router cleared = scenario.update(ROUTERS, router, "{'external_gateway_info':{}}");
        assertThat(cleared.gateway()).isNull();
        refusal(() -> port(port)).is(404, "PortNotFound");
    }

    @Test
    void a_new_external_subnet_gives_gateways_an_address_where_they_have_none_of_its_version() {
        Network sea = external();
        Router router = withGateway(sea);
        assertThat(gateway(router).externalFixedIps()).isEmpty();

        scenario.subnet4(sea, "203.0.113.0/24");
        assertThat(gateway(now(router)).externalFixedIps()).hasSize(1);
        scenario.subnet4(sea, "198.51.100.0/24");
        assertThat(gateway(now(router)).externalFixedIps()).hasSize(1);
        scenario.subnet(sea, "'ip_version':6,'cidr':'2001:db8::/64'");
        assertThat(gateway(now(router)).externalFixedIps()).hasSize(2);
        scenario.subnet(sea, "'ip_version':6,'cidr':'2001:db8:1::/64'");
        Router settled = now(router);
        assertThat(gateway(settled).externalFixedIps())
                .hasSize(2)
                .isEqualTo(port(gateway(settled).portId()).fixedIps());
    }

    @Test
    void a_leg_on_a_subnet_has_the_subnets_gateway_address() {
        Network inside = scenario.network("{}");
        Subnet subnet = scenario.subnet4(inside, "10.10.20.0/24");
        Router router = router("{}");
        scenario.newEvents();

        ObjectNode told = add(router, subnet.id(), null);

        assertThat(scenario.newEventNames())
                .containsExactly(
                        "PortAttached", "AddressAllocated", "PortCreated", "RouterAttached", "RouterInterfaceAttached");
        Port port = port(PortId.of(told.path("port_id").stringValue()));
        assertThat(port.fixedIps().getFirst().ipAddress()).isEqualTo(Json.address("10.10.20.1"));
        assertThat(port.deviceOwner()).isEqualTo("network:router_interface");
        assertThat(port.project()).isEqualTo(router.project());
        assertThat(told.propertyNames())
                .containsExactly("id", "tenant_id", "port_id", "network_id", "subnet_id", "subnet_ids");
    }

    @Test
    void a_subnet_without_a_gateway_or_with_anothers_advertisements_gets_no_leg() {
        Network inside = scenario.network("{}");
        Subnet closed = scenario.subnet(inside, "'ip_version':4,'cidr':'10.0.0.0/24','gateway_ip':null");
        Subnet foreign = scenario.subnet(inside, "'ip_version':6,'cidr':'2001:db8::/64','ipv6_address_mode':'slaac'");
        Router router = router("{}");
        refusal(() -> add(router, closed.id(), null))
                .is(400, "BadRequest")
                .says("Bad router request: Subnet for router interface must have a gateway IP.");
        refusal(() -> add(router, foreign.id(), null)).is(400, "BadRequest");
    }

    @Test
    void a_router_joins_no_subnet_twice_and_none_that_overlaps() {
        Subnet one = scenario.subnet4(scenario.network("{}"), "10.71.0.0/24");
        Subnet other = scenario.subnet4(scenario.network("{}"), "10.71.0.0/25");
        Router router = router("{}");
        add(router, one.id(), null);
        refusal(() -> add(router, one.id(), null))
                .is(400, "BadRequest")
                .says("Bad router request: Router already has a port on subnet " + one.id() + ".");
        refusal(() -> add(router, other.id(), null))
                .is(400, "BadRequest")
                .says("Bad router request: Cidr 10.71.0.0/25 of subnet " + other.id()
                        + " overlaps with cidr 10.71.0.0/24 of subnet " + one.id() + ".");
    }

    @Test
    void a_leg_is_asked_for_by_a_subnet_or_by_a_port() {
        Router router = router("{}");
        refusal(() -> add(router, null, null))
                .is(400, "BadRequest")
                .says("Bad router request: Either subnet_id or port_id must be specified.");
        refusal(() -> add(router, UUID.randomUUID(), UUID.randomUUID()))
                .is(400, "BadRequest")
                .says("Bad router request: Cannot specify both subnet-id and port-id.");
        refusal(() -> add(router, "abc", null))
                .is(400, "BadRequest")
                .says("Bad router request: 'abc' is not a valid UUID.");
        refusal(() -> add(router, "1-1-1-1-1", null)).is(400, "BadRequest");
        refusal(() -> add(router, UUID.randomUUID(), null)).is(404, "SubnetNotFound");
        refusal(() -> add(router, null, UUID.randomUUID())).is(404, "PortNotFound");
    }

    @Test
    void a_port_of_ones_own_becomes_the_leg_if_nobody_uses_it() {
        Network inside = scenario.network("{}");
        scenario.subnet4(inside, "10.10.10.0/24");
        Port free = scenario.port(inside, "'fixed_ips':[{'ip_address':'10.10.10.9'}]");
        Port used = scenario.port(inside, "'device_id':'vm'");
        Port bare = scenario.port(inside, "'fixed_ips':[]");
        Port wide = scenario.port(inside, "'fixed_ips':[{'ip_address':'10.10.10.20'},{'ip_address':'10.10.10.21'}]");
        Router router = router("{}");
        refusal(() -> add(router, null, used.id())).is(409, "PortInUse");
        refusal(() -> add(router, null, bare.id()))
                .is(400, "BadRequest")
                .says("Bad router request: Router port must have at least one fixed IP.");
        refusal(() -> add(router, null, wide.id()))
                .is(400, "BadRequest")
                .says("Bad router request: Cannot have multiple IPv4 subnets on router port.");

        add(router, null, free.id());

        assertThat(scenario.now(free).deviceOwner()).isEqualTo("network:router_interface");
        Router other = router("{}");
        refusal(() -> add(other, null, free.id())).is(409, "PortInUse");
    }

    @Test
    void ipv6_prefixes_of_one_network_share_a_leg() {
        Network inside = scenario.network("{}");
        Subnet one = scenario.subnet(inside, "'ip_version':6,'cidr':'2001:db8:1::/64'");
        Subnet other = scenario.subnet(inside, "'ip_version':6,'cidr':'2001:db8:2::/64'");
        Router router = router("{}");
        ObjectNode first = add(router, one.id(), null);
        ObjectNode second = add(router, other.id(), null);
        assertThat(second.path("port_id")).isEqualTo(first.path("port_id"));
        assertThat(now(router).interfaces()).singleElement().satisfies(leg -> assertThat(leg.fixedIps())
                .hasSize(2));

        Port third = scenario.port(inside, "");
        refusal(() -> add(router, null, third.id())).is(400, "BadRequest");

        remove(router, one.id(), null);
        assertThat(now(router).interfaces().getFirst().fixedIps()).hasSize(1);
        remove(router, other.id(), null);
        assertThat(now(router).interfaces()).isEmpty();
    }

    @Test
    void a_leg_is_taken_by_what_it_is() {
        Subnet subnet = scenario.subnet4(scenario.network("{}"), "10.0.0.0/24");
        Subnet elsewhere = scenario.subnet4(scenario.network("{}"), "10.0.1.0/24");
        Router router = router("{}");
        ObjectNode told = add(router, subnet.id(), null);
        String port = told.path("port_id").stringValue();
        refusal(() -> remove(router, elsewhere.id(), null)).is(404, "RouterInterfaceNotFoundForSubnet");
        refusal(() -> remove(router, null, UUID.randomUUID())).is(404, "RouterInterfaceNotFound");
        refusal(() -> remove(router, elsewhere.id(), port)).is(400, "SubnetMismatchForPort");

        remove(router, null, port);

        refusal(() -> port(PortId.of(port))).is(404, "PortNotFound");
        scenario.delete(new SubnetDescription(), subnet);
    }

    @Test
    void what_a_router_needs_cannot_be_taken_from_under_it() {
        Network inside = scenario.network("{}");
        Subnet subnet = scenario.subnet4(inside, "10.0.0.0/24");
        Network sea = external();
        scenario.subnet4(sea, "203.0.113.0/24");
        Router router = withGateway(sea);
        Port leg = port(PortId.of(add(router, subnet.id(), null).path("port_id").stringValue()));
        Port gatewayPort = port(gateway(router).portId());
        PortDescription ports = new PortDescription();

        for (Port port : List.of(leg, gatewayPort)) {
            refusal(() -> scenario.delete(ports, port)).is(409, "ServicePortInUse");
            refusal(() -> scenario.update(ports, port, "{'fixed_ips':[]}"))
                    .is(400, "BadRequest")
                    .says("Bad ports request: IP updates for port " + port.id() + " are not allowed.");
        }
        refusal(() -> scenario.delete(new SubnetDescription(), subnet)).is(409, "SubnetInUse");
        refusal(() -> scenario.delete(new NetworkDescription(), inside)).is(409, "NetworkInUse");
        refusal(() -> scenario.delete(new NetworkDescription(), sea)).is(409, "NetworkInUse");
        refusal(() -> scenario.update(new NetworkDescription(), sea, "{'router:external':false}"))
                .is(409, "ExternalNetworkInUse");
        refusal(() -> scenario.update(new SubnetDescription(), subnet, "{'gateway_ip':'10.0.0.254'}"))
                .is(409, "GatewayIpInUse")
                .says("Current gateway ip 10.0.0.1 already in use by port " + leg.id() + ". Unable to update.");
        refusal(() -> scenario.delete(ROUTERS, router))
                .is(409, "RouterInUse")
                .says("Router " + router.id() + " has ports still attached: " + leg.id());

        remove(router, subnet.id(), null);
        scenario.delete(ROUTERS, router);
        refusal(() -> port(gatewayPort.id())).is(404, "PortNotFound");
        scenario.delete(new NetworkDescription(), sea);
    }

    @Test
    void a_route_leads_over_a_neighbour_and_holds_the_leg_to_it() {
        Subnet subnet = scenario.subnet4(scenario.network("{}"), "10.71.0.0/24");
        Router router = router("{}");
        add(router, subnet.id(), null);
        refusal(() -> scenario.update(
                        ROUTERS, router, "{'routes':[{'destination':'10.90.0.0/24','nexthop':'99.0.0.1'}]}"))
                .is(400, "InvalidRoutes")
                .says("Invalid format for routes: [{'destination': '10.90.0.0/24', 'nexthop': '99.0.0.1'}], the nexthop"
                        + " is not connected with router");
        refusal(() -> scenario.update(
                        ROUTERS, router, "{'routes':[{'destination':'10.90.0.0/24','nexthop':'10.71.0.1'}]}"))
                .is(400, "InvalidRoutes");
        scenario.update(ROUTERS, router, "{'routes':[{'destination':'10.90.0.0/24','nexthop':'10.71.0.6'}]}");
        refusal(() -> remove(router, subnet.id(), null)).is(409, "RouterInterfaceInUseByRoute");
        scenario.update(ROUTERS, router, "{'routes':[]}");
        remove(router, subnet.id(), null);
    }

    @Test
    void routes_are_added_and_removed_one_by_one() {
        Subnet subnet = scenario.subnet4(scenario.network("{}"), "10.71.0.0/24");
        Router router = router("{}");
        add(router, subnet.id(), null);
        HostRoute one = route("10.90.0.0/24");
        HostRoute other = route("10.91.0.0/24");
        scenario.execute(new AddExtraRoutes(router.id(), List.of(one), Scenario.ADMIN));
        scenario.execute(new AddExtraRoutes(router.id(), List.of(other, one), Scenario.ADMIN));
        assertThat(now(router).routes()).containsExactly(one, other);
        scenario.execute(new RemoveExtraRoutes(router.id(), List.of(one), Scenario.ADMIN));
        scenario.execute(new RemoveExtraRoutes(router.id(), List.of(one), Scenario.ADMIN));
        assertThat(now(router).routes()).containsExactly(other);
    }

    @Test
    void a_route_to_nowhere_cannot_be_added_and_taking_it_away_is_no_fault() {
        Router router = router("{}");
        String body = "{\"router\":{\"routes\":[{\"destination\":\"x\",\"nexthop\":\"10.1.0.50\"}]}}";

        refusal(() -> act("add_extraroutes", router, body))
                .is(400, "AddrFormatError")
                .says("invalid IPNetwork x");
        act("remove_extraroutes", router, body);
        assertThat(now(router).routes()).isEmpty();
    }

    private void act(String name, Router router, String body) {
        ROUTERS.actions().stream()
                .filter(action -> action.name().equals(name))
                .forEach(action -> scenario.execute(action.parser()
                        .command(router.id().toString(), Json.mapper().readTree(body), Scenario.ADMIN)));
    }

    @Test
    void who_takes_the_policy_of_a_gateway_reads_that_it_has_none() {
        Network sea = external();
        scenario.subnet4(sea, "203.0.113.0/24");
        QosPolicy policy = scenario.create(new QosPolicyDescription(), "{'name':'slow'}");
        String gateway = "{'external_gateway_info':{'network_id':'" + sea.id() + "','qos_policy_id':";
        Router router = router(gateway + "'" + policy.id() + "'}}");

        String taking = gateway + "null}}";
        Router without = scenario.update(ROUTERS, router, taking);

        Attributes wished = ROUTERS.parseUpdate(Json.mapper().readTree(taking.replace('\'', '"')), Scenario.ADMIN);
        assertThat(ROUTERS.renderChanged(without, wished)
                        .at("/external_gateway_info/qos_policy_id")
                        .isNull())
                .isTrue();
        assertThat(ROUTERS.render(without).path("external_gateway_info").has("qos_policy_id"))
                .isFalse();
    }

    private static HostRoute route(String destination) {
        return new HostRoute(Json.address(destination), Json.address("10.71.0.6"));
    }

    @Test
    void a_router_becomes_distributed_or_highly_available_only_while_it_is_down() {
        Subnet subnet = scenario.subnet4(scenario.network("{}"), "10.0.0.0/24");
        Router router = router("{}");
        ObjectNode told = add(router, subnet.id(), null);
        refusal(() -> scenario.update(ROUTERS, router, "{'ha':true}")).is(400, "BadRequest");
        refusal(() -> scenario.update(ROUTERS, router, "{'distributed':true,'admin_state_up':false}"))
                .is(400, "BadRequest");
        scenario.update(ROUTERS, router, "{'admin_state_up':false}");
        scenario.update(ROUTERS, router, "{'distributed':true}");
        assertThat(port(PortId.of(told.path("port_id").stringValue())).deviceOwner())
                .isEqualTo("network:router_interface_distributed");
    }

    @Test
    void a_stranger_neither_sees_a_router_nor_joins_a_network_that_is_hidden_from_him() {
        Router router = router("{}");
        Subnet hidden = scenario.subnet4(scenario.network("{}"), "10.0.0.0/24");
        refusal(() -> scenario.update(ROUTERS, router, "{'name':'mine'}", null, BOB))
                .is(404, "RouterNotFound");
        Router his = scenario.create(ROUTERS, "{}", BOB);
        refusal(() -> scenario.commands().execute(new AddRouterInterface(his.id(), leg(hidden.id(), null), BOB)))
                .is(404, "SubnetNotFound");
    }

    @Test
    void a_router_with_something_to_do_gets_an_agent_that_is_alive() {
        Subnet subnet = scenario.subnet4(scenario.network("{}"), "10.0.0.0/24");
        Router before = router("{}");
        scenario.execute(new RegisterAgent(
                Agent.L3,
                "net-1",
                "neutron-l3-agent",
                "l3_agent",
                "nova",
                Json.object(),
                null,
                List.of(),
                Scenario.ADMIN));
        assertThat(now(before).availabilityZones()).isEmpty();
        add(before, subnet.id(), null);
        assertThat(now(before).availabilityZones()).containsExactly("nova");
    }

    @Test
    void two_routers_never_have_the_same_port() {
        Network inside = scenario.network("{}");
        scenario.subnet4(inside, "10.0.0.0/24");
        Port port = scenario.port(inside, "");
        Router one = router("{}");
        Router other = router("{}");
        add(one, null, port.id());
        refusal(() -> add(other, null, port.id())).is(409, "PortInUse");
        assertThat(now(other).interfaces()).isEmpty();
    }
}
