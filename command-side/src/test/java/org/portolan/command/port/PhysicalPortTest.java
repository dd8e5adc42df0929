package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.portolan.api.address.Mac;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.Action;
import org.portolan.api.segment.Segment;
import org.portolan.command.Scenario;
import tools.jackson.databind.node.ObjectNode;

/** A port that is a whole physical device has that one's MAC while it is bound to it. */
class PhysicalPortTest {

    private static final PortDescription PORTS = new PortDescription();
    private static final String DEVICE = "0c:42:a1:00:00:01";
    private static final String OTHER_DEVICE = "0c:42:a1:00:00:02";

    /** Hands whole devices of any host to guests. */
    private static final class Passthrough implements Mechanism {

        @Override
        public String name() {
            return "passthrough";
        }

        @Override
        public Answer bind(Plug plug, Segment segment) {
            return new Answer.Bound("hostdev_physical", Json.object());
        }
    }

    private final Scenario scenario = Scenario.begin(new Passthrough());
    private final Network network = scenario.network("{}");

    private Port physical(String members) {
        return scenario.port(network, "'binding:vnic_type':'direct-physical'" + members);
    }

    private Port bound(String mac) {
        return physical(",'binding:host_id':'node-1','device_id':'vm','device_owner':'compute:nova'," + profile(mac));
    }

    private static Mac mac(String text) {
        return Objects.requireNonNull(Mac.parse(text));
    }

    private static String profile(String mac) {
        return "'binding:profile':{'device_mac_address':'" + mac + "'}";
    }

    private ObjectNode act(Port port, String name, String host, String body) {
        for (Action action : PORTS.actions()) {
            if ((action.method() + " " + action.name()).equals(name)) {
                ObjectNode json = (ObjectNode) Json.mapper().readTree(body.replace('\'', '"'));
                return scenario.commands()
                        .execute(List.of(
                                action.parser().command(port.id().toString(), json.put("id", host), Scenario.ADMIN)))
                        .getFirst()
                        .as(ObjectNode.class);
            }
        }
        throw new AssertionError("no action " + name);
    }

    @Test
    void it_takes_the_mac_that_its_profile_tells_when_it_is_bound() {
        Port port = physical("," + profile(DEVICE));
        assertThat(port.macAddress()).isNotEqualTo(mac(DEVICE));

        Port bound = scenario.update(PORTS, port, "{'binding:host_id':'node-1'}");
        assertThat(bound.macAddress()).isEqualTo(mac(DEVICE));
        assertThat(bound(OTHER_DEVICE).macAddress()).isEqualTo(mac(OTHER_DEVICE));
    }

    @Test
    void it_takes_another_devices_mac_with_another_profile_and_one_of_the_servers_without_any() {
        Port port = bound(DEVICE);

        assertThat(scenario.update(PORTS, port, "{" + profile(OTHER_DEVICE) + "}")
                        .macAddress())
                .isEqualTo(mac(OTHER_DEVICE));
        assertThat(scenario.update(PORTS, port, "{'binding:profile':{}}")
                        .macAddress()
                        .toString())
                .startsWith("fa:16:3e:");
        assertThat(bound(DEVICE).macAddress()).isEqualTo(mac(DEVICE));
    }

    @Test
    void given_back_it_leaves_the_devices_mac_to_the_next_port() {
        Port port = bound(DEVICE);
        refusal(() -> bound(DEVICE)).is(409, "MacAddressInUse");

        Port free = scenario.update(
                PORTS, port, "{'device_id':'','device_owner':'','binding:host_id':'','binding:profile':{}}");

        assertThat(free.macAddress()).isNotEqualTo(mac(DEVICE));
        assertThat(bound(DEVICE).macAddress()).isEqualTo(mac(DEVICE));
    }

    @Test
    void where_it_moves_to_it_has_the_mac_of_the_device_there() {
        Port port = bound(DEVICE);
        act(
                port,
                "POST bindings",
                "",
                "{'binding':{'host':'node-2','vnic_type':'direct-physical','profile':{'device_mac_address':'"
                        + OTHER_DEVICE + "'}}}");
        assertThat(scenario.now(port).macAddress()).isEqualTo(mac(DEVICE));

        act(port, "PUT bindings/*/activate", "node-2", "{}");

        assertThat(scenario.now(port).macAddress()).isEqualTo(mac(OTHER_DEVICE));
    }

    @Test
    void addresses_that_follow_from_the_mac_follow_the_device() {
        scenario.subnet(
                network, "'ip_version':6,'cidr':'2001:db8::/64','ipv6_ra_mode':'slaac','ipv6_address_mode':'slaac'");

        assertThat(bound(DEVICE).fixedIps())
                .extracting(fixedIp -> fixedIp.ipAddress().toCanonicalString())
                .containsExactly("2001:db8::e42:a1ff:fe00:1");
    }

    @Test
    void a_port_of_another_kind_keeps_its_mac_and_what_is_no_mac_is_refused() {
        Port normal = scenario.port(network, "'binding:host_id':'node-1'," + profile(DEVICE));

        assertThat(normal.macAddress()).isNotEqualTo(mac(DEVICE));
        refusal(() -> bound("zork")).is(400, "HTTPBadRequest");
    }
}
