package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.world.World;
import org.portolan.standalone.Controller.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sixty-four clients who all want the same at the same moment. The log judges who got it. */
class RacesTest {

    private static final int CLIENTS = 64;
    private static final String[] ADMIN = {"X-User-Id", "root", "X-Project-Id", "admins", "X-Roles", "admin"};

    @TempDir
    private static Path directory;

    private static Controller controller;
    private long before;

    @BeforeAll
    static void startWithHosts() {
        controller = start();
        for (int node = 1; node <= 4; node++) {
            ObjectNode agent = Json.object()
                    .put("agent_type", "Open vSwitch agent")
                    .put("host", "node-" + node)
                    .put("binary", "neutron-openvswitch-agent")
                    .put("tunnel_ip", "127.0.1." + node);
            agent.putArray("tunnel_types").add("vxlan");
            assertThat(controller
                            .post("/portolan/v1/agents", agent.toString(), ADMIN)
                            .status())
                    .isEqualTo(200);
        }
        String unlimited = "{'quota':{'network':-1,'subnet':-1,'port':-1}}";
        assertThat(controller.put("/v2.0/quotas/admins", unlimited, ADMIN).status())
                .isEqualTo(200);
    }

    private static Controller start() {
        return Controller.start(
                directory,
                "--portolan.auth=proxy",
                "--portolan.network-types.vlan.physnet1=100:299",
                "--portolan.network-types.vlan.physnet2=300:319");
    }

    @BeforeEach
    void remember() {
        List<Recorded<?>> log = controller.log(0);
        before = log.isEmpty() ? 0 : log.getLast().position();
    }

    /** Whatever came of it, nothing that the log tells contradicts the rest. */
    @AfterEach
    void judge() {
        assertThat(World.of(controller.log(0)).violations()).isEmpty();
    }

    @AfterAll
    static void stop() {
        try {
            controller.requireShownAsTold(3);
        } finally {
            controller.close();
        }
    }

    @Test
    void one_gets_the_vlan_that_all_ask_for() {
        Outcome outcome = atOnce(client -> post(
                "networks",
                "{'network':{'provider:network_type':'vlan','provider:physical_network':'physnet1',"
                        + "'provider:segmentation_id':150}}"));

        outcome.requireOne(201).others(409, "VlanIdInUse");
    }

    @Test
    void the_last_vlans_of_a_range_are_given_once_each() {
        Outcome outcome = atOnce(client -> post(
                "networks", "{'network':{'provider:network_type':'vlan','provider:physical_network':'physnet2'}}"));

        outcome.require(20, 201).others(503, "NoNetworkAvailable");
        assertThat(outcome.with(201).stream().map(answer -> answer.body().at("/network/provider:segmentation_id")))
                .doesNotHaveDuplicates();
    }

    @Test
    void one_gets_the_address_that_all_ask_for() {
        String network = network();
        subnet(network, "10.0.0.0/24");

        Outcome outcome = atOnce(client ->
                post("ports", "{'port':{'network_id':'" + network + "','fixed_ips':[{'ip_address':'10.0.0.77'}]}}"));

        outcome.requireOne(201).others(409, "IpAddressAlreadyAllocated");
    }

    @Test
    void the_last_addresses_of_a_subnet_are_given_once_each() {
        String network = network();
        subnet(network, "10.0.0.0/24", "'allocation_pools':[{'start':'10.0.0.10','end':'10.0.0.19'}]");

        Outcome outcome = atOnce(client -> post("ports", "{'port':{'network_id':'" + network + "'}}"));

        outcome.require(10, 201).others(409, "IpAddressGenerationFailure");
    }

    @Test
    void one_gets_the_mac_that_all_ask_for() {
        String network = network();

        Outcome outcome = atOnce(
                client -> post("ports", "{'port':{'network_id':'" + network + "','mac_address':'fa:16:3e:00:11:22'}}"));

        outcome.requireOne(201).others(409, "MacAddressInUse");
    }

    @Test
    void of_subnets_that_overlap_one_is_made() {
        String network = network();

        Outcome outcome = atOnce(client -> post(
                "subnets",
                "{'subnet':{'network_id':'" + network + "','ip_version':4,'cidr':'10."
                        + (client % 2 == 0 ? "4.0.0/16" : "4." + client + ".0/24") + "'}}"));

        assertThat(outcome.with(201)).isNotEmpty();
        outcome.othersThan(201, 400, "InvalidInput");
    }

    @Test
    void a_network_that_is_deleted_while_ports_and_subnets_come_is_gone_with_all_of_them_or_stays() {
        for (int round = 0; round < 4; round++) {
            String network = network();
            subnet(network, "10.0.0.0/16");

            Outcome outcome = atOnce(client -> client % 8 == 0
                    ? delete("networks", network)
                    : client % 8 == 1
                            ? post(
                                    "subnets",
                                    "{'subnet':{'network_id':'" + network + "','ip_version':4,'cidr':'10.1." + client
                                            + ".0/24'}}")
                            : post("ports", "{'port':{'network_id':'" + network + "'}}"));

            assertThat(outcome.statuses()).isSubsetOf(201, 204, 404, 409);
            boolean isGone = !outcome.with(204).isEmpty();
            assertThat(controller.get("/v2.0/networks/" + network, ADMIN).status())
                    .isEqualTo(isGone ? 404 : 200);
            assertThat(list("ports?network_id=" + network, "ports"))
                    .hasSize(isGone ? 0 : count(outcome.with(201), "port"));
        }
    }

    @Test
    void a_port_that_all_delete_is_deleted_once() {
        String port = port(network());

        Outcome outcome = atOnce(client -> delete("ports", port));

        outcome.requireOne(204).others(404, "PortNotFound");
        assertThat(since(PortDeleted.class)).hasSize(1);
    }

    @Test
    void of_updates_that_rest_on_the_same_revision_one_is_made() {
        String network = network();
        String revision = controller
                .get("/v2.0/networks/" + network, ADMIN)
                .body()
                .at("/network/revision_number")
                .toString();

        Outcome outcome = atOnce(client -> controller.put(
                "/v2.0/networks/" + network,
                "{'network':{'name':'of-" + client + "'}}",
                with("If-Match", "revision_number=" + revision)));

        outcome.requireOne(200).others(412, "RevisionNumberConstraintFailed");
        assertThat(controller.get("/v2.0/networks/" + network, ADMIN).body().at("/network/name"))
                .isEqualTo(outcome.with(200).getFirst().body().at("/network/name"));
    }

    @Test
    void a_bulk_is_made_whole_or_not_at_all_while_others_want_the_same_addresses() {
        String network = network();
        subnet(network, "10.0.0.0/24", "'allocation_pools':[{'start':'10.0.0.10','end':'10.0.0.69'}]");
        String one = "{'network_id':'" + network + "'}";
        String eight = String.join(",", IntStream.range(0, 8).mapToObj(i -> one).toList());

        Outcome outcome = atOnce(client ->
                client % 2 == 0 ? post("ports", "{'ports':[" + eight + "]}") : post("ports", "{'port':" + one + "}"));

        outcome.othersThan(201, 409, "IpAddressGenerationFailure");
        int bulks = count(outcome.with(201), "ports");
        int singles = count(outcome.with(201), "port");
        assertThat(list("ports?network_id=" + network, "ports")).hasSize(8 * bulks + singles);
        assertThat(8 * bulks + singles).isBetween(53, 60);
    }

    @Test
    void a_port_that_all_bind_elsewhere_is_bound_by_one_after_the_other() {
        String network = network();
        subnet(network, "10.0.0.0/24");
        String port = port(network);

        Outcome outcome = atOnce(client -> client % 8 == 7
                ? controller.put("/v2.0/ports/" + port, "{'port':{'name':'n" + client + "'}}", ADMIN)
                : controller.put(
                        "/v2.0/ports/" + port, "{'port':{'binding:host_id':'node-" + (1 + client % 4) + "'}}", ADMIN));

        assertThat(outcome.statuses()).containsOnly(200);
        assertThat(since(PortBound.class))
                .extracting(recorded -> ((PortBound) recorded.event()).binding().generation())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void a_port_that_is_deleted_while_it_is_bound_and_wired_is_gone() {
        String network = network();
        List<String> ports = IntStream.range(0, 8).mapToObj(i -> port(network)).toList();
        String agent = list("agents?host=node-1", "agents").get(0).get("id").stringValue();

        Outcome outcome = atOnce(client -> {
            String port = ports.get(client % 8);
            return switch (client / 8 % 4) {
                case 0 -> delete("ports", port);
                case 1 ->
                    controller.post(
                            "/portolan/v1/agents/" + agent + "/receipts",
                            "{'host':'node-1','receipts':[{'port_id':'" + port + "','generation':1,'state':'wired'}]}",
                            ADMIN);
                default -> controller.put("/v2.0/ports/" + port, "{'port':{'binding:host_id':'node-1'}}", ADMIN);
            };
        });

        assertThat(outcome.statuses()).isSubsetOf(200, 204, 404);
        outcome.require(8, 204);
        assertThat(list("ports?network_id=" + network, "ports")).isEmpty();
    }

    @Test
    void a_projects_default_security_group_is_made_once_however_many_first_ports_it_has() {
        String network = id(post("networks", "{'network':{'shared':true}}"));
        String[] newcomer = {"X-User-Id", "nina", "X-Project-Id", "first-comers", "X-Roles", "member"};

        Outcome outcome =
                atOnce(client -> controller.post("/v2.0/ports", "{'port':{'network_id':'" + network + "'}}", newcomer));

        outcome.require(CLIENTS, 201);
        assertThat(outcome.with(201).stream()
                        .map(answer -> answer.body().at("/port/security_groups"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void one_makes_the_rule_that_all_want_in_a_security_group() {
        String group = id(post("security-groups", "{'security_group':{'name':'web'}}"));

        Outcome outcome = atOnce(client -> post(
                "security-group-rules",
                "{'security_group_rule':{'security_group_id':'" + group
                        + "','direction':'ingress','protocol':'tcp','port_range_min':80,'port_range_max':80}}"));

        outcome.requireOne(201).others(409, "SecurityGroupRuleExists");
    }

    @Test
    void a_security_group_is_deleted_or_used_but_not_both() {
        for (int round = 0; round < 4; round++) {
            String network = network();
            String group = id(post("security-groups", "{'security_group':{'name':'wanted'}}"));
            String other = id(post("security-groups", "{'security_group':{'name':'other'}}"));

            Outcome outcome = atOnce(client -> switch (client % 4) {
                case 0 -> delete("security-groups", group);
                case 1 ->
                    post(
                            "security-group-rules",
                            "{'security_group_rule':{'security_group_id':'" + other
                                    + "','direction':'ingress','protocol':'tcp','port_range_min':" + (100 + client)
                                    + ",'port_range_max':" + (100 + client) + ",'remote_group_id':'" + group + "'}}");
                default ->
                    post("ports", "{'port':{'network_id':'" + network + "','security_groups':['" + group + "']}}");
            });

            assertThat(outcome.statuses()).isSubsetOf(201, 204, 404, 409);
            assertThat(controller.get("/v2.0/security-groups/" + group, ADMIN).status())
                    .isEqualTo(outcome.with(204).isEmpty() ? 200 : 404);
        }
    }

    @Test
    void of_routers_that_all_want_the_same_port_one_gets_it() {
        String network = network();
        subnet(network, "10.0.0.0/24");
        String port = port(network);
        List<String> routers = routers(CLIENTS);

        Outcome outcome = atOnce(client -> addInterface(routers.get(client), "port_id", port));

        outcome.require(1, 200);
        assertThat(outcome.statuses()).containsOnly(200, 409);
    }

    @Test
    void of_subnets_that_overlap_one_joins_the_router() {
        List<String> subnets = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            subnets.add(subnet(network(), i % 2 == 0 ? "10.0.0.0/16" : "10.0." + i + ".0/24"));
        }
        String router = routers(1).getFirst();

        Outcome outcome = atOnce(client -> addInterface(router, "subnet_id", subnets.get(client)));

        assertThat(outcome.with(200)).isNotEmpty();
        outcome.othersThan(200, 400, "BadRequest");
    }

    @Test
    void one_router_gets_the_gateway_address_of_a_subnet_that_all_want() {
        String subnet = subnet(network(), "10.0.0.0/24");
        List<String> routers = routers(CLIENTS);

        Outcome outcome = atOnce(client -> addInterface(routers.get(client), "subnet_id", subnet));

        outcome.require(1, 200);
        outcome.othersThan(200, 409, "IpAddressAlreadyAllocated");
    }

    @Test
    void a_router_that_is_deleted_while_it_gets_interfaces_is_gone_with_them_or_stays() {
        for (int round = 0; round < 4; round++) {
            String router = routers(1).getFirst();
            List<String> subnets = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                subnets.add(subnet(network(), "10." + i + ".0.0/24"));
            }

            Outcome outcome = atOnce(client -> client % 4 == 0
                    ? delete("routers", router)
                    : client % 4 == 1
                            ? controller.put(
                                    "/v2.0/routers/" + router + "/remove_router_interface",
                                    "{'subnet_id':'" + subnets.get(client / 4 % 8) + "'}",
                                    ADMIN)
                            : addInterface(router, "subnet_id", subnets.get(client / 4 % 8)));

            assertThat(outcome.statuses()).isSubsetOf(200, 204, 400, 404, 409);
        }
    }

    @Test
    void routers_whose_gateway_gets_no_address_are_not_made() {
        String outside = outside("203.0.113.0/28", "203.0.113.3", "203.0.113.12");

        Outcome outcome = atOnce(client -> post(
                "routers", "{'router':{'name':'thirsty','external_gateway_info':{'network_id':'" + outside + "'}}}"));

        outcome.require(10, 201).others(409, "IpAddressGenerationFailure");
        assertThat(list("routers?name=thirsty", "routers")).hasSize(10);
    }

    @Test
    void an_external_network_is_deleted_or_led_to_but_not_both() {
        for (int round = 0; round < 4; round++) {
            String outside = outside("198.51.100.0/24", "198.51.100.10", "198.51.100.200");
            List<String> routers = routers(16);

            Outcome outcome = atOnce(client -> switch (client % 4) {
                case 0 -> delete("networks", outside);
                case 1 -> post("floatingips", "{'floatingip':{'floating_network_id':'" + outside + "'}}");
                case 2 -> gateway(routers.get(client / 4), "{'network_id':'" + outside + "'}");
                default -> gateway(routers.get(client / 4), "null");
            });

            assertThat(outcome.statuses()).isSubsetOf(200, 201, 204, 400, 404, 409);
        }
    }

    @Test
    void routers_go_while_their_external_network_gets_subnets() {
        String outside = outside("192.0.2.0/24", "192.0.2.10", "192.0.2.200");
        List<String> routers = routers(32);
        routers.forEach(router -> assertThat(
                        gateway(router, "{'network_id':'" + outside + "'}").status())
                .isEqualTo(200));

        Outcome outcome = atOnce(client -> client < 32
                ? delete("routers", routers.get(client))
                : post(
                        "subnets",
                        "{'subnet':{'network_id':'" + outside + "','ip_version':"
                                + (client % 2 == 0
                                        ? "6,'cidr':'2001:db8:" + client + "::/64'"
                                        : "4,'cidr':'10.9." + client + ".0/24'")
                                + "}}"));

        outcome.require(32, 204).require(32, 201);
    }

    @Test
    void one_floating_ip_leads_to_the_port_that_all_want() {
        String outside = outside("203.0.113.0/24", "203.0.113.10", "203.0.113.200");
        String network = network();
        String subnet = subnet(network, "10.0.0.0/24");
        String router = routers(1).getFirst();
        gateway(router, "{'network_id':'" + outside + "'}");
        addInterface(router, "subnet_id", subnet);
        String port = port(network);
        List<String> floatingIps = new ArrayList<>();
        for (int i = 0; i < CLIENTS / 2; i++) {
            floatingIps.add(id(post("floatingips", "{'floatingip':{'floating_network_id':'" + outside + "'}}")));
        }

        Outcome outcome = atOnce(client -> client % 2 == 0
                ? controller.put(
                        "/v2.0/floatingips/" + floatingIps.get(client / 2),
                        "{'floatingip':{'port_id':'" + port + "'}}",
                        ADMIN)
                : post(
                        "floatingips",
                        "{'floatingip':{'floating_network_id':'" + outside + "','port_id':'" + port + "'}}"));

        assertThat(outcome.with(200).size() + outcome.with(201).size()).isEqualTo(1);
        assertThat(outcome.statuses()).isSubsetOf(200, 201, 409);
        assertThat(list("floatingips?port_id=" + port, "floatingips")).hasSize(1);
    }

    @Test
    void a_port_goes_while_floating_ips_are_led_to_it() {
        String outside = outside("203.0.113.0/24", "203.0.113.10", "203.0.113.200");
        String network = network();
        String router = routers(1).getFirst();
        gateway(router, "{'network_id':'" + outside + "'}");
        addInterface(router, "subnet_id", subnet(network, "10.0.0.0/24"));
        List<String> ports = IntStream.range(0, 16).mapToObj(i -> port(network)).toList();

        Outcome outcome = atOnce(client -> client % 2 == 0
                ? delete("ports", ports.get(client / 4))
                : post(
                        "floatingips",
                        "{'floatingip':{'floating_network_id':'" + outside + "','port_id':'" + ports.get(client / 4)
                                + "'}}"));

        assertThat(outcome.statuses()).isSubsetOf(201, 204, 404, 409);
        outcome.require(16, 204);
        assertThat(list("floatingips?router_id=" + router, "floatingips")).isEmpty();
    }

    @Test
    void one_gets_the_outer_port_of_a_floating_ip_that_all_ask_for() {
        String outside = outside("203.0.113.0/24", "203.0.113.10", "203.0.113.200");
        String network = network();
        String router = routers(1).getFirst();
        gateway(router, "{'network_id':'" + outside + "'}");
        addInterface(router, "subnet_id", subnet(network, "10.0.0.0/24"));
        JsonNode port = post("ports", "{'port':{'network_id':'" + network + "'}}")
                .body()
                .get("port");
        String floatingIp = id(post("floatingips", "{'floatingip':{'floating_network_id':'" + outside + "'}}"));

        Outcome outcome = atOnce(client -> post(
                "floatingips/" + floatingIp + "/port_forwardings",
                "{'port_forwarding':{'protocol':'tcp','external_port':8080,'internal_port':" + (1000 + client)
                        + ",'internal_port_id':" + port.get("id") + ",'internal_ip_address':"
                        + port.at("/fixed_ips/0/ip_address") + "}}"));

        outcome.require(1, 201);
        assertThat(outcome.statuses()).containsOnly(201, 400);
    }

    @Test
    void one_trunk_gets_the_sub_port_that_all_claim() {
        String network = network();
        String wanted = port(network);
        List<String> trunks = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            trunks.add(id(post("trunks", "{'trunk':{'port_id':'" + port(network) + "'}}")));
        }

        Outcome outcome = atOnce(client -> controller.put(
                "/v2.0/trunks/" + trunks.get(client) + "/add_subports",
                "{'sub_ports':[{'port_id':'" + wanted + "','segmentation_type':'vlan','segmentation_id':7}]}",
                ADMIN));

        outcome.require(1, 200);
        assertThat(outcome.statuses()).containsOnly(200, 409);
    }

    @Test
    void one_trunk_gets_the_parent_that_all_want() {
        String parent = port(network());

        Outcome outcome = atOnce(client -> post("trunks", "{'trunk':{'port_id':'" + parent + "'}}"));

        outcome.require(1, 201);
        assertThat(outcome.statuses()).containsOnly(201, 409);
    }

    @Test
    void nothing_that_is_added_to_a_list_at_the_same_time_is_lost() {
        String network = network();
        subnet(network, "10.0.0.0/24");
        String router = routers(1).getFirst();
        addInterface(router, "port_id", port(network));
        String group = id(post("address-groups", "{'address_group':{'name':'many'}}"));
        String securityGroup = id(post("security-groups", "{'security_group':{'name':'many'}}"));
        String trunk = id(post("trunks", "{'trunk':{'port_id':'" + port(network) + "'}}"));
        List<String> subPorts =
                IntStream.range(0, 16).mapToObj(i -> port(network)).toList();

        Outcome outcome = atOnce(client -> switch (client % 4) {
            case 0 ->
                controller.put(
                        "/v2.0/trunks/" + trunk + "/add_subports",
                        "{'sub_ports':[{'port_id':'" + subPorts.get(client / 4)
                                + "','segmentation_type':'vlan','segmentation_id':" + (1 + client) + "}]}",
                        ADMIN);
            case 1 ->
                controller.put(
                        "/v2.0/address-groups/" + group + "/add_addresses",
                        "{'addresses':['192.0.2." + client + "/32']}",
                        ADMIN);
            case 2 ->
                post(
                        "security-group-rules",
                        "{'security_group_rule':{'security_group_id':'" + securityGroup
                                + "','direction':'ingress','protocol':'tcp','port_range_min':" + (1 + client)
                                + ",'port_range_max':" + (1 + client) + "}}");
            default ->
                controller.put(
                        "/v2.0/routers/" + router + "/add_extraroutes",
                        "{'router':{'routes':[{'destination':'172.16." + client + ".0/24','nexthop':'10.0.0.200'}]}}",
                        ADMIN);
        });

        outcome.require(48, 200).require(16, 201);
        assertThat(shown("security-groups", securityGroup).get("security_group_rules"))
                .hasSize(18);
        assertThat(shown("trunks", trunk).get("sub_ports")).hasSize(16);
        assertThat(shown("address-groups", group).get("addresses")).hasSize(16);
        assertThat(shown("routers", router).get("routes")).hasSize(16);
    }

    @Test
    void a_qos_policy_is_deleted_or_used_but_not_both() {
        for (int round = 0; round < 4; round++) {
            String network = network();
            String policy = id(post("qos/policies", "{'policy':{'name':'fast'}}"));

            Outcome outcome = atOnce(client -> switch (client % 4) {
                case 0 -> delete("qos/policies", policy);
                case 1 -> post("networks", "{'network':{'qos_policy_id':'" + policy + "'}}");
                case 2 ->
                    post("qos/policies/" + policy + "/dscp_marking_rules", "{'dscp_marking_rule':{'dscp_mark':8}}");
                default -> post("ports", "{'port':{'network_id':'" + network + "','qos_policy_id':'" + policy + "'}}");
            });

            assertThat(outcome.statuses()).isSubsetOf(201, 204, 400, 404, 409);
        }
    }

    @Test
    void a_subnet_is_deleted_or_has_ports_but_not_both() {
        for (int round = 0; round < 4; round++) {
            String network = network();
            String subnet = subnet(network, "10.0.0.0/24");

            Outcome outcome = atOnce(client -> client % 8 == 0
                    ? delete("subnets", subnet)
                    : post(
                            "ports",
                            "{'port':{'network_id':'" + network + "','fixed_ips':[{'subnet_id':'" + subnet + "'}]}}"));

            assertThat(outcome.statuses()).isSubsetOf(201, 204, 400, 404, 409);
        }
    }

    @Test
    void the_last_places_that_a_quota_leaves_are_given_once_each() {
        assertThat(controller
                        .put("/v2.0/quotas/engines", "{'quota':{'network':10,'port':5}}", ADMIN)
                        .status())
                .isEqualTo(200);

        Outcome networks = atOnce(client -> post("networks", "{'network':{'project_id':'engines'}}"));
        networks.require(10, 201).others(409, "OverQuota");

        String network = id(networks.with(201).getFirst());
        Outcome pairs = atOnce(client -> post(
                "ports",
                "{'ports':[{'network_id':'" + network + "','project_id':'engines'},{'network_id':'" + network
                        + "','project_id':'engines'}]}"));
        pairs.require(2, 201).others(409, "OverQuota");
        assertThat(controller
                        .get("/v2.0/quotas/engines/details", ADMIN)
                        .body()
                        .at("/quota/port/used")
                        .asInt())
                .isEqualTo(4);

        String gone = id(networks.with(201).getLast());
        assertThat(delete("networks", gone).status()).isEqualTo(204);
        atOnce(client -> post("networks", "{'network':{'project_id':'engines'}}"))
                .requireOne(201)
                .others(409, "OverQuota");
    }

    @Test
    void subnets_that_a_pool_gives_never_overlap_and_the_last_ones_are_given_once_each() {
        String pool = pool("'prefixes':['10.200.0.0/24'],'default_prefixlen':29");
        List<String> networks =
                IntStream.range(0, CLIENTS).mapToObj(client -> network()).toList();

        Outcome outcome = atOnce(client -> post("subnets", ofPool(networks.get(client), pool, "")));

        outcome.require(32, 201).others(409, "SubnetAllocationError");
        assertThat(outcome.with(201).stream()
                        .map(answer -> answer.body().at("/subnet/cidr").asString()))
                .doesNotHaveDuplicates()
                .allMatch(cidr -> cidr.startsWith("10.200.0.") && cidr.endsWith("/29"));
    }

    @Test
    void one_gets_the_part_of_a_pool_that_all_ask_for() {
        String pool = pool("'prefixes':['10.201.0.0/16']");
        List<String> networks =
                IntStream.range(0, CLIENTS).mapToObj(client -> network()).toList();

        Outcome outcome =
                atOnce(client -> post("subnets", ofPool(networks.get(client), pool, ",'cidr':'10.201.7.0/24'")));

        outcome.requireOne(201).others(409, "SubnetAllocationError");
    }

    @Test
    void a_project_gets_no_more_of_a_pool_than_its_share() {
        String pool = pool("'prefixes':['10.202.0.0/16'],'default_prefixlen':26,'default_quota':640");
        List<String> networks =
                IntStream.range(0, CLIENTS).mapToObj(client -> network()).toList();

        Outcome outcome = atOnce(client -> post("subnets", ofPool(networks.get(client), pool, "")));

        outcome.require(10, 201).others(409, "SubnetPoolQuotaExceeded");
    }

    @Test
    void a_subnet_pool_is_deleted_or_used_but_not_both() {
        for (int round = 0; round < 4; round++) {
            String pool = pool("'prefixes':['10.203.0.0/16'],'default_prefixlen':26");
            List<String> networks =
                    IntStream.range(0, CLIENTS).mapToObj(client -> network()).toList();

            Outcome outcome = atOnce(client -> client % 4 == 0
                    ? delete("subnetpools", pool)
                    : post("subnets", ofPool(networks.get(client), pool, "")));

            assertThat(outcome.statuses()).isSubsetOf(201, 204, 400, 404);
            assertThat(outcome.with(201).isEmpty())
                    .as("%s", outcome)
                    .isNotEqualTo(outcome.with(204).isEmpty());
        }
    }

    @Test
    void a_network_is_shared_once_with_one_project() {
        String network = network();

        Outcome outcome = atOnce(client -> post(
                "rbac-policies",
                "{'rbac_policy':{'object_type':'network','object_id':'" + network
                        + "','action':'access_as_shared','target_tenant':'engines'}}"));

        outcome.requireOne(201).others(409, "DuplicateRbacPolicy");
    }

    @Test
    void a_network_is_withdrawn_from_a_project_or_has_its_ports_but_not_both() {
        String[] guest = {"X-User-Id", "guest", "X-Project-Id", "guests", "X-Roles", "member"};
        for (int round = 0; round < 4; round++) {
            String network = network();
            String policy = id(post(
                    "rbac-policies",
                    "{'rbac_policy':{'object_type':'network','object_id':'" + network
                            + "','action':'access_as_shared','target_tenant':'guests'}}"));

            Outcome outcome = atOnce(client -> client % 4 == 0
                    ? delete("rbac-policies", policy)
                    : controller.post("/v2.0/ports", "{'port':{'network_id':'" + network + "'}}", guest));

            assertThat(outcome.statuses()).isSubsetOf(201, 204, 403, 404, 409);
            assertThat(outcome.with(201).isEmpty())
                    .as("%s", outcome)
                    .isNotEqualTo(outcome.with(204).isEmpty());
        }
    }

    @Test
    void who_has_made_something_finds_it_at_once_alone_and_among_others() {
        Outcome outcome = atOnce(client -> {
            String made = id(post("networks", "{'network':{'name':'quick-" + client + "'}}"));
            Answer shown = controller.get("/v2.0/networks/" + made, ADMIN);
            boolean isListed = list("networks?name=quick-" + client, "networks").size() == 1;
            return isListed ? shown : controller.get("/v2.0/networks/not-listed", ADMIN);
        });

        outcome.require(CLIENTS, 200);
    }

    @Test
    void a_port_that_is_wired_and_moved_at_once_is_active_only_where_it_is() {
        String port = port(network());
        controller.put("/v2.0/ports/" + port, "{'port':{'binding:host_id':'node-1'}}", ADMIN);

        atOnce(client -> client % 2 == 0
                ? controller.put(
                        "/v2.0/ports/" + port, "{'port':{'binding:host_id':'node-" + (1 + client % 4) + "'}}", ADMIN)
                : wired(port, "node-" + (1 + client % 4), 1 + client / 2));

        JsonNode after = shown("ports", port);
        long bound = controller.log(before).stream()
                .filter(recorded -> recorded.event() instanceof PortBound)
                .count();
        Answer news = wired(port, after.get("binding:host_id").asString(), bound);
        assertThat(news.status()).isEqualTo(200);
        assertThat(shown("ports", port).get("status").asString()).isEqualTo("ACTIVE");
    }

    @Test
    void building_the_read_model_again_decides_nothing() {
        long head = controller.log(0).getLast().position();
        String shown = controller
                .get("/v2.0/networks?sort_key=id&sort_dir=asc", ADMIN)
                .body()
                .toString();

        controller.forgetReadModel();
        controller.close();
        controller = start();

        assertThat(controller
                        .get("/v2.0/networks?sort_key=id&sort_dir=asc", ADMIN)
                        .body()
                        .toString())
                .isEqualTo(shown);
        assertThat(controller.log(head)).isEmpty();
    }

    // ---- what clients do

    private static Outcome atOnce(IntFunction<Answer> request) {
        CountDownLatch start = new CountDownLatch(1);
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return request.apply(client);
                }));
            }
            start.countDown();
            for (Future<Answer> one : running) {
                answers.add(one.get(60, TimeUnit.SECONDS));
            }
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        return new Outcome(answers);
    }

    /** What the clients were answered. */
    private record Outcome(List<Answer> answers) {

        List<Answer> with(int status) {
            return answers.stream().filter(answer -> answer.status() == status).toList();
        }

        Set<Integer> statuses() {
            Set<Integer> statuses = new HashSet<>();
            answers.forEach(answer -> statuses.add(answer.status()));
            return statuses;
        }

        Outcome requireOne(int status) {
            return require(1, status);
        }

        Outcome require(int count, int status) {
            assertThat(with(status).size()).as("%s", this).isEqualTo(count);
            return this;
        }

        /** All that were refused were refused so. */
        void others(int status, String type) {
            answers.stream()
                    .filter(answer -> answer.status() >= 400)
                    .forEach(answer -> requireRefusal(answer, status, type));
        }

        void othersThan(int good, int status, String type) {
            answers.stream()
                    .filter(answer -> answer.status() != good)
                    .forEach(answer -> requireRefusal(answer, status, type));
        }

        private static void requireRefusal(Answer answer, int status, String type) {
            assertThat(answer.status() + " "
                            + answer.body().at("/NeutronError/type").asString(""))
                    .as("%s", answer.body())
                    .isEqualTo(status + " " + type);
        }

        @Override
        public String toString() {
            Map<String, Integer> counts = new TreeMap<>();
            answers.forEach(answer -> counts.merge(
                    answer.status() + " "
                            + answer.body().at("/NeutronError/message").asString(""),
                    1,
                    Integer::sum));
            return counts.toString();
        }
    }

    private static int count(List<Answer> answers, String member) {
        return Math.toIntExact(
                answers.stream().filter(answer -> answer.body().has(member)).count());
    }

    private List<Recorded<?>> since(Class<?> event) {
        return controller.log(before).stream()
                .filter(recorded -> event.isInstance(recorded.event()))
                .toList();
    }

    private static Answer post(String path, String body) {
        return controller.post("/v2.0/" + path, body, ADMIN);
    }

    private static Answer delete(String collection, String id) {
        return controller.delete("/v2.0/" + collection + "/" + id, ADMIN);
    }

    private static Answer addInterface(String router, String member, String id) {
        return controller.put(
                "/v2.0/routers/" + router + "/add_router_interface", "{'" + member + "':'" + id + "'}", ADMIN);
    }

    private static Answer gateway(String router, String info) {
        return controller.put("/v2.0/routers/" + router, "{'router':{'external_gateway_info':" + info + "}}", ADMIN);
    }

    private static JsonNode shown(String collection, String id) {
        return controller
                .get("/v2.0/" + collection + "/" + id, ADMIN)
                .body()
                .iterator()
                .next();
    }

    private static ArrayNode list(String query, String collection) {
        return (ArrayNode) controller.get("/v2.0/" + query, ADMIN).body().get(collection);
    }

    private static String[] with(String name, String value) {
        List<String> headers = new ArrayList<>(List.of(ADMIN));
        headers.add(name);
        headers.add(value);
        return headers.toArray(String[]::new);
    }

    private static String id(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.body().iterator().next().get("id").stringValue();
    }

    private static String network() {
        return id(post("networks", "{'network':{}}"));
    }

    private static String outside(String cidr, String first, String last) {
        String network = id(post("networks", "{'network':{'router:external':true}}"));
        subnet(network, cidr, "'allocation_pools':[{'start':'" + first + "','end':'" + last + "'}]");
        return network;
    }

    private static String subnet(String network, String cidr, String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members);
        return id(post(
                "subnets",
                "{'subnet':{'network_id':'" + network + "','ip_version':4,'cidr':'" + cidr + "'" + more + "}}"));
    }

    private static String pool(String members) {
        return id(post("subnetpools", "{'subnetpool':{'name':'pool'," + members + "}}"));
    }

    private static String ofPool(String network, String pool, String members) {
        return "{'subnet':{'network_id':'" + network + "','ip_version':4,'subnetpool_id':'" + pool + "'" + members
                + "}}";
    }

    private static Answer wired(String port, String host, long generation) {
        String agent = list("agents?host=" + host, "agents").get(0).get("id").asString();
        return controller.post(
                "/portolan/v1/agents/" + agent + "/receipts",
                "{'host':'" + host + "','receipts':[{'port_id':'" + port + "','generation':" + generation
                        + ",'state':'wired'}]}",
                ADMIN);
    }

    private static String port(String network) {
        return id(post("ports", "{'port':{'network_id':'" + network + "'}}"));
    }

    private static List<String> routers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> id(post("routers", "{'router':{}}")))
                .toList();
    }
}
