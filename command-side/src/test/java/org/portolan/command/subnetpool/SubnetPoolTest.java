package org.portolan.command.subnetpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class SubnetPoolTest {

    private static final SubnetPoolDescription POOLS = new SubnetPoolDescription();
    private static final AddressScopeDescription SCOPES = new AddressScopeDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");
    private static final Caller BOB = Scenario.caller("bridges", "member");

    private final Scenario scenario = Scenario.begin();

    private SubnetPool pool(String members) {
        return scenario.create(POOLS, "{'name':'sea'," + members + "}");
    }

    private PlainResource scope(String members) {
        return scenario.create(SCOPES, "{'name':'sea'," + members + "}");
    }

    private JsonNode act(String action, SubnetPool pool, String body, Caller caller) {
        return POOLS.actions().stream()
                .filter(one -> one.name().equals(action))
                .findFirst()
                .map(one -> one.parser()
                        .command(pool.id().toString(), Json.mapper().readTree(body.replace('\'', '"')), caller))
                .map(command -> scenario.commands().execute(command, JsonNode.class))
                .orElseThrow();
    }

    @Test
    void a_pool_has_bounds_for_its_subnets_whether_they_are_said_or_not() {
        JsonNode four = POOLS.render(pool("'prefixes':['10.1.0.0/16','10.0.0.0/16','10.0.7.0/24']"));
        JsonNode six = POOLS.render(pool("'prefixes':['2001:DB8::/40']"));

        assertThat(four.path("prefixes").toString()).isEqualTo("[\"10.0.0.0/15\"]");
        assertThat(four.path("min_prefixlen").toString()).isEqualTo("\"8\"");
        assertThat(four.path("default_prefixlen").toString()).isEqualTo("\"8\"");
        assertThat(four.path("max_prefixlen").toString()).isEqualTo("\"32\"");
        assertThat(four.path("ip_version").intValue()).isEqualTo(4);
        assertThat(four.path("default_quota").isNull()).isTrue();
        assertThat(six.path("prefixes").toString()).isEqualTo("[\"2001:db8::/40\"]");
        assertThat(six.path("min_prefixlen").toString()).isEqualTo("\"64\"");
        assertThat(six.path("max_prefixlen").toString()).isEqualTo("\"128\"");
    }

    @Test
    void a_put_is_answered_with_lengths_as_numbers() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16']");

        SubnetPool changed = scenario.update(POOLS, pool, "{'min_prefixlen':'12','default_prefixlen':25}");

        assertThat(POOLS.renderChanged(changed, Attributes.none())
                        .path("min_prefixlen")
                        .toString())
                .isEqualTo("12");
        assertThat(POOLS.render(changed).path("default_prefixlen").toString()).isEqualTo("\"25\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'prefixes':[] | EmptySubnetPoolPrefixList | Empty subnet pool prefix list.",
                "'prefixes':['10.0.0.0/8','2001:db8::/32'] | PrefixVersionMismatch | Cannot mix IPv4 and IPv6 prefixes in a subnet pool.",
                "'prefixes':['10.0.0.0/8'],'min_prefixlen':28,'max_prefixlen':24 | IllegalSubnetPoolPrefixBounds | Illegal prefix bounds: min_prefixlen=28, max_prefixlen=24.",
                "'prefixes':['10.0.0.0/8'],'max_prefixlen':33 | IllegalSubnetPoolPrefixBounds | Illegal prefix bounds: max_prefixlen=33, ip_version_max=32.",
                "'prefixes':['10.0.0.0/8'],'default_prefixlen':4 | IllegalSubnetPoolPrefixBounds | Illegal prefix bounds: default_prefixlen=4, min_prefixlen=8.",
                "'prefixes':['10.0.0.0/8'],'default_prefixlen':28,'max_prefixlen':24 | IllegalSubnetPoolPrefixBounds | Illegal prefix bounds: default_prefixlen=28, max_prefixlen=24."
            },
            quoteCharacter = '`')
    void what_contradicts_itself_is_refused(String members, String type, String message) {
        refusal(() -> pool(members)).is(400, type).says(message);
    }

    @Test
    void prefixes_only_grow_by_an_update() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16']");

        refusal(() -> scenario.update(POOLS, pool, "{'prefixes':['10.0.0.0/17']}"))
                .is(400, "IllegalSubnetPoolPrefixUpdate")
                .says("Illegal update to prefixes: Existing prefixes must be a subset of the new prefixes.");
        refusal(() -> scenario.update(POOLS, pool, "{'prefixes':['10.9.0.0/16','2001:db8::/48']}"))
                .is(400, "IllegalSubnetPoolPrefixUpdate");
        refusal(() -> scenario.update(POOLS, pool, "{'prefixes':['10.0.0.0/15','2001:db8::/48']}"))
                .is(400, "PrefixVersionMismatch");
        assertThat(scenario.update(POOLS, pool, "{'prefixes':['10.0.0.0/15']}").prefixes())
                .containsExactly(Json.address("10.0.0.0/15"));
    }

    @Test
    void a_pool_is_shared_with_all_only_where_its_scope_is() {
        String scoped = "'prefixes':['10.0.0.0/16'],'shared':true,'address_scope_id':'";
        PlainResource hidden = scope("'ip_version':4");

        refusal(() -> pool(scoped + hidden.id() + "'")).is(400, "InvalidInput");
        SubnetPool pool = pool(scoped + scope("'ip_version':4,'shared':true").id() + "'");

        refusal(() -> act("add_prefixes", pool, "{'prefixes':['10.1.0.0/16']}", BOB))
                .is(403, "PolicyNotAuthorized")
                .says("(rule:add_prefixes and rule:add_prefixes:shared) is disallowed by policy");
    }

    @Test
    void what_python_takes_for_a_number_is_one() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'default_quota':true,'min_prefixlen':9.7");

        assertThat(POOLS.render(pool).path("default_quota").intValue()).isEqualTo(1);
        assertThat(POOLS.render(pool).path("min_prefixlen").stringValue()).isEqualTo("9");
    }

    @Test
    void prefixes_are_added_and_taken_as_far_as_no_subnet_needs_them() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'default_prefixlen':24");
        Network network = scenario.network("{}");
        scenario.subnet(network, "'ip_version':4,'subnetpool_id':'" + pool.id() + "'");

        assertThat(act("add_prefixes", pool, "{'prefixes':['10.1.0.0/16']}", Scenario.ADMIN)
                        .toString())
                .isEqualTo("{\"prefixes\":[\"10.0.0.0/15\"]}");
        assertThat(act("remove_prefixes", pool, "{'prefixes':['10.1.0.0/17','192.168.0.0/24']}", Scenario.ADMIN)
                        .toString())
                .isEqualTo("{\"prefixes\":[\"10.0.0.0/16\",\"10.1.128.0/17\"]}");
        refusal(() -> act("remove_prefixes", pool, "{'prefixes':['10.0.0.128/25']}", Scenario.ADMIN))
                .is(400, "IllegalSubnetPoolPrefixUpdate");
        refusal(() -> act("add_prefixes", pool, "{'prefixes':[]}", Scenario.ADMIN))
                .is(400, "HTTPBadRequest");
    }

    @Test
    void one_pool_of_each_ip_version_is_the_default() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'is_default':true");
        pool("'prefixes':['2001:db8::/40'],'is_default':true");

        refusal(() -> pool("'prefixes':['10.1.0.0/16'],'is_default':true")).is(400, "InvalidInput");

        scenario.update(POOLS, pool, "{'is_default':false}");
        SubnetPool next = pool("'prefixes':['10.1.0.0/16'],'is_default':true");
        scenario.delete(POOLS, next);
        scenario.update(POOLS, pool, "{'is_default':true}");
    }

    @Test
    void only_administrators_share_a_pool_or_make_it_the_default() {
        refusal(() -> scenario.create(POOLS, "{'name':'x','prefixes':['10.0.0.0/8'],'shared':true}", ADA))
                .is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.create(POOLS, "{'name':'x','prefixes':['10.0.0.0/8'],'is_default':true}", ADA))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void a_pool_of_another_project_is_not_there_unless_it_is_shared() {
        SubnetPool own = scenario.create(POOLS, "{'name':'x','prefixes':['10.0.0.0/8']}", ADA);
        SubnetPool shared = pool("'prefixes':['10.0.0.0/16'],'shared':true");

        refusal(() -> scenario.update(POOLS, own, "{'name':'y'}", null, BOB)).is(404, "SubnetPoolNotFound");
        refusal(() -> scenario.delete(POOLS, own, null, BOB)).is(404, "SubnetPoolNotFound");
        refusal(() -> act("add_prefixes", own, "{'prefixes':['11.0.0.0/8']}", BOB))
                .is(404, "SubnetPoolNotFound");
        refusal(() -> scenario.update(POOLS, shared, "{'name':'y'}", null, BOB)).is(403, "PolicyNotAuthorized");
    }

    @Test
    void pools_of_one_address_scope_have_no_address_in_common() {
        PlainResource scope = scope("'ip_version':4");
        SubnetPool first = pool("'prefixes':['10.0.0.0/16'],'address_scope_id':'" + scope.id() + "'");
        SubnetPool second = pool("'prefixes':['10.1.0.0/16'],'address_scope_id':'" + scope.id() + "'");

        refusal(() -> pool("'prefixes':['10.0.7.0/24'],'address_scope_id':'" + scope.id() + "'"))
                .is(409, "AddressScopePrefixConflict")
                .says(
                        "Failed to associate address scope: subnetpools within an address scope must have unique prefixes.");
        refusal(() -> act("add_prefixes", second, "{'prefixes':['10.0.0.0/8']}", Scenario.ADMIN))
                .is(409, "AddressScopePrefixConflict");
        scenario.delete(POOLS, first);
        act("add_prefixes", second, "{'prefixes':['10.0.0.0/8']}", Scenario.ADMIN);
    }

    @Test
    void a_scope_takes_pools_of_its_ip_version_and_of_those_who_may_see_it() {
        PlainResource six = scope("'ip_version':6");
        PlainResource own = scenario.create(SCOPES, "{'ip_version':4}", ADA);

        refusal(() -> pool("'prefixes':['10.0.0.0/16'],'address_scope_id':'" + six.id() + "'"))
                .is(400, "IllegalSubnetPoolIpVersionAssociationToAddressScope");
        refusal(() -> scenario.create(
                        POOLS, "{'name':'x','prefixes':['10.0.0.0/8'],'address_scope_id':'" + own.id() + "'}", BOB))
                .is(404, "AddressScopeNotFound")
                .says("Address scope " + own.id() + " could not be found.");
    }

    @Test
    void who_does_not_own_the_scope_of_his_pool_cannot_change_the_pool_any_more() {
        PlainResource shared = scope("'ip_version':4,'shared':true");
        SubnetPool pool = scenario.create(
                POOLS, "{'name':'x','prefixes':['10.0.0.0/8'],'address_scope_id':'" + shared.id() + "'}", ADA);

        refusal(() -> scenario.update(POOLS, pool, "{'name':'y'}", null, ADA))
                .is(400, "IllegalSubnetPoolUpdate")
                .says("Illegal subnetpool update : subnetpool " + pool.id()
                        + " cannot be updated when associated with shared address scope " + shared.id() + ".");
    }

    @Test
    void a_scope_with_pools_stays_and_a_shared_one_stays_shared() {
        PlainResource scope = scope("'ip_version':4,'shared':true");
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'address_scope_id':'" + scope.id() + "'");

        refusal(() -> scenario.delete(SCOPES, scope)).is(409, "AddressScopeInUse");
        refusal(() -> scenario.update(SCOPES, scope, "{'shared':false}")).is(400, "AddressScopeUpdateError");

        scenario.update(POOLS, pool, "{'address_scope_id':null}");
        scenario.delete(SCOPES, scope);
    }

    @Test
    void a_network_shows_the_scope_of_its_subnets_pool_as_long_as_there_are_any() {
        PlainResource scope = scope("'ip_version':4");
        SubnetPool pool =
                pool("'prefixes':['10.0.0.0/16'],'default_prefixlen':24,'address_scope_id':'" + scope.id() + "'");
        Network network = scenario.network("{}");
        Subnet subnet = scenario.subnet(network, "'ip_version':4,'subnetpool_id':'" + pool.id() + "'");

        assertThat(scopeOf(network)).isEqualTo(scope.id().toString());
        scenario.update(POOLS, pool, "{'address_scope_id':null}");
        assertThat(scopeOf(network)).isEqualTo("null");
        scenario.update(POOLS, pool, "{'address_scope_id':'" + scope.id() + "'}");
        assertThat(scopeOf(network)).isEqualTo(scope.id().toString());
        scenario.delete(new SubnetDescription(), subnet);
        assertThat(scopeOf(network)).isEqualTo("null");
    }

    private String scopeOf(Network network) {
        NetworkDescription networks = new NetworkDescription();
        return networks.render(scenario.update(networks, network, "{}"))
                .path("ipv4_address_scope")
                .asString("null");
    }

    @Test
    void subnets_of_two_pools_share_a_network_only_within_one_scope() {
        PlainResource scope = scope("'ip_version':4");
        String in = "'default_prefixlen':24,'address_scope_id':'" + scope.id() + "'";
        SubnetPool one = pool("'prefixes':['10.0.0.0/16']," + in);
        SubnetPool two = pool("'prefixes':['10.1.0.0/16']," + in);
        SubnetPool out = pool("'prefixes':['10.2.0.0/16'],'default_prefixlen':24");
        Network network = scenario.network("{}");
        scenario.subnet(network, "'ip_version':4,'subnetpool_id':'" + one.id() + "'");
        scenario.subnet(network, "'ip_version':4,'subnetpool_id':'" + two.id() + "'");

        refusal(() -> scenario.subnet(network, "'ip_version':4,'subnetpool_id':'" + out.id() + "'"))
                .is(400, "NetworkAddressScopeAffinityError");
        refusal(() -> scenario.subnet4(network, "192.168.0.0/24")).is(400, "NetworkSubnetPoolAffinityError");
        refusal(() -> scenario.update(
                        POOLS,
                        one,
                        "{'address_scope_id':'" + scope("'ip_version':4").id() + "'}"))
                .is(400, "NetworkAddressScopeAffinityError");
    }

    @Test
    void subnets_of_a_network_are_taken_into_a_pool_with_their_prefixes() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/24']");
        Network network = scenario.network("{}");
        Subnet subnet = scenario.subnet4(network, "172.20.0.0/24");
        scenario.subnet(network, "'ip_version':6,'cidr':'2001:db8::/64'");

        JsonNode answer = act("onboard_network_subnets", pool, "{'network_id':'" + network.id() + "'}", Scenario.ADMIN);

        assertThat(answer.toString()).isEqualTo("[{\"id\":\"" + subnet.id() + "\",\"cidr\":\"172.20.0.0/24\"}]");
        assertThat(scenario.update(new SubnetDescription(), subnet, "{}").subnetPool())
                .contains(pool.id());
        assertThat(scenario.update(POOLS, pool, "{}").prefixes())
                .containsExactly(Json.address("10.0.0.0/24"), Json.address("172.20.0.0/24"));
        refusal(() -> scenario.delete(POOLS, pool)).is(400, "SubnetPoolDeleteError");
        refusal(() -> act("onboard_network_subnets", pool, "{'network_id':'" + network.id() + "'}", Scenario.ADMIN))
                .is(400, "IllegalSubnetPoolUpdate");
    }

    @Test
    void nobody_takes_subnets_of_a_network_that_is_not_his() {
        SubnetPool pool = scenario.create(POOLS, "{'name':'x','prefixes':['10.0.0.0/8']}", ADA);
        Network hidden = scenario.network("{}");
        Network shared = scenario.network("{'shared':true}");

        refusal(() -> act("onboard_network_subnets", pool, "{'network_id':'" + hidden.id() + "'}", ADA))
                .is(404, "NetworkNotFound");
        refusal(() -> act("onboard_network_subnets", pool, "{'network_id':'" + shared.id() + "'}", ADA))
                .is(403, "PolicyNotAuthorized");
    }
}
