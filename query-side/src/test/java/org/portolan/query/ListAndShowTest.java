package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Tags;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.subnet.SubnetId;
import org.portolan.query.TestServer.Answer;
import tools.jackson.databind.JsonNode;

class ListAndShowTest {

    private static final UUID SECURITY_GROUP = UUID.randomUUID();

    private static TestServer server;
    private static NetworkId net1;
    private static SubnetId subnet4;
    private static PortId p1;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        Story story = server.story();
        net1 = story.network("net1");
        story.network(
                "net2",
                ADMIN,
                Attributes.none()
                        .with(NetworkDescription.DESCRIPTION, "second")
                        .with(NetworkDescription.ADMIN_STATE_UP, false)
                        .with(NetworkDescription.MTU, 1400)
                        .with(NetworkDescription.SHARED, true));
        story.network("", ADMIN, Attributes.none().with(NetworkDescription.EXTERNAL, true));
        story.network("netB", BOB, Attributes.none());
        story.network(
                "tagged",
                ADMIN,
                Attributes.none()
                        .with(NetworkDescription.DESCRIPTION, "tg")
                        .with(Tags.ATTRIBUTE, List.of("deep", "blue")));
        story.network("vlan", List.of(segment(NetworkType.VLAN, "physnet2", 111)));
        story.network(
                "multi", List.of(segment(NetworkType.VLAN, "physnet1", 150), segment(NetworkType.VXLAN, null, 6000)));
        for (int i = 0; i < 6; i++) {
            story.network("page" + i, ADMIN, Attributes.none().with(NetworkDescription.DESCRIPTION, "pg"));
        }
        subnet4 = story.subnet("s4", net1, ADMIN, "10.60.0.0/24");
        SubnetId subnet6 = story.subnet("s6", net1, ADMIN, "2001:db8:60::/64");
        p1 = story.port("p1", net1, new FixedIp(subnet4, Json.address("10.60.0.10")), ADMIN, Attributes.none());
        story.port(
                "p2",
                net1,
                new FixedIp(subnet4, Json.address("10.60.0.21")),
                ADMIN,
                Attributes.none()
                        .with(PortDescription.DEVICE_OWNER, "compute:nova")
                        .with(PortDescription.SECURITY_GROUPS, List.of(SECURITY_GROUP)));
        story.port(
                "p3",
                net1,
                new FixedIp(subnet6, Json.address("2001:db8:60::5")),
                ADMIN,
                Attributes.none().with(PortDescription.DEVICE_OWNER, "network:dhcp"));
        story.bind(p1, "node-1").wired(p1, "node-1");
        server.settled();
    }

    private static Segment segment(NetworkType type, @Nullable String physicalNetwork, long id) {
        return new Segment(UUID.randomUUID(), type, physicalNetwork, id);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "name=net1 | net1",
                "name=NET1 | net1",
                "name=net1&name=net2 | net1 net2",
                "shared=True | net2",
                "shared=false&name=net2 | -",
                "admin_state_up=False | net2",
                "status=DOWN | -",
                "router:external=True&fields=name | ''",
                "provider:network_type=vlan | multi vlan",
                "provider:network_type=VLAN&provider:physical_network=physnet2 | vlan",
                "provider:segmentation_id=6000 | multi",
                "mtu=1400 | net2",
                "description=second | net2",
                "id=00000000-0000-0000-0000-000000000000 | -",
                "name=net1&name=%00 | net1",
                "project_id=b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0 | netB",
                "tenant_id=b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0 | netB",
                "zork=1&name=net1 | net1",
                "name= | ''",
                "tags=a,b | -",
                "tags=deep,blue | tagged",
                "tags=deep&tags=blue | tagged",
                "tags=deep,red | -",
                "tags-any=DEEP,red | tagged",
                "not-tags=deep,red&description=tg | tagged",
                "not-tags-any=deep,red&description=tg | -",
                "changed_since=2000-01-01T00:00:00Z&name=net1 | net1",
                "changed_since=2000&name=net1 | net1",
                "changed_since=2999-01-01&name=net1 | -",
                "revision_number=zork | -",
                "not-tags=a&name=net1 | net1",
                "description=pg&sort_key=name&sort_dir=asc | page0 page1 page2 page3 page4 page5",
                "description=pg&sort_key=name&sort_dir=desc | page5 page4 page3 page2 page1 page0",
                "description=pg&sort_key=admin_state_up&sort_dir=asc&sort_key=name&sort_dir=desc"
                        + " | page5 page4 page3 page2 page1 page0",
                "description=pg&limit=0&sort_key=name&sort_dir=asc | page0 page1 page2 page3 page4 page5",
                "description=pg&sort_key=name&sort_dir=asc&marker=nonsense | page0 page1 page2 page3 page4 page5",
                "description=pg&sort_key=name&sort_dir=asc&limit=2 | page0 page1",
                "description=pg&sort_key=name&sort_dir=asc&limit=2&page_reverse=True | page4 page5",
            })
    void networks_are_filtered_and_sorted_as_neutron_does(String query, String expected) {
        Answer answer = server.get("/v2.0/networks?" + query);

        assertThat(answer.status()).isEqualTo(200);
        List<String> names = answer.names("networks");
        List<String> wanted = expected == null ? List.of() : Arrays.asList(expected.split(" ", -1));
        if (query.contains("sort_key")) {
            assertThat(names).containsExactlyElementsOf(wanted);
        } else {
            assertThat(names).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "fixed_ips=ip_address%3D10.60.0.10 | p1",
                "fixed_ips=ip_address=10.60.0.10 | p1",
                "fixed_ips=ip_address=10.60.0.10&fixed_ips=ip_address=10.60.0.21 | p1 p2",
                "fixed_ips=subnet_id={s4} | p1 p2",
                "fixed_ips=subnet_id={s4}&fixed_ips=ip_address=10.60.0.21 | p2",
                "fixed_ips=ip_address_substr=60.0.1 | p1",
                "fixed_ips=ip_address_substr=60 | p1 p2 p3",
                "fixed_ips=ip_address=2001:db8:60:0::5 | p3",
                "fixed_ips=zork=1 | -",
                "device_owner=compute:nova&device_owner=network:dhcp | p2 p3",
                "binding:host_id=NODE-1 | p1",
                "status=ACTIVE | p1",
                "security_groups={sg} | p2",
                "binding:vnic_type=direct | p1 p2 p3",
                "network_id={net1}&name=p1 | p1",
                "tags=t1,t2 | -",
            })
    void ports_are_filtered_as_neutron_does(String query, String expected) {
        Answer answer = server.get("/v2.0/ports?"
                + query.replace("{s4}", subnet4.toString())
                        .replace("{sg}", SECURITY_GROUP.toString())
                        .replace("{net1}", net1.toString()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.names("ports"))
                .containsExactlyInAnyOrderElementsOf(expected == null ? List.of() : Arrays.asList(expected.split(" ")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "shared=maybe | 400 | InvalidInput: Invalid input for operation: 'maybe' cannot be converted to boolean.",
                "mtu=abc | 400 | InvalidInput: Invalid input for operation: 'abc' is not an integer.",
                "sort_key=name | 400 | HTTPBadRequest: The number of sort_keys and sort_dirs must be same",
                "sort_key=name&sort_dir=up | 400"
                        + " | HTTPBadRequest: ['up'] is invalid value for sort_dirs, valid value is 'asc' and 'desc'",
                "sort_key=zork&sort_dir=asc | 400 | HTTPBadRequest: ['zork'] is invalid attribute for sort_keys",
                "sort_key=created_at&sort_dir=asc | 400"
                        + " | HTTPBadRequest: ['created_at'] is invalid attribute for sort_keys",
                "changed_since=zork | 400 | InvalidInput: Invalid input for operation: The input changed_since must be"
                        + " in the following format: YYYY-MM-DDTHH:MM:SSZ.",
                "changed_since=2020-13-01 | 400 | InvalidInput: Invalid input for operation: The input changed_since must"
                        + " be in the following format: YYYY-MM-DDTHH:MM:SSZ.",
                "limit= | 400 | BadRequest: Bad limit request: Limit must be an integer 0 or greater and not ''.",
                "sort_key=name&sort_key=id&sort_dir=asc | 400"
                        + " | HTTPBadRequest: The number of sort_keys and sort_dirs must be same",
                "limit=-1 | 400"
                        + " | BadRequest: Bad limit request: Limit must be an integer 0 or greater and not '-1'.",
                "limit=abc | 400"
                        + " | BadRequest: Bad limit request: Limit must be an integer 0 or greater and not 'abc'.",
                "limit=2&marker=00000000-0000-0000-0000-000000000000 | 404"
                        + " | NetworkNotFound: Network 00000000-0000-0000-0000-000000000000 could not be found.",
                "as_of=yesterday | 400"
                        + " | HTTPBadRequest: Invalid input for as_of. Reason: 'yesterday' is neither a position of the"
                        + " log nor a time in ISO 8601.",
                "as_of=99999999999999999999 | 400"
                        + " | HTTPBadRequest: Invalid input for as_of. Reason: position 99999999999999999999 is not yet"
                        + " reached.",
            })
    void a_query_that_makes_no_sense_is_refused_in_neutrons_words(String query, int status, String error) {
        Answer answer = server.get("/v2.0/networks?" + query);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(error);
    }

    @Test
    void a_filter_on_fixed_ips_without_a_key_is_refused_in_neutrons_words() {
        assertThat(server.get("/v2.0/ports?fixed_ips=zork").error())
                .isEqualTo("InvalidInput: Invalid input for operation: 'zork' is not of the form <key>=[value].");
    }

    @Test
    void pages_link_to_their_neighbours_and_walk_the_whole_list_in_both_directions() {
        String first = "/v2.0/networks?description=pg&sort_key=name&sort_dir=asc&limit=2&fields=name";
        Answer page1 = server.get(first);
        assertThat(page1.names("networks")).containsExactly("page0", "page1");

        Answer page2 = follow(page1, "next");
        Answer page3 = follow(page2, "next");
        Answer page4 = follow(page3, "next");
        assertThat(page2.names("networks")).containsExactly("page2", "page3");
        assertThat(page3.names("networks")).containsExactly("page4", "page5");
        assertThat(page4.names("networks")).isEmpty();
        assertThat(page4.body().get("networks_links").toString())
                .isEqualTo("[{\"rel\":\"previous\",\"href\":\"" + server.url() + first + "&page_reverse=True\"}]");
        assertThat(follow(page3, "previous").names("networks")).containsExactly("page2", "page3");
        assertThat(follow(page1, "previous").names("networks")).isEmpty();
        assertThat(follow(page1, "previous").body().get("networks_links").toString())
                .isEqualTo("[{\"rel\":\"next\",\"href\":\"" + server.url() + first + "\"}]");
    }

    @Test
    void pages_keep_their_order_when_sorted_by_a_member_that_is_null_for_some() {
        StringBuilder seen = new StringBuilder();
        Answer page = server.get(
                "/v2.0/subnets?sort_key=ipv6_ra_mode&sort_dir=desc&sort_key=name&sort_dir=asc&limit=1&fields=name");
        for (int pages = 0; pages < 5 && !page.names("subnets").isEmpty(); pages++) {
            seen.append(page.names("subnets"));
            page = follow(page, "next");
        }
        assertThat(seen).hasToString("[s4][s6]");
    }

    private static Answer follow(Answer page, String rel) {
        JsonNode links = page.body()
                .propertyStream()
                .filter(entry -> entry.getKey().endsWith("_links"))
                .findFirst()
                .orElseThrow()
                .getValue();
        String href = links.valueStream()
                .filter(link -> link.get("rel").stringValue().equals(rel))
                .findFirst()
                .orElseThrow()
                .get("href")
                .stringValue();
        return server.get(href.substring(server.url().length()));
    }

    @Test
    void a_show_has_every_member_and_a_selection_has_just_those_that_exist() {
        JsonNode whole = server.get("/v2.0/networks/" + net1).body().get("network");
        JsonNode part = server.get("/v2.0/networks/" + net1 + "?fields=id&fields=name&fields=zork")
                .body()
                .get("network");

        assertThat(whole.get("provider:network_type").stringValue()).isEqualTo("vxlan");
        assertThat(whole.get("subnets").size()).isEqualTo(2);
        assertThat(whole.get("revision_number").longValue()).isEqualTo(3);
        assertThat(part.toString()).isEqualTo("{\"id\":\"" + net1 + "\",\"name\":\"net1\"}");
        assertThat(server.get("/v2.0/networks?name=net1&fields=name,status")
                        .body()
                        .toString())
                .isEqualTo("{\"networks\":[{}]}");
    }

    @Test
    void an_unknown_id_is_not_found_whatever_it_looks_like() {
        assertThat(server.get("/v2.0/networks/not-a-uuid").error())
                .isEqualTo("NetworkNotFound: Network not-a-uuid could not be found.");
        assertThat(server.get("/v2.0/ports/00000000-0000-0000-0000-000000000000")
                        .error())
                .isEqualTo("PortNotFound: Port 00000000-0000-0000-0000-000000000000 could not be found.");
        assertThat(server.get("/v2.0/ports/x%27;drop").status()).isEqualTo(404);
    }

    @Test
    void paths_may_end_in_a_slash_or_in_json() {
        assertThat(server.get("/v2.0/networks/?name=net1").names("networks")).containsExactly("net1");
        assertThat(server.get("/v2.0/networks.json?name=net1").names("networks"))
                .containsExactly("net1");
        assertThat(server.get("/v2.0/networks/" + net1 + ".json").status()).isEqualTo(200);
        assertThat(server.send("OPTIONS", "/v2.0/networks?name=zzz", ADMIN, "admin")
                        .body()
                        .toString())
                .isEqualTo("{\"networks\":[]}");
    }

    @Test
    void methods_paths_and_media_types_that_are_not_served_are_refused_as_neutron_does() {
        assertThat(server.send("HEAD", "/v2.0/networks", ADMIN, "admin").status())
                .isEqualTo(405);
        assertThat(server.send("PATCH", "/v2.0/networks/" + net1, ADMIN, "admin")
                        .error())
                .isEqualTo("HTTPMethodNotAllowed: The server could not comply with the request since it is either"
                        + " malformed or otherwise incorrect.");
        assertThat(server.get("/v2.0").error()).isEqualTo("HTTPNotFound: The resource could not be found.");
        assertThat(server.get("/v2.0/nosuchthings").error())
                .isEqualTo("HTTPNotFound: The resource could not be found.");
        assertThat(server.get("/v2.0/networks/" + net1 + "/nosuch").error())
                .isEqualTo("HTTPNotFound: The resource could not be found.");
        assertThat(server.get("/v3").body().toString())
                .isEqualTo("{\"code\":404,\"title\":\"Not Found\",\"description\":null}");
        Answer xml = server.send("GET", "/v2.0/networks", ADMIN, "admin", "Accept", "application/xml");
        assertThat(xml.status()).isEqualTo(406);
        assertThat(xml.error())
                .isEqualTo("HTTPNotAcceptable: The server could not comply with the request since it is either"
                        + " malformed or otherwise incorrect.");
    }

    @Test
    void discovery_tells_versions_resources_and_extensions() {
        assertThat(server.get("/").body().toString())
                .isEqualTo("{\"versions\":[{\"id\":\"v2.0\",\"status\":\"CURRENT\",\"links\":[{\"rel\":\"self\","
                        + "\"href\":\"" + server.url() + "/v2.0/\"}]}]}");
        assertThat(server.get("/v2.0/").body().get("resources").valueStream().map(item -> item.get("collection")
                        .stringValue()))
                .containsExactly("networks", "subnets", "subnetpools", "ports");
        assertThat(server.get("/v2.0/extensions")
                        .body()
                        .get("extensions")
                        .valueStream()
                        .map(item -> item.get("alias").stringValue()))
                .contains("pagination", "sorting", "provider", "agent")
                .doesNotHaveDuplicates();
        assertThat(server.get("/v2.0/extensions/sorting.json")
                        .body()
                        .at("/extension/name")
                        .stringValue())
                .isEqualTo("Sorting support");
        assertThat(server.get("/v2.0/extensions/nosuch").body().toString())
                .isEqualTo("{\"message\":\"The resource could not be found.<br /><br />\\nExtension with alias nosuch"
                        + " does not exist\\n\\n\",\"code\":\"404 Not Found\",\"title\":\"Not Found\"}");
    }

    @Test
    void each_answer_of_the_api_has_a_request_id_and_a_front_may_bring_its_own() {
        String id = "req-00000000-1111-2222-3333-444444444444";

        assertThat(server.get("/v2.0/networks?name=zzz").raw().headers().firstValue("X-Openstack-Request-Id"))
                .hasValueSatisfying(own -> assertThat(own).matches("req-[0-9a-f-]{36}"));
        assertThat(server.send("GET", "/v2.0/networks", ADMIN, "admin", "X-Openstack-Request-Id", id)
                        .raw()
                        .headers()
                        .firstValue("X-Openstack-Request-Id"))
                .contains(id);
        assertThat(server.send("GET", "/v2.0/networks", ADMIN, "admin", "X-Openstack-Request-Id", "x y")
                        .raw()
                        .headers()
                        .firstValue("X-Openstack-Request-Id"))
                .hasValueSatisfying(own -> assertThat(own).startsWith("req-"));
    }
}
