package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.portolan.agent.service.DesiredNamespace.Server;
import org.portolan.agent.service.Metadata.Place;

/** The way of guests to the metadata service, as haproxy and nftables are told. */
class MetadataTest {

    private static final UUID ID = UUID.fromString("44444444-4444-4444-8444-444444444444");

    private static Roles node(@Nullable String endpoint) {
        return SampleNode.roles(endpoint == null ? null : URI.create(endpoint), Path.of("/var/lib/p"));
    }

    private static List<String> lines(Server server) {
        return server.files()
                .values()
                .iterator()
                .next()
                .lines()
                .map(String::strip)
                .toList();
    }

    @Test
    void without_an_endpoint_nothing_runs_and_nothing_is_led_anywhere() {
        assertThat(Metadata.in(Place.ROUTER, ID, node(null))).isEmpty();
        assertThat(Metadata.ofHost(node(null))).isEmpty();
        assertThat(Metadata.rules(null)).isEqualTo("table ip portolan_metadata\ndelete table ip portolan_metadata\n");
    }

    @Test
    void a_request_is_said_to_come_from_its_router_whatever_the_guest_says() {
        Server haproxy =
                Metadata.in(Place.ROUTER, ID, node("http://192.0.2.9:8775")).orElseThrow();

        assertThat(lines(haproxy))
                .contains("bind 0.0.0.0:9697", "option forwardfor", "server host unix@/var/lib/p/metadata/socket")
                .containsSubsequence(
                        "http-request del-header X-Forwarded-For",
                        "http-request del-header X-Instance-ID",
                        "http-request del-header X-Neutron-Network-ID",
                        "http-request set-header X-Neutron-Router-ID " + ID);
        assertThat(haproxy.command()).containsSubsequence("-f", "/var/lib/p/metadata/" + ID + "/haproxy.cfg");
    }

    @Test
    void on_a_network_without_a_router_it_is_said_to_come_from_that() {
        Server haproxy =
                Metadata.in(Place.NETWORK, ID, node("http://192.0.2.9:8775")).orElseThrow();

        assertThat(lines(haproxy))
                .contains("bind 169.254.169.254:80", "http-request set-header X-Neutron-Network-ID " + ID)
                .contains("http-request del-header X-Neutron-Router-ID");
    }

    @Test
    void the_host_leads_all_of_them_to_the_endpoint() {
        assertThat(lines(Metadata.ofHost(node("http://192.0.2.9:8775")).orElseThrow()))
                .contains(
                        "bind unix@/var/lib/p/metadata/socket mode 600 user nobody", "server endpoint 192.0.2.9:8775");
        assertThat(lines(Metadata.ofHost(node("https://meta.example.org")).orElseThrow()))
                .contains("server endpoint meta.example.org:443 ssl verify required ca-file @system-ca");
    }

    @Test
    void only_what_was_led_there_gets_to_the_proxy() {
        assertThat(Metadata.rules(URI.create("http://192.0.2.9:8775")).lines().map(String::strip))
                .contains(
                        "iifname \"qr-*\" ip daddr 169.254.169.254 tcp dport 80 redirect to :9697",
                        "tcp dport 9697 ct status & dnat == 0 drop");
    }
}
