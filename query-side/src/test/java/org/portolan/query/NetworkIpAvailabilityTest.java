package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetId;
import tools.jackson.databind.JsonNode;

class NetworkIpAvailabilityTest {

    private static final String PATH = "/v2.0/network-ip-availabilities";

    private static TestServer server;
    private static NetworkId network;
    private static SubnetId four;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        Story story = server.story();
        network = story.network("busy", BOB, Attributes.none());
        four = story.subnet("four", network, BOB, "10.0.0.0/24");
        story.subnet("six", network, BOB, "2001:db8::/64");
        story.network("empty");
        story.port("one", network, new FixedIp(four, Json.address("10.0.0.5")), BOB, Attributes.none());
        story.port("two", network, new FixedIp(four, Json.address("10.0.0.6")), BOB, Attributes.none());
        server.settled();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void addresses_are_counted_by_network_and_by_subnet() {
        JsonNode counted = server.get(PATH + "/" + network).body().path("network_ip_availability");

        assertThat(counted.path("network_name").asString()).isEqualTo("busy");
        assertThat(counted.path("tenant_id").asString()).isEqualTo(BOB.value());
        assertThat(counted.path("used_ips").intValue()).isEqualTo(2);
        assertThat(counted.path("subnet_ip_availability").size()).isEqualTo(2);
        JsonNode subnet = counted.path("subnet_ip_availability")
                .valueStream()
                .filter(one -> one.path("subnet_name").asString().equals("four"))
                .findFirst()
                .orElseThrow();
        assertThat(subnet.path("subnet_id").asString()).isEqualTo(four.toString());
        assertThat(subnet.path("total_ips").intValue()).isEqualTo(253);
        assertThat(subnet.path("used_ips").intValue()).isEqualTo(2);
        assertThat(counted.path("total_ips").toString()).isEqualTo("18446744073709551866");
    }

    @Test
    void lists_are_restricted_by_name_version_and_project() {
        assertThat(server.get(PATH).body().path("network_ip_availabilities").size())
                .isEqualTo(2);
        assertThat(names("?network_name=empty")).isEqualTo("[{\"network_name\":\"empty\"}]");
        assertThat(names("?ip_version=4")).isEqualTo("[{\"network_name\":\"busy\"}]");
        assertThat(names("?project_id=" + BOB.value())).isEqualTo("[{\"network_name\":\"busy\"}]");
        assertThat(names("?network_id=" + network)).isEqualTo("[{\"network_name\":\"busy\"}]");
    }

    private static String names(String filter) {
        return server.get(PATH + filter + "&fields=network_name")
                .body()
                .path("network_ip_availabilities")
                .toString();
    }

    @Test
    void only_administrators_see_them() {
        assertThat(server.getAs(BOB, PATH)
                        .body()
                        .path("network_ip_availabilities")
                        .size())
                .isZero();
        assertThat(server.getAs(BOB, PATH + "/" + network).status()).isEqualTo(404);
        assertThat(server.getAs(ADMIN, PATH + "/" + network).status()).isEqualTo(404);
    }
}
