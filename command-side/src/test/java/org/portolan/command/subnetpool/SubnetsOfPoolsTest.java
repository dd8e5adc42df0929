package org.portolan.command.subnetpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class SubnetsOfPoolsTest {

    private static final SubnetPoolDescription POOLS = new SubnetPoolDescription();
    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");
    private static final Caller BOB = Scenario.caller("bridges", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network("{'name':'sea'}");

    private SubnetPool pool(String members) {
        return scenario.create(POOLS, "{'name':'sea'," + members + "}");
    }

    private Subnet of(SubnetPool pool, String more) {
        return scenario.subnet(
                network,
                "'ip_version':" + pool.ipVersion() + ",'subnetpool_id':'" + pool.id() + "'"
                        + (more.isEmpty() ? "" : "," + more));
    }

    @Test
    void any_prefix_of_the_default_length_is_the_first_that_is_free() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'default_prefixlen':24");

        Subnet first = of(pool, "");
        Subnet second = of(pool, "'prefixlen':26");
        Subnet third = of(pool, "'prefixlen':26");

        assertThat(List.of(first, second, third))
                .extracting(subnet -> subnet.cidr().toCanonicalString())
                .containsExactly("10.0.0.0/24", "10.0.1.0/26", "10.0.1.64/26");
        JsonNode body = SUBNETS.render(first);
        assertThat(body.path("subnetpool_id").asString()).isEqualTo(pool.id().toString());
        assertThat(body.path("gateway_ip").asString()).isEqualTo("10.0.0.1");
        assertThat(body.path("allocation_pools").toString())
                .isEqualTo("[{\"start\":\"10.0.0.2\",\"end\":\"10.0.0.254\"}]");
    }

    @Test
    void subnet_prefix_and_network_are_told_in_one_append() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'default_prefixlen':24");
        scenario.newEvents();

        Subnet subnet = of(pool, "");
        assertThat(scenario.newEventNames()).containsExactly("SubnetAdded", "SubnetCreated", "PrefixAllocated");

        scenario.delete(SUBNETS, subnet);
        assertThat(scenario.newEventNames()).containsExactly("PrefixReleased", "SubnetDeleted", "SubnetRemoved");
    }

    @Test
    void a_certain_prefix_is_given_once() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16']");
        Subnet subnet = of(pool, "'cidr':'10.0.7.0/24'");

        refusal(() -> of(pool, "'cidr':'10.0.7.128/25'"))
                .is(409, "SubnetAllocationError")
                .says(
                        "Failed to allocate subnet: Cannot allocate requested subnet from the available set of prefixes.");
        refusal(() -> of(pool, "'cidr':'192.168.0.0/24'")).is(409, "SubnetAllocationError");

        scenario.delete(SUBNETS, subnet);
        assertThat(of(pool, "'cidr':'10.0.7.128/25'").cidr().toCanonicalString())
                .isEqualTo("10.0.7.128/25");
    }

    @Test
    void a_gateway_says_which_prefix_is_meant() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16']");

        assertThat(of(pool, "'gateway_ip':'10.0.9.1','prefixlen':26").cidr().toCanonicalString())
                .isEqualTo("10.0.9.0/26");
    }

    @Test
    void lengths_beyond_the_bounds_are_refused() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'min_prefixlen':20,'max_prefixlen':28");

        refusal(() -> of(pool, "'prefixlen':29"))
                .is(400, "MaxPrefixSubnetAllocationError")
                .says("Unable to allocate subnet with prefix length 29, maximum allowed prefix is 28.");
        refusal(() -> of(pool, "'prefixlen':19"))
                .is(400, "MinPrefixSubnetAllocationError")
                .says("Unable to allocate subnet with prefix length 19, minimum allowed prefix is 20.");
    }

    @Test
    void a_pool_without_room_says_so() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/30'],'min_prefixlen':30");
        of(pool, "");

        refusal(() -> of(pool, ""))
                .is(409, "SubnetAllocationError")
                .says("Failed to allocate subnet: Insufficient prefix space to allocate subnet size /30.");
    }

    @Test
    void each_project_has_its_own_quota() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'default_prefixlen':26,'default_quota':128,'shared':true");
        NetworkDescription networks = new NetworkDescription();
        Network adas = scenario.create(networks, "{}", ADA);
        Network bobs = scenario.create(networks, "{}", BOB);

        subnet(adas, pool, ADA);
        Subnet second = subnet(adas, pool, ADA);
        refusal(() -> subnet(adas, pool, ADA))
                .is(409, "SubnetPoolQuotaExceeded")
                .says("Per-tenant subnet pool prefix quota exceeded.");
        subnet(bobs, pool, BOB);
        scenario.delete(SUBNETS, second);
        subnet(adas, pool, ADA);
    }

    private Subnet subnet(Network on, SubnetPool pool, Caller caller) {
        return scenario.create(
                SUBNETS, "{'network_id':'" + on.id() + "','ip_version':4,'subnetpool_id':'" + pool.id() + "'}", caller);
    }

    @Test
    void a_quota_of_ipv6_counts_prefixes_of_64_bits() {
        SubnetPool pool = pool("'prefixes':['2001:db8::/40'],'default_quota':2");
        of(pool, "");
        of(pool, "");

        refusal(() -> of(pool, "")).is(409, "SubnetPoolQuotaExceeded");
    }

    @Test
    void the_default_pool_serves_whoever_may_see_it() {
        pool("'prefixes':['10.0.0.0/16'],'default_prefixlen':24,'is_default':true");
        Network own = scenario.create(new NetworkDescription(), "{}", ADA);

        assertThat(scenario.subnet(network, "'ip_version':4,'use_default_subnetpool':true")
                        .cidr()
                        .toCanonicalString())
                .isEqualTo("10.0.0.0/24");
        refusal(() -> scenario.subnet(network, "'ip_version':6,'use_default_subnetpool':true"))
                .is(400, "BadRequest")
                .says("Bad subnets request: No default subnetpool found for IPv6.");
        refusal(() -> scenario.create(
                        SUBNETS, "{'network_id':'" + own.id() + "','ip_version':4,'use_default_subnetpool':true}", ADA))
                .is(400, "BadRequest");
    }

    @Test
    void what_does_not_go_together_is_refused() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/16'],'is_default':true");
        SubnetPool six = pool("'prefixes':['2001:db8::/40']");
        String id = "'subnetpool_id':'" + pool.id() + "'";

        refusal(() -> scenario.subnet(network, "'ip_version':4,'use_default_subnetpool':true," + id))
                .says("Bad subnets request: subnetpool_id and use_default_subnetpool cannot both be specified.");
        refusal(() -> of(pool, "'cidr':'10.0.0.0/24','prefixlen':24"))
                .says("Bad subnets request: cidr and prefixlen must not be supplied together.");
        refusal(() -> of(pool, "'allocation_pools':[{'start':'10.0.0.5','end':'10.0.0.9'}]"))
                .says("Bad subnets request: allocation_pools allowed only for specific subnet requests..");
        refusal(() -> scenario.subnet(network, "'ip_version':4,'subnetpool_id':'" + six.id() + "'"))
                .says("Bad subnets request: Cannot allocate IPv4 subnet from IPv6 subnet pool.");
        refusal(() -> scenario.subnet(network, "'ip_version':4,'subnetpool_id':'prefix_delegation'"))
                .is(400, "BadRequest");
    }

    @Test
    void a_prefix_that_is_to_be_delegated_is_not_known_yet() {
        String delegated = "'ip_version':6,'subnetpool_id':'prefix_delegation','ipv6_ra_mode':'slaac'";

        refusal(() -> scenario.subnet(network, delegated))
                .says("Bad subnets request: IPv6 Address Mode must be SLAAC or Stateless for Prefix Delegation..");
        JsonNode body = SUBNETS.render(scenario.subnet(network, delegated + ",'ipv6_address_mode':'slaac'"));

        assertThat(body.path("cidr").asString()).isEqualTo("::/64");
        assertThat(body.path("subnetpool_id").asString()).isEqualTo("prefix_delegation");
        assertThat(body.path("gateway_ip").asString()).isEqualTo("::");
    }

    @Test
    void all_subnets_of_a_network_and_ip_version_are_of_one_pool_or_of_none() {
        SubnetPool one = pool("'prefixes':['10.0.0.0/16'],'default_prefixlen':24");
        SubnetPool two = pool("'prefixes':['10.1.0.0/16'],'default_prefixlen':24");
        of(one, "");

        refusal(() -> of(two, "")).is(400, "NetworkSubnetPoolAffinityError");
        refusal(() -> scenario.subnet4(network, "192.168.0.0/24")).is(400, "NetworkSubnetPoolAffinityError");
        scenario.subnet(network, "'ip_version':6,'cidr':'2001:db8::/64'");
    }

    @Test
    void a_network_that_ends_gives_the_prefixes_of_its_subnets_back() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/24'],'default_prefixlen':24");
        of(pool, "");

        scenario.delete(new NetworkDescription(), network);

        scenario.delete(POOLS, pool);
    }

    @Test
    void a_pool_of_another_project_is_not_there() {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/24']");
        Network own = scenario.create(new NetworkDescription(), "{}", ADA);

        refusal(() -> subnet(own, pool, ADA))
                .is(404, "SubnetPoolNotFound")
                .says("Subnet pool " + pool.id() + " could not be found.");
    }

    @Test
    void of_64_clients_at_once_no_two_get_an_address_in_common_and_all_room_is_used() throws Exception {
        SubnetPool pool = pool("'prefixes':['10.0.0.0/22'],'default_prefixlen':28");
        List<Callable<Object>> clients = new ArrayList<>();
        for (int client = 0; client < 64; client++) {
            Network own = scenario.create(new NetworkDescription(), "{'provider:network_type':'local'}");
            clients.add(() -> {
                List<Object> outcomes = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    try {
                        outcomes.add(subnet(own, pool, Scenario.ADMIN).cidr());
                    } catch (NeutronError refused) {
                        outcomes.add(refused.type());
                    }
                }
                return outcomes;
            });
        }
        List<Object> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Object> done : threads.invokeAll(clients)) {
                outcomes.addAll((List<?>) done.get());
            }
        }

        List<IPAddress> given = outcomes.stream()
                .filter(IPAddress.class::isInstance)
                .map(IPAddress.class::cast)
                .toList();
        assertThat(given).hasSize(64).doesNotHaveDuplicates();
        assertThat(PrefixSet.of(given)).hasToString("[10.0.0.0/22]");
        assertThat(outcomes).filteredOn("SubnetAllocationError"::equals).hasSize(64);
    }
}
