package org.portolan.command.ndpproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.ndpproxy.NdpProxyDescription;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.command.Scenario;

class NdpProxyTest {

    private static final NdpProxyDescription PROXIES = new NdpProxyDescription();
    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final Caller BOB = Scenario.caller("harbours", "member");

    private final Scenario scenario = Scenario.begin();
    private final SubnetPool pool = pool(scope(), "2001:db8::/48");
    private final Network sea = external();

    private final Network inside = scenario.network("{'name':'inside'}");
    private final Subnet insides = subnet(inside, pool);

    private Network external() {
        Network network = scenario.network("{'name':'sea','router:external':true}");
        subnet(network, pool);
        return network;
    }

    private PlainResource scope() {
        return scenario.create(new AddressScopeDescription(), "{'name':'world','ip_version':6}");
    }

    private SubnetPool pool(PlainResource scope, String prefix) {
        return scenario.create(
                new SubnetPoolDescription(),
                "{'name':'p','address_scope_id':'" + scope.id() + "','default_prefixlen':64,'prefixes':['" + prefix
                        + "']}");
    }

    private Subnet subnet(Network network, SubnetPool of) {
        return scenario.subnet(network, "'ip_version':6,'subnetpool_id':'" + of.id() + "'");
    }

    private String gatewayOn(Network network) {
        return "'external_gateway_info':{'network_id':'" + network.id() + "'}";
    }

    private Router router(String members) {
        return scenario.create(ROUTERS, "{'name':'r'" + members + "}");
    }

    private Router connected() {
        Router router = router("," + gatewayOn(sea) + ",'enable_ndp_proxy':true");
        leg(router, insides);
        return router;
    }

    private void leg(Router router, Subnet subnet) {
        scenario.act(
                ROUTERS,
                router.id(),
                "PUT add_router_interface",
                "",
                "{'subnet_id':'" + subnet.id() + "'}",
                Scenario.ADMIN);
    }

    private PlainResource proxy(Router router, Port port, String more) {
        return scenario.create(
                PROXIES, "{'router_id':'" + router.id() + "','port_id':'" + port.id() + "'" + more + "}");
    }

    private boolean answers(Router router) {
        return ROUTERS.render(router).path("enable_ndp_proxy").asBoolean();
    }

    @Test
    void a_proxy_is_for_the_address_that_the_router_reaches() {
        Port port = scenario.port(inside, "");

        PlainResource proxy = proxy(connected(), port, "");

        assertThat(PROXIES.render(proxy).path("ip_address").asString())
                .isEqualTo(port.fixedIps().getFirst().ipAddress().toCanonicalString());
        assertThat(PROXIES.render(proxy).propertyNames())
                .containsExactly(
                        "id",
                        "name",
                        "project_id",
                        "router_id",
                        "port_id",
                        "ip_address",
                        "description",
                        "tenant_id",
                        "created_at",
                        "updated_at",
                        "revision_number");
        PlainResource renamed = scenario.update(PROXIES, proxy, "{'name':'n','description':'d'}");
        assertThat(PROXIES.render(renamed).path("name").asString()).isEqualTo("n");
    }

    @Test
    void a_router_answers_for_others_only_where_its_gateway_has_ipv6_in_a_scope() {
        refusal(() -> router(",'enable_ndp_proxy':true")).is(409, "RouterGatewayNotValid");
        Network lake = scenario.network("{'router:external':true}");
        scenario.subnet(lake, "'ip_version':6,'cidr':'2001:db8:f::/64'");
        refusal(() -> router("," + gatewayOn(lake) + ",'enable_ndp_proxy':true"))
                .is(409, "RouterGatewayNotValid");
        Router none = router(",'enable_ndp_proxy':false");
        refusal(() -> scenario.update(ROUTERS, none, "{'enable_ndp_proxy':true}"))
                .is(409, "RouterGatewayNotValid")
                .says("Can not enable ndp proxy on router " + none.id()
                        + ", The router has no external gateway or the external gateway port has no IPv6 address or"
                        + " IPv6 address scope.");

        assertThat(answers(router("," + gatewayOn(sea) + ",'enable_ndp_proxy':true")))
                .isTrue();
        assertThat(answers(router("," + gatewayOn(sea)))).isFalse();
    }

    @Test
    void a_change_that_does_not_say_lets_the_router_answer_as_soon_as_it_can() {
        Router router = router("," + gatewayOn(sea));

        assertThat(answers(scenario.update(ROUTERS, router, "{'name':'x'}"))).isTrue();
        assertThat(answers(scenario.update(ROUTERS, router, "{'enable_ndp_proxy':false}")))
                .isFalse();
        assertThat(answers(scenario.update(ROUTERS, router, "{'external_gateway_info':null}")))
                .isFalse();
        refusal(() -> scenario.update(ROUTERS, connected(), "{'external_gateway_info':null,'enable_ndp_proxy':true}"))
                .is(409, "RouterGatewayNotValid");
    }

    @Test
    void a_router_keeps_what_its_proxies_need() {
        Router router = connected();
        Port port = scenario.port(inside, "");
        PlainResource proxy = proxy(router, port, "");

        refusal(() -> scenario.update(ROUTERS, router, "{'external_gateway_info':null}"))
                .is(409, "RouterGatewayInUseByNDPProxy")
                .says("Unable to unset external gateway of router " + router.id()
                        + ", There are one or more ndp proxies still in use on the router.");
        refusal(() -> scenario.act(
                        ROUTERS,
                        router.id(),
                        "PUT remove_router_interface",
                        "",
                        "{'subnet_id':'" + insides.id() + "'}",
                        Scenario.ADMIN))
                .is(409, "RouterInterfaceInUseByNDPProxy")
                .says("Unable to remove subnet " + insides.id() + " from router " + router.id()
                        + ", There are one or more ndp proxies still in use on the subnet.");
        Subnet old = scenario.subnet4(sea, "203.0.113.0/24");
        refusal(() -> scenario.update(
                        ROUTERS,
                        router,
                        "{'external_gateway_info':{'network_id':'" + sea.id() + "','external_fixed_ips':[{'subnet_id':'"
                                + old.id() + "'}]}}"))
                .is(409, "RouterIPv6GatewayInUse");

        scenario.delete(PROXIES, proxy);
        scenario.update(ROUTERS, router, "{'external_gateway_info':null}");
    }

    @Test
    void a_proxy_that_leads_nowhere_is_refused() {
        Port port = scenario.port(inside, "");
        Router apart = router("," + gatewayOn(sea) + ",'enable_ndp_proxy':true");
        refusal(() -> proxy(apart, port, ""))
                .is(409, "PortUnreachableRouter")
                .says("The port " + port.id() + " cannot reach the router " + apart.id() + " by IPv6 subnet.");
        Router silent = router("," + gatewayOn(sea) + ",'enable_ndp_proxy':false");
        leg(silent, insides);
        refusal(() -> proxy(silent, port, "")).is(409, "RouterNDPProxyNotEnable");
        scenario.act(
                ROUTERS,
                silent.id(),
                "PUT remove_router_interface",
                "",
                "{'subnet_id':'" + insides.id() + "'}",
                Scenario.ADMIN);
        Router router = connected();
        refusal(() -> proxy(router, port, ",'ip_address':'2001:db8::77'"))
                .is(400, "InvalidAddress")
                .says("The address 2001:db8::77 is invalid, reason: This address not belong to the port " + port.id()
                        + ".");
        Port without = scenario.port(inside, "'fixed_ips':[]");
        refusal(() -> proxy(router, without, "")).is(400, "BadRequest");
        proxy(router, port, "");
        refusal(() -> proxy(router, port, "")).is(409, "NeutronDbObjectDuplicateEntry");
        refusal(() -> scenario.create(
                        PROXIES, "{'router_id':'" + router.id() + "','port_id':'" + port.id() + "'}", BOB))
                .is(404, "PortNotFound");
    }

    @Test
    void both_sides_are_in_one_scope() {
        Network elsewhere = scenario.network("{'name':'elsewhere'}");
        Subnet others = subnet(elsewhere, pool(scope(), "2001:db9::/48"));
        Router router = connected();
        leg(router, others);

        refusal(() -> proxy(router, scenario.port(elsewhere, ""), "")).is(409, "AddressScopeConflict");
    }

    @Test
    void a_proxy_ends_with_its_port() {
        Router router = connected();
        Port port = scenario.port(inside, "");
        PlainResource proxy = proxy(router, port, "");
        scenario.newEvents();

        scenario.delete(PORTS, port);

        assertThat(scenario.newEventNames())
                .containsSubsequence(List.of("NdpProxyUnrouted", "NdpProxyDeleted", "PortDeleted"));
        refusal(() -> scenario.delete(PROXIES, proxy)).is(404, "NDPProxyNotFound");
        scenario.update(ROUTERS, router, "{'external_gateway_info':null}");
    }
}
