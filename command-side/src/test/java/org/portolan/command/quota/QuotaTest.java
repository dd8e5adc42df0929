package org.portolan.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.quota.Quota;
import org.portolan.api.quota.QuotaDescription;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;

class QuotaTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final QuotaDescription QUOTAS = new QuotaDescription();
    private static final Caller ENGINES = caller("engines", "member");
    private static final Caller OTHERS = caller("others", "member");

    private final Scenario scenario = Scenario.limitedTo(Map.of("network", 2L, "port", 3L, "security_group", 3L));

    private Network network(Caller caller) {
        return scenario.create(NETWORKS, "{}", caller);
    }

    private Quota limit(String body, Caller caller) {
        return scenario.commands()
                .execute(
                        new Update(
                                "Quota",
                                "engines",
                                QUOTAS.parseUpdate(Json.mapper().readTree(body.replace('\'', '"')), caller),
                                null,
                                caller),
                        Quota.class);
    }

    @Test
    void a_project_gets_what_its_limit_allows_and_no_more() {
        network(ENGINES);
        network(ENGINES);

        refusal(() -> network(ENGINES)).is(409, "OverQuota").says("Quota exceeded for resources: ['network'].");
        assertThat(scenario.used("engines", "network")).isEqualTo(2);
    }

    @Test
    void what_others_have_does_not_count() {
        network(ENGINES);
        network(ENGINES);

        network(OTHERS);
    }

    @Test
    void whoever_makes_it_it_counts_for_the_project_that_gets_it() {
        network(ENGINES);
        network(ENGINES);

        refusal(() -> scenario.create(NETWORKS, "{'project_id':'engines'}", ADMIN))
                .is(409, "OverQuota");
    }

    @Test
    void what_is_deleted_is_given_back() {
        network(ENGINES);
        Network second = network(ENGINES);
        scenario.delete(NETWORKS, second, null, ENGINES);

        network(ENGINES);
        refusal(() -> network(ENGINES)).is(409, "OverQuota");
    }

    @Test
    void of_many_that_are_made_together_all_are_made_or_none() {
        refusal(() -> scenario.createAll(
                        NETWORKS, "{'project_id':'engines'}", "{'project_id':'engines'}", "{'project_id':'engines'}"))
                .is(409, "OverQuota");
        assertThat(scenario.used("engines", "network")).isZero();

        scenario.createAll(NETWORKS, "{'project_id':'engines'}", "{'project_id':'engines'}");
        assertThat(scenario.used("engines", "network")).isEqualTo(2);
    }

    @Test
    void what_is_refused_for_another_reason_is_not_counted() {
        for (int i = 0; i < 5; i++) {
            refusal(() -> scenario.create(NETWORKS, "{'availability_zone_hints':['mars']}", ENGINES))
                    .is(404, "AvailabilityZoneNotFound");
        }

        network(ENGINES);
        network(ENGINES);
    }

    @Test
    void a_project_can_have_limits_of_its_own_until_they_are_reset() {
        limit("{'network':3}", ADMIN);
        network(ENGINES);
        network(ENGINES);
        network(ENGINES);
        refusal(() -> network(ENGINES)).is(409, "OverQuota");
        limit("{'network':-1}", ADMIN);
        network(ENGINES);
        limit("{'network':0}", ADMIN);
        refusal(() -> network(ENGINES)).is(409, "OverQuota");

        scenario.commands().execute(new Delete("Quota", "engines", null, ADMIN));
        refusal(() -> network(ENGINES)).is(409, "OverQuota");
        refusal(() -> scenario.commands().execute(new Delete("Quota", "engines", null, ADMIN)))
                .is(404, "TenantQuotaNotFound")
                .says("Quota for tenant engines could not be found.");
        assertThat(scenario.newEventNames()).contains("QuotaChanged", "QuotaReset");
    }

    @Test
    void a_body_shows_every_limit() {
        assertThat(QUOTAS.render(limit("{'network':7,'router':'8'}", ADMIN)).toString())
                .isEqualTo(
                        "{\"network\":7,\"subnet\":-1,\"subnetpool\":-1,\"port\":3,\"router\":8,\"floatingip\":-1,"
                                + "\"rbac_policy\":-1,\"security_group\":3,\"security_group_rule\":-1,\"trunk\":-1,\"bgpvpn\":-1}");
    }

    @Test
    void only_administrators_limit() {
        refusal(() -> limit("{'network':7}", ENGINES))
                .is(403, "PolicyNotAuthorized")
                .says("rule:update_quota is disallowed by policy");
        refusal(() -> scenario.commands().execute(new Delete("Quota", "engines", null, ENGINES)))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void limits_that_are_no_numbers_or_out_of_range_are_refused_in_neutrons_words() {
        refusal(() -> limit("{'network':'x'}", ADMIN))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: 'x' is not an integer.");
        refusal(() -> limit("{'network':null}", ADMIN)).is(400, "InvalidInput");
        refusal(() -> limit("{'network':-2}", ADMIN))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for network. Reason: '-2' is too small - must be at least '-1'.");
        refusal(() -> limit("{'network':2147483648}", ADMIN))
                .says("Invalid input for network. Reason: '2147483648' is too large - must be no larger than"
                        + " '2147483647'.");
        refusal(() -> limit("{'zork':1}", ADMIN)).says("Unrecognized attribute(s) 'zork'");
    }

    @Test
    void a_limit_below_what_is_there_is_refused_if_the_client_wants_that() {
        network(ENGINES);
        network(ENGINES);

        refusal(() -> limit("{'network':1,'check_limit':true}", ADMIN))
                .is(400, "HTTPBadRequest")
                .says("Quota limit 1 for network must be greater than or equal to already used 2");
        limit("{'network':2,'check_limit':true}", ADMIN);
        limit("{'network':1}", ADMIN);
        refusal(() -> network(ENGINES)).is(409, "OverQuota");
    }

    @Test
    void the_legs_of_a_router_count_though_they_are_not_refused() {
        Network network = network(ENGINES);
        Subnet subnet = scenario.create(
                new SubnetDescription(),
                "{'network_id':'" + network.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}",
                ENGINES);
        for (int i = 0; i < 3; i++) {
            scenario.create(PORTS, "{'network_id':'" + network.id() + "'}", ENGINES);
        }
        Router router = scenario.create(new RouterDescription(), "{}", ENGINES);
        addInterface(router, subnet);

        assertThat(scenario.used("engines", "port")).isEqualTo(4);
        refusal(() -> scenario.create(PORTS, "{'network_id':'" + network.id() + "'}", ENGINES))
                .is(409, "OverQuota");
    }

    private void addInterface(Router router, Subnet subnet) {
        var action = new RouterDescription()
                .actions().stream()
                        .filter(one -> one.name().equals("add_router_interface"))
                        .findFirst()
                        .orElseThrow();
        var body = Json.object().put("subnet_id", subnet.id().toString());
        scenario.commands().execute((AddRouterInterface)
                action.parser().command(router.id().toString(), body, ENGINES));
    }

    @Test
    void a_security_group_needs_room_for_its_rules_and_the_default_one_counts_too() {
        limit("{'security_group_rule':6}", ADMIN);
        scenario.create(new SecurityGroupDescription(), "{'name':'web'}", ENGINES);

        assertThat(scenario.used("engines", "security_group")).isEqualTo(2);
        assertThat(scenario.used("engines", "security_group_rule")).isEqualTo(6);
        refusal(() -> scenario.create(new SecurityGroupDescription(), "{'name':'db'}", ENGINES))
                .is(409, "OverQuota")
                .says("Quota exceeded for resources: ['security_group_rule'].");
    }

    @Test
    void who_has_no_room_for_a_security_group_is_not_told_of_its_rules() {
        limit("{'security_group_rule':6,'security_group':2}", ADMIN);
        scenario.create(new SecurityGroupDescription(), "{'name':'web'}", ENGINES);

        refusal(() -> scenario.create(new SecurityGroupDescription(), "{'name':'db'}", ENGINES))
                .is(409, "OverQuota")
                .says("Quota exceeded for resources: ['security_group'].");
    }

    @Test
    void whatever_is_asked_for_the_count_is_what_a_fold_of_the_log_finds() {
        Scenario wide = Scenario.limitedTo(Map.of("network", 6L, "port", 9L));
        Random random = new Random(21);
        List<Network> networks = new ArrayList<>();
        List<Port> ports = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            try {
                switch (random.nextInt(6)) {
                    case 0, 1 -> networks.add(wide.create(NETWORKS, "{}", ENGINES));
                    case 2, 3 ->
                        ports.add(wide.create(
                                PORTS, "{'network_id':'" + any(networks, random).id() + "'}", ENGINES));
                    case 4 -> wide.delete(NETWORKS, networks.remove(random.nextInt(networks.size())), null, ENGINES);
                    default -> wide.delete(PORTS, ports.remove(random.nextInt(ports.size())), null, ENGINES);
                }
            } catch (RuntimeException refused) {
                assertThat(refused).isNotNull();
            }
            Map<String, Long> told =
                    Scenario.held(new ProjectId("engines"), wide.log()).counts();
            for (String kind : List.of("network", "port", "security_group", "security_group_rule")) {
                assertThat(wide.used("engines", kind)).isEqualTo(told.getOrDefault(kind, 0L));
            }
            assertThat(wide.used("engines", "network")).isLessThanOrEqualTo(6);
            assertThat(wide.used("engines", "port")).isLessThanOrEqualTo(9);
        }
    }

    private static Network any(List<Network> networks, Random random) {
        return networks.get(random.nextInt(networks.size()));
    }
}
