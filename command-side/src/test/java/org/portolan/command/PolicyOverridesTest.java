package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.policy.Policy;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;

/** Rules that an operator wrote, asked where decisions are made. */
class PolicyOverridesTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final RouterDescription ROUTERS = new RouterDescription();

    private final Scenario scenario = Scenario.begin();

    @BeforeEach
    void forget() {
        scenario.newEvents();
    }

    private static Caller caller(String project, String role, Map<String, String> rules) {
        return new Caller(
                "req-1",
                "user-of-" + project,
                new ProjectId(project),
                List.of(role),
                Policy.defaults().with(rules));
    }

    @Test
    void whole_operations_can_be_for_some_roles_only() {
        Map<String, String> rules = Map.of(
                "create_network", "role:builder",
                "delete_network", "role:wrecker",
                "add_router_interface", "!");
        Caller builder = caller("engines", "builder", rules);
        Caller member = caller("engines", "member", rules);
        Network network = scenario.create(NETWORKS, "{}", builder);
        Subnet subnet = scenario.create(
                SUBNETS, "{'network_id':'" + network.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}", builder);
        Router router = scenario.create(ROUTERS, "{}", member);
        scenario.newEvents();

        refusal(() -> scenario.create(NETWORKS, "{}", member))
                .is(403, "PolicyNotAuthorized")
                .says("rule:create_network is disallowed by policy");
        refusal(() -> scenario.delete(NETWORKS, network, null, builder))
                .is(403, "PolicyNotAuthorized")
                .says("rule:delete_network is disallowed by policy");
        refusal(() -> scenario.execute(
                        new AddRouterInterface(router.id(), new Leg(subnet.id().toString(), null), builder)))
                .is(403, "PolicyNotAuthorized")
                .says("rule:add_router_interface is disallowed by policy");
        assertThat(scenario.newEvents()).isEmpty();
        scenario.delete(SUBNETS, subnet, null, builder);
        scenario.delete(NETWORKS, network, null, caller("engines", "wrecker", rules));
    }

    @Test
    void what_was_for_administrators_can_be_for_others() {
        Caller cartographer = caller(
                "engines",
                "cartographer",
                Map.of("create_network:provider:network_type", "role:cartographer", "update_network:shared", "@"));

        Network network = scenario.create(NETWORKS, "{'provider:network_type':'vxlan'}", cartographer);

        assertThat(scenario.update(NETWORKS, network, "{'shared':true}", null, cartographer)
                        .isShared())
                .isTrue();
        refusal(() -> scenario.create(
                        NETWORKS, "{'provider:network_type':'vlan','provider:segmentation_id':7}", cartographer))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void a_change_is_judged_by_what_the_resource_would_become() {
        Caller ada = caller(
                "engines",
                "member",
                Map.of("update_port", "rule:owner and not field:ports:name=forbidden", "update_port:name", "@"));
        Network network = scenario.create(NETWORKS, "{}", ada);
        Port port = scenario.create(PORTS, "{'network_id':'" + network.id() + "','name':'plain'}", ada);

        refusal(() -> scenario.update(PORTS, port, "{'name':'forbidden'}", null, ada))
                .is(403, "PolicyNotAuthorized")
                .says("(rule:update_port and rule:update_port:name) is disallowed by policy");
        assertThat(scenario.update(PORTS, port, "{'name':'other'}", null, ada)
                        .attributes()
                        .get(PortDescription.NAME))
                .isEqualTo("other");
    }

    @Test
    void an_attribute_that_neutron_does_not_ask_about_is_asked_about_when_a_rule_names_it() {
        Map<String, String> rules = Map.of("create_subnet:service_types", "rule:admin_only");
        Caller ada = caller("engines", "member", rules);
        Network network = scenario.create(NETWORKS, "{}", ada);
        String body = "{'network_id':'" + network.id() + "','ip_version':4,'cidr':'10.0.0.0/24',"
                + "'service_types':['compute:x']}";

        refusal(() -> scenario.create(SUBNETS, body, ada))
                .is(403, "PolicyNotAuthorized")
                .says("(rule:create_subnet and rule:create_subnet:service_types) is disallowed by policy");
        assertThat(scenario.create(SUBNETS, body, Scenario.caller("engines", "member")))
                .isNotNull();
    }

    @Test
    void who_is_an_administrator_is_the_policys_say() {
        Map<String, String> rules = Map.of("context_is_admin", "role:harbourmaster");

        assertThat(scenario.create(NETWORKS, "{'shared':true}", caller("harbours", "harbourmaster", rules))
                        .isShared())
                .isTrue();
        refusal(() -> scenario.create(NETWORKS, "{'shared':true}", caller("harbours", "admin", rules)))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void whoever_may_not_read_a_resource_is_not_told_that_he_may_not_change_it() {
        Network shared = scenario.network("{'shared':true}");
        Caller ada = caller("engines", "member", Map.of("get_network", "rule:owner"));

        refusal(() -> scenario.update(NETWORKS, shared, "{'name':'x'}", null, ada))
                .is(404, "HTTPNotFound");
        refusal(() -> scenario.update(NETWORKS, shared, "{'name':'x'}", null, Scenario.caller("engines", "member")))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void an_external_network_takes_no_subnets_and_ports_of_others() {
        Network sea = scenario.network("{'router:external':true}");
        Caller ada = Scenario.caller("engines", "member");

        refusal(() -> scenario.create(PORTS, "{'network_id':'" + sea.id() + "'}", ada))
                .is(403, "HTTPForbidden")
                .says("Tenant engines not allowed to create port on this network");
        refusal(() -> scenario.create(
                        SUBNETS, "{'network_id':'" + sea.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}", ada))
                .is(403, "HTTPForbidden")
                .says("Tenant engines not allowed to create subnet on this network");
    }
}
