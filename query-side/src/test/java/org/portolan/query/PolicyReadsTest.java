package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.query.TestServer.Answer;
import tools.jackson.databind.JsonNode;

/** What an operator's policy file says about reading. */
class PolicyReadsTest {

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static NetworkId secret;
    private static NetworkId shared;
    private static PortId port;

    @BeforeAll
    static void start() throws IOException {
        Path policy = Files.writeString(directory.resolve("policy.yaml"), """
                "context_is_admin": "role:harbourmaster"
                "get_network": "rule:shared or rule:owner and not field:networks:name=~^secret"
                "get_network:mtu": "rule:owner"
                "get_network:provider:network_type": "role:surveyor"
                "get_subnet": "!"
                "get_quota": "role:surveyor"
                "get_network_ip_availability": "role:surveyor"
                "get_port": "tenant_id:%(network:tenant_id)s"
                """);
        server = new TestServer("--portolan.policy-file=" + policy);
        Story story = server.story();
        secret = story.network("secret-0", BOB, Attributes.none());
        for (int i = 1; i <= 9; i++) {
            story.network((i % 3 == 0 ? "open-" : "secret-") + i, BOB, Attributes.none());
        }
        shared = story.network("shared", ADMIN, Attributes.none().with(NetworkDescription.SHARED, true));
        story.subnet("bobs", secret, BOB, "10.1.0.0/24");
        port = story.port("bobs", secret, null, BOB, Attributes.none());
        story.port("bobs-on-shared", shared, null, BOB, Attributes.none());
        server.settled();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_rule_about_rows_hides_those_that_it_does_not_allow() {
        assertThat(server.getAs(BOB, "/v2.0/networks").names("networks"))
                .containsExactlyInAnyOrder("open-3", "open-6", "open-9", "shared");
        assertThat(server.getAs(BOB, "/v2.0/networks/" + secret).error())
                .isEqualTo("HTTPNotFound: The resource could not be found.");
        assertThat(server.getAs(BOB, "/v2.0/networks/" + shared).status()).isEqualTo(200);
        assertThat(server.getAs(BOB, "/portolan/v1/history/network/" + secret).status())
                .isEqualTo(404);
    }

    @Test
    void pages_are_as_long_as_they_are_asked_for_whatever_is_left_out() {
        List<String> names = new ArrayList<>();
        String marker = "";
        for (int page = 0; page < 3; page++) {
            Answer answer = server.getAs(BOB, "/v2.0/networks?limit=2&sort_key=name&sort_dir=asc" + marker);
            names.addAll(answer.names("networks"));
            JsonNode networks = answer.body().get("networks");
            if (networks.isEmpty()) {
                break;
            }
            marker = "&marker=" + networks.get(networks.size() - 1).get("id").stringValue();
        }

        assertThat(names).containsExactly("open-3", "open-6", "open-9", "shared");
    }

    @Test
    void a_rule_about_a_member_shows_it_where_it_allows() {
        JsonNode networks = server.getAs(BOB, "/v2.0/networks?sort_key=name&sort_dir=asc")
                .body()
                .get("networks");

        assertThat(networks.get(0).has("mtu")).isTrue();
        assertThat(networks.get(0).has("provider:network_type")).isFalse();
        assertThat(networks.get(3).path("name").asString()).isEqualTo("shared");
        assertThat(networks.get(3).has("mtu")).isFalse();
        assertThat(server.send("GET", "/v2.0/networks/" + shared, BOB, "surveyor")
                        .body()
                        .get("network")
                        .has("provider:network_type"))
                .isTrue();
    }

    @Test
    void what_is_no_row_is_asked_about_too() {
        String addresses = "/v2.0/network-ip-availabilities";
        String quotaOfAnother = "/v2.0/quotas/another";

        assertThat(server.getAs(BOB, addresses).body().path("network_ip_availabilities"))
                .isEmpty();
        assertThat(server.getAs(BOB, quotaOfAnother).status()).isEqualTo(403);
        assertThat(server.send("GET", addresses, BOB, "surveyor").body().path("network_ip_availabilities"))
                .hasSize(11);
        assertThat(server.send("GET", addresses + "/" + secret, BOB, "surveyor").status())
                .isEqualTo(200);
        assertThat(server.send("GET", quotaOfAnother, BOB, "surveyor").status()).isEqualTo(200);
    }

    @Test
    void a_rule_that_allows_nobody_leaves_an_empty_list() {
        assertThat(server.getAs(BOB, "/v2.0/subnets").names("subnets")).isEmpty();
        assertThat(server.getAs(BOB, "/v2.0/subnets?limit=1").names("subnets")).isEmpty();
    }

    @Test
    void a_rule_about_the_network_is_asked_of_the_network() {
        assertThat(server.getAs(BOB, "/v2.0/ports").names("ports")).containsExactly("bobs");
        assertThat(server.getAs(BOB, "/v2.0/ports/" + port).status()).isEqualTo(200);
    }

    @Test
    void who_is_an_administrator_is_the_policys_say() {
        assertThat(server.send("GET", "/v2.0/networks", ADMIN, "admin").names("networks"))
                .containsExactly("shared");
        assertThat(server.send("GET", "/v2.0/networks", ADMIN, "harbourmaster").names("networks"))
                .hasSize(11);
    }
}
