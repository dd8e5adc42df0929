package org.portolan.command.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.rbac.RbacPolicyDescription;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyCreated;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyDeleted;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.command.Scenario;

class RbacPolicyTest {

    private static final RbacPolicyDescription POLICIES = new RbacPolicyDescription();
    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final FloatingIpDescription FLOATING_IPS = new FloatingIpDescription();
    private static final QosPolicyDescription QOS = new QosPolicyDescription();
    private static final SecurityGroupDescription GROUPS = new SecurityGroupDescription();
    private static final AddressScopeDescription SCOPES = new AddressScopeDescription();
    private static final SubnetPoolDescription POOLS = new SubnetPoolDescription();
    private static final AddressGroupDescription ADDRESS_GROUPS = new AddressGroupDescription();
    private static final Caller ALICE = caller("alice", "member");
    private static final Caller BOB = caller("bob", "member");
    private static final Caller EVE = caller("eve", "member");

    private final Scenario scenario = Scenario.begin();

    private PlainResource share(String type, Resource resource, String target, Caller caller) {
        return policy(type, resource.id(), Grant.SHARED, target, caller);
    }

    private PlainResource policy(String type, Object object, String action, String target, Caller caller) {
        return scenario.create(
                POLICIES,
                "{'object_type':'" + type + "','object_id':'" + object + "','action':'" + action + "','target_tenant':'"
                        + target + "'}",
                caller);
    }

    private PlainResource external(Network network, String target) {
        return policy("network", network.id(), Grant.EXTERNAL, target, ADMIN);
    }

    private Network alicesNetwork() {
        return scenario.create(NETWORKS, "{'name':'an'}", ALICE);
    }

    private <S extends Resource> S now(ResourceDescription<S> description, S resource) {
        return scenario.update(description, resource, "{}");
    }

    private static String on(Network network) {
        return "{'network_id':'" + network.id() + "'}";
    }

    private static String move(String target) {
        return "{'target_tenant':'" + target + "'}";
    }

    /** The wildcard policies that events of late began, by action. */
    private Map<String, UUID> begun() {
        return scenario.newEvents().stream()
                .filter(RbacPolicyCreated.class::isInstance)
                .map(RbacPolicyCreated.class::cast)
                .collect(Collectors.toMap(
                        event -> event.attributes().get(RbacPolicyDescription.ACTION), RbacPolicyCreated::id));
    }

    @Test
    void an_owner_shares_a_network_with_one_project_which_then_sees_and_uses_it() {
        Network network = alicesNetwork();
        refusal(() -> scenario.create(PORTS, on(network), BOB)).is(404, "NetworkNotFound");

        PlainResource policy = share("network", network, "bob", ALICE);

        Network shared = now(NETWORKS, network);
        assertThat(shared.audience()).containsExactly(new ProjectId("bob"));
        assertThat(shared.isVisibleTo(BOB)).isTrue();
        assertThat(shared.isSharedWith(BOB.project())).isTrue();
        assertThat(shared.isShared()).isFalse();
        assertThat(shared.isVisibleTo(EVE)).isFalse();
        assertThat(shared.lifecycle().revision()).isEqualTo(network.lifecycle().revision() + 1);
        assertThat(scenario.create(PORTS, on(network), BOB).project()).isEqualTo(BOB.project());
        assertThat(policy.project()).isEqualTo(ALICE.project());
        refusal(() -> scenario.update(NETWORKS, network, "{'name':'mine'}", null, BOB))
                .is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(NETWORKS, network, null, BOB)).is(403, "PolicyNotAuthorized");
    }

    @Test
    void those_with_whom_a_network_is_shared_may_have_subnets_of_their_own_there_and_see_but_not_change_the_others() {
        Network network = alicesNetwork();
        Subnet subnet = scenario.subnet4(network, "10.0.0.0/24");
        refusal(() -> scenario.update(SUBNETS, subnet, "{'name':'x'}", null, BOB))
                .is(404, "SubnetNotFound");
        share("network", network, "bob", ALICE);

        refusal(() -> scenario.update(SUBNETS, subnet, "{'name':'x'}", null, BOB))
                .is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(SUBNETS, subnet, null, BOB)).is(403, "PolicyNotAuthorized");
        Subnet own = scenario.create(
                SUBNETS, "{'network_id':'" + network.id() + "','ip_version':4,'cidr':'10.1.0.0/24'}", BOB);
        assertThat(own.project()).isEqualTo(BOB.project());
    }

    @Test
    void routers_reach_into_networks_that_are_shared_with_their_project_but_not_into_those_that_all_share() {
        Network network = alicesNetwork();
        Subnet subnet = scenario.subnet4(network, "10.0.0.0/24");
        share("network", network, "bob", ALICE);
        Network forAll = scenario.network("{'shared':true}");
        Subnet ofAll = scenario.subnet4(forAll, "10.9.0.0/24");
        Router router = scenario.create(ROUTERS, "{}", BOB);

        refusal(() -> scenario.execute(reach(router, ofAll))).is(400, "BadRequest");
        scenario.execute(reach(router, subnet));
        assertThat(now(ROUTERS, router).interfaces()).hasSize(1);
    }

    private static AddRouterInterface reach(Router router, Subnet subnet) {
        return new AddRouterInterface(router.id(), new Leg(subnet.id().toString(), null), BOB);
    }

    @Test
    void only_owners_and_administrators_share_and_only_administrators_share_with_all() {
        Network network = alicesNetwork();
        refusal(() -> share("network", network, "eve", BOB)).is(400, "InvalidInput");
        share("network", network, "bob", ALICE);

        refusal(() -> share("network", network, "eve", BOB))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Only admins can manipulate policies on objects they do not own.");
        refusal(() -> share("network", network, "*", ALICE)).is(403, "PolicyNotAuthorized");
        PlainResource forEve = share("network", network, "eve", ALICE);
        refusal(() -> scenario.update(POLICIES, forEve, move("*"), null, ALICE)).is(403, "PolicyNotAuthorized");
        assertThat(share("network", network, "*", ADMIN).project()).isEqualTo(ADMIN.project());
        refusal(() -> scenario.update(POLICIES, forEve, move("bob"), null, BOB)).is(404, "RbacPolicyNotFound");
        refusal(() -> scenario.delete(POLICIES, forEve, null, BOB)).is(404, "RbacPolicyNotFound");
    }

    @Test
    void a_policy_names_a_kind_an_action_of_it_and_a_resource_that_there_is() {
        Network network = scenario.network("{}");
        String unknown = "00000000-0000-0000-0000-000000000000";

        refusal(() -> policy("router", network.id(), Grant.SHARED, "bob", ADMIN))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: 'router' is not a valid RBAC object type.");
        refusal(() -> policy("network", network.id(), "access_as_king", "bob", ADMIN))
                .is(400, "InvalidActionForType")
                .says("Invalid action 'access_as_king' for object type 'network'."
                        + " Valid actions: ('access_as_shared', 'access_as_external')");
        refusal(() -> policy("network", unknown, Grant.SHARED, "bob", ADMIN)).is(400, "InvalidInput");
        refusal(() -> policy("qos_policy", network.id(), Grant.SHARED, "bob", ADMIN))
                .is(400, "InvalidInput");
        assertThat(policy(" Network ", network.id(), Grant.SHARED, "bob", ADMIN)
                        .attributes()
                        .get(RbacPolicyDescription.OBJECT_TYPE))
                .isEqualTo("network");
    }

    @Test
    void no_two_policies_say_the_same() {
        Network network = scenario.network("{}");
        share("network", network, "bob", ADMIN);
        PlainResource forEve = share("network", network, "eve", ADMIN);

        refusal(() -> share("network", network, "bob", ADMIN)).is(409, "DuplicateRbacPolicy");
        refusal(() -> scenario.update(POLICIES, forEve, move("bob"))).is(409, "DuplicateRbacPolicy");
    }

    @Test
    void a_policy_moves_to_another_project_and_the_audience_with_it() {
        Network network = scenario.network("{}");
        PlainResource policy = share("network", network, "bob", ADMIN);

        scenario.update(POLICIES, policy, move("eve"));
        assertThat(now(NETWORKS, network).audience()).containsExactly(new ProjectId("eve"));
        scenario.update(POLICIES, policy, move("*"));
        assertThat(now(NETWORKS, network).isShared()).isTrue();
        scenario.delete(POLICIES, policy);
        assertThat(now(NETWORKS, network).audience()).isEmpty();
        assertThat(now(NETWORKS, network).isShared()).isFalse();
    }

    @Test
    void nobody_loses_the_network_that_his_ports_are_on() {
        Network network = alicesNetwork();
        PlainResource forBob = share("network", network, "bob", ALICE);
        Port port = scenario.create(PORTS, on(network), BOB);

        refusal(() -> scenario.delete(POLICIES, forBob, null, ALICE)).is(409, "RbacPolicyInUse");
        refusal(() -> scenario.update(POLICIES, forBob, move("eve"), null, ALICE))
                .is(409, "RbacPolicyInUse");
        PlainResource forAll = share("network", network, "*", ADMIN);
        scenario.delete(POLICIES, forBob, null, ALICE);
        refusal(() -> scenario.delete(POLICIES, forAll)).is(409, "RbacPolicyInUse");
        refusal(() -> scenario.update(NETWORKS, network, "{'shared':false}"))
                .is(409, "InvalidSharedSetting")
                .says("Unable to reconfigure sharing settings for network an. Multiple tenants are using it.");
        scenario.delete(PORTS, port, null, BOB);
        scenario.delete(POLICIES, forAll);
        assertThat(now(NETWORKS, network).isVisibleTo(BOB)).isFalse();
    }

    @Test
    void to_be_shared_is_to_have_a_policy_for_all() {
        Network network = scenario.create(NETWORKS, "{'shared':true,'tenant_id':'alice'}", ADMIN);
        Map<String, UUID> first = begun();
        assertThat(first).containsOnlyKeys(Grant.SHARED);
        PlainResource forAll = policyOf(first);
        assertThat(forAll.project()).isEqualTo(ALICE.project());

        scenario.update(NETWORKS, network, "{'shared':true}");
        assertThat(scenario.newEventNames()).isEmpty();
        scenario.update(NETWORKS, network, "{'shared':false}");
        assertThat(scenario.newEvents()).contains(new RbacPolicyDeleted(forAll.id()));
        assertThat(now(NETWORKS, network).audience()).isEmpty();
        scenario.update(NETWORKS, network, "{'shared':true}");
        Map<String, UUID> second = begun();
        assertThat(second.get(Grant.SHARED)).isNotNull().isNotEqualTo(first.get(Grant.SHARED));
        scenario.delete(POLICIES, policyOf(second));
        assertThat(now(NETWORKS, network).isShared()).isFalse();
    }

    private PlainResource policyOf(Map<String, UUID> ids) {
        UUID id = ids.values().iterator().next();
        return scenario.commands()
                .execute(
                        new Update(
                                "RbacPolicy",
                                id.toString(),
                                Attributes.none().with(RbacPolicyDescription.TARGET_TENANT, "*"),
                                null,
                                ADMIN),
                        PlainResource.class);
    }

    @Test
    void a_change_says_with_whom_it_is_shared_from_then_on() {
        PlainResource policy = share("network", scenario.network("{}"), "bob", ADMIN);

        refusal(() -> scenario.update(POLICIES, policy, "{}")).is(409, "RbacPolicyInUse");
    }

    @Test
    void policies_end_with_what_they_share() {
        Network network = scenario.network("{'shared':true,'router:external':true}");
        share("network", network, "bob", ADMIN);
        scenario.newEvents();

        scenario.delete(NETWORKS, network);

        assertThat(scenario.newEvents().stream().filter(RbacPolicyDeleted.class::isInstance))
                .hasSize(3);
    }

    @Test
    void a_network_is_external_for_those_only_whom_its_policies_name() {
        Network network = scenario.network("{}");
        scenario.subnet(network, "'ip_version':4,'cidr':'10.0.0.0/24','enable_dhcp':false");
        String gateway = "{'external_gateway_info':{'network_id':'" + network.id() + "'}}";
        String floating = "{'floating_network_id':'" + network.id() + "'}";

        PlainResource forBob = external(network, "bob");

        Network now = now(NETWORKS, network);
        assertThat(now.isExternal()).isTrue();
        assertThat(now.isVisibleTo(BOB)).isTrue();
        assertThat(now.isVisibleTo(EVE)).isFalse();
        assertThat(now.isSharedWith(BOB.project())).isFalse();
        refusal(() -> scenario.create(PORTS, on(network), BOB)).is(403, "HTTPForbidden");
        refusal(() -> scenario.create(ROUTERS, gateway, EVE)).is(404, "NetworkNotFound");
        refusal(() -> scenario.create(FLOATING_IPS, floating, EVE)).is(404, "NetworkNotFound");
        scenario.create(FLOATING_IPS, floating, BOB);
        Router router = scenario.create(ROUTERS, gateway, BOB);
        refusal(() -> scenario.delete(POLICIES, forBob)).is(409, "RbacPolicyInUse");
        refusal(() -> scenario.update(POLICIES, forBob, move("eve"))).is(409, "RbacPolicyInUse");
        scenario.delete(ROUTERS, router, null, BOB);
        scenario.delete(POLICIES, forBob);
        assertThat(now(NETWORKS, network).isExternal()).isFalse();
    }

    @Test
    void to_be_external_is_to_have_a_policy_that_says_so_and_the_default_is_for_all() {
        Network network = scenario.network("{'router:external':true,'is_default':true}");
        PlainResource forAll = policyOf(begun());

        refusal(() -> scenario.delete(POLICIES, forAll))
                .is(409, "RbacPolicyInUse")
                .says("RBAC policy on object " + network.id()
                        + " cannot be removed because other objects depend on it.\nDetails: "
                        + "Default external networks must be shared to everyone.");
        scenario.update(NETWORKS, network, "{'router:external':false}");
        assertThat(scenario.newEvents()).contains(new RbacPolicyDeleted(forAll.id()));
        assertThat(now(NETWORKS, network).audience()).isEmpty();
    }

    @Test
    void an_external_network_is_no_place_for_ports_and_subnets_of_others() {
        Network network = scenario.network("{'router:external':true}");

        refusal(() -> scenario.create(PORTS, on(network), BOB))
                .is(403, "HTTPForbidden")
                .says("Tenant bob not allowed to create port on this network");
        refusal(() -> scenario.create(
                        SUBNETS, "{'network_id':'" + network.id() + "','ip_version':4,'cidr':'10.1.0.0/24'}", BOB))
                .is(403, "HTTPForbidden");
    }

    @Test
    void a_qos_policy_is_shared_with_those_whose_ports_then_may_have_it() {
        QosPolicy policy = scenario.create(QOS, "{'name':'slow'}", ADMIN);
        String with = "{'qos_policy_id':'" + policy.id() + "'}";
        refusal(() -> scenario.create(NETWORKS, with, BOB)).is(404, "QosPolicyNotFound");
        PlainResource forBob = share("qos_policy", policy, "bob", ADMIN);

        Network network = scenario.create(NETWORKS, with, BOB);

        assertThat(now(QOS, policy).lifecycle()).isEqualTo(policy.lifecycle());
        refusal(() -> scenario.delete(POLICIES, forBob))
                .is(409, "RbacPolicyInUse")
                .says("RBAC policy on object " + policy.id()
                        + " cannot be removed because other objects depend on it.\nDetails: project_id=bob");
        scenario.update(POLICIES, forBob, move("*"));
        assertThat(now(QOS, policy).isSharedWith(EVE.project())).isTrue();
        refusal(() -> scenario.update(QOS, policy, "{'shared':false}")).is(409, "RbacPolicyInUse");
        scenario.update(NETWORKS, network, "{'qos_policy_id':null}", null, BOB);
        scenario.update(QOS, policy, "{'shared':false}");
        assertThat(now(QOS, policy).audience()).isEmpty();
    }

    @Test
    void ports_are_in_security_groups_that_are_shared_with_their_project() {
        SecurityGroup group = scenario.create(GROUPS, "{'name':'web'}", ALICE);
        Network network = scenario.create(NETWORKS, "{}", BOB);
        String in = "{'network_id':'" + network.id() + "','security_groups':['" + group.id() + "']}";
        refusal(() -> scenario.create(PORTS, in, BOB)).is(404, "SecurityGroupNotFound");
        PlainResource forBob = share("security_group", group, "bob", ALICE);

        Port port = scenario.create(PORTS, in, BOB);

        refusal(() -> scenario.update(GROUPS, group, "{'name':'x'}", null, BOB)).is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(POLICIES, forBob, null, ALICE)).is(409, "RbacPolicyInUse");
        scenario.delete(PORTS, port, null, BOB);
        scenario.newEvents();
        scenario.delete(GROUPS, group, null, ALICE);
        assertThat(scenario.newEvents()).contains(new RbacPolicyDeleted(forBob.id()));
    }

    @Test
    void rules_name_address_groups_that_are_shared_with_their_project() {
        PlainResource addresses = scenario.create(ADDRESS_GROUPS, "{'name':'hq','addresses':['10.1.0.0/24']}", ALICE);
        SecurityGroup group = scenario.create(GROUPS, "{}", BOB);
        String rule = "{'security_group_id':'" + group.id() + "','direction':'ingress','remote_address_group_id':'"
                + addresses.id() + "'}";
        refusal(() -> scenario.create(new SecurityGroupRuleDescription(), rule, BOB))
                .is(404, "AddressGroupNotFound");
        PlainResource forBob = share("address_group", addresses, "bob", ALICE);

        PlainResource made = scenario.create(new SecurityGroupRuleDescription(), rule, BOB);

        refusal(() -> scenario.delete(POLICIES, forBob, null, ALICE)).is(409, "RbacPolicyInUse");
        scenario.delete(new SecurityGroupRuleDescription(), made, null, BOB);
        scenario.delete(POLICIES, forBob, null, ALICE);
        assertThat(now(ADDRESS_GROUPS, addresses).isVisibleTo(BOB)).isFalse();
    }

    @Test
    void pools_are_in_address_scopes_that_are_shared_with_their_project() {
        PlainResource scope = scenario.create(SCOPES, "{'name':'s','ip_version':4}", ALICE);
        String in = "{'name':'p','prefixes':['10.91.0.0/16'],'address_scope_id':'" + scope.id() + "'}";
        refusal(() -> scenario.create(POOLS, in, BOB)).is(404, "AddressScopeNotFound");
        PlainResource forBob = share("address_scope", scope, "bob", ALICE);

        SubnetPool pool = scenario.create(POOLS, in, BOB);

        refusal(() -> scenario.delete(POLICIES, forBob, null, ALICE)).is(409, "RbacPolicyInUse");
        refusal(() -> scenario.update(SCOPES, scope, "{'name':'x'}", null, BOB)).is(403, "PolicyNotAuthorized");
        scenario.delete(POOLS, pool, null, BOB);
        scenario.delete(POLICIES, forBob, null, ALICE);
        scenario.newEvents();
        PlainResource shared = scenario.update(SCOPES, scope, "{'shared':true}");
        PlainResource forAll = policyOf(begun());
        assertThat(shared.isSharedWith(BOB.project())).isTrue();
        assertThat(forAll.project()).as("who shares it by a PUT has the policy").isEqualTo(ADMIN.project());
        refusal(() -> scenario.update(SCOPES, scope, "{'shared':false}")).is(400, "AddressScopeUpdateError");
        scenario.delete(POLICIES, forAll);
        assertThat(now(SCOPES, scope).audience()).isEmpty();
        PlainResource again = share("address_scope", scope, "eve", ALICE);
        scenario.newEvents();
        scenario.delete(SCOPES, scope, null, ALICE);
        assertThat(scenario.newEvents()).contains(new RbacPolicyDeleted(again.id()));
    }

    @Test
    void subnets_are_of_pools_that_are_shared_with_their_project_and_pools_are_shared_with_their_scopes_only() {
        SubnetPool pool =
                scenario.create(POOLS, "{'name':'p','prefixes':['10.92.0.0/16'],'default_prefixlen':24}", ALICE);
        Network network = scenario.create(NETWORKS, "{}", BOB);
        String of = "{'network_id':'" + network.id() + "','ip_version':4,'subnetpool_id':'" + pool.id() + "'}";
        refusal(() -> scenario.create(SUBNETS, of, BOB)).is(404, "SubnetPoolNotFound");
        PlainResource forBob = share("subnetpool", pool, "bob", ALICE);

        Subnet subnet = scenario.create(SUBNETS, of, BOB);

        assertThat(now(POOLS, pool).lifecycle()).isEqualTo(pool.lifecycle());
        refusal(() -> scenario.delete(POLICIES, forBob, null, ALICE)).is(409, "RbacPolicyInUse");
        scenario.delete(SUBNETS, subnet, null, BOB);
        scenario.delete(POLICIES, forBob, null, ALICE);
        PlainResource scope = scenario.create(SCOPES, "{'ip_version':4}", ALICE);
        SubnetPool scoped = scenario.create(
                POOLS, "{'name':'q','prefixes':['10.94.0.0/16'],'address_scope_id':'" + scope.id() + "'}", ALICE);
        refusal(() -> share("subnetpool", scoped, "bob", ALICE)).is(400, "InvalidInput");
        share("address_scope", scope, "bob", ALICE);
        assertThat(share("subnetpool", scoped, "bob", ALICE).project()).isEqualTo(ALICE.project());
        scenario.newEvents();
        SubnetPool forAll = scenario.create(POOLS, "{'name':'r','prefixes':['10.95.0.0/16'],'shared':true}", ADMIN);
        assertThat(policyOf(begun()).attributes().get(RbacPolicyDescription.OBJECT_ID))
                .isEqualTo(forAll.id().value());
    }

    @Test
    void what_an_old_log_tells_without_a_policy_is_shared_all_the_same() {
        Network network = scenario.network("{'shared':true}");
        assertThat(Grant.of(network.attributes())).extracting(Grant::target).isEqualTo(List.of(ProjectId.ALL));
        Attributes old = network.attributes().without(Grant.ALL);
        assertThat(new Network(network.id(), network.project(), old, List.of(), List.of(), network.lifecycle())
                        .isVisibleTo(BOB))
                .isTrue();
    }
}
