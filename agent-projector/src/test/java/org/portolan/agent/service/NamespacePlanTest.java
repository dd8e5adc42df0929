package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.portolan.agent.Sample;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.BridgeRow;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Route;
import org.portolan.agent.service.DesiredNamespace.Translation;
import org.portolan.api.port.PortId;

/** What is changed in a namespace: that which differs, and nothing else. */
class NamespacePlanTest {

    private static final PortId PORT = new PortId(Sample.portId(1));
    private static final String DEVICE = Device.name("qr-", PORT);
    private static final String TAP = Device.name("tap", PORT);
    private static final String MAC = Sample.mac(1);

    private static DesiredNamespace router(SortedSet<String> addresses, Route... routes) {
        return new DesiredNamespace(
                "qrouter-1",
                new TreeMap<>(),
                new TreeMap<>(Map.of(DEVICE, new Device(DEVICE, TAP, PORT, MAC, 1450, addresses, false))),
                new TreeSet<>(Set.of(routes)),
                "",
                Set.of(),
                new TreeMap<>(),
                null,
                1);
    }

    private static SortedSet<String> set(String... texts) {
        return new TreeSet<>(Set.of(texts));
    }

    private static FoundNamespace found(SortedSet<String> addresses, Route... routes) {
        return new FoundNamespace(
                Map.of(DEVICE, new FoundNamespace.Device(MAC, 1450, true, addresses, new TreeSet<>())), Set.of(routes));
    }

    private static SwitchView plugged() {
        PortRow row =
                new PortRow("1", TAP, 1, Map.of(), "", Map.of(), Map.of("iface-id", PORT.toString()), 7, null, null);
        return new SwitchView(
                Map.of("br-int", new BridgeRow("", "br-int", "", "secure", Set.of(), false, Map.of(TAP, row))));
    }

    private static NamespacePlan plan(FoundNamespace found, DesiredNamespace desired) {
        return NamespacePlan.between(found, plugged(), desired, desired);
    }

    @Test
    void what_is_as_it_should_be_is_not_touched() {
        Route way = new Route(false, "default", "10.0.1.254", DEVICE);

        assertThat(plan(found(set("10.0.1.1/24"), way), router(set("10.0.1.1/24"), way))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void only_the_addresses_that_differ_are_changed_and_none_is_missing_in_between() {
        NamespacePlan plan = plan(found(set("10.0.1.1/24", "10.0.9.9/24")), router(set("10.0.1.1/24", "10.0.2.1/24")));

        assertThat(plan.lines())
                .containsExactly("addr add 10.0.2.1/24 brd + dev " + DEVICE, "addr del 10.0.9.9/24 dev " + DEVICE);
        assertThat(plan.announced())
                .extracting(NamespacePlan.Announcement::address)
                .containsExactly("10.0.2.1");
        assertThat(plan.forgotten()).containsExactly("10.0.9.9");
    }

    @Test
    void another_next_hop_replaces_the_old_one_and_the_route_is_never_gone() {
        NamespacePlan plan = plan(
                found(set("10.0.1.1/24"), new Route(false, "10.10.10.0/24", "10.0.1.100", DEVICE)),
                router(set("10.0.1.1/24"), new Route(false, "10.10.10.0/24", "10.0.1.101", DEVICE)));

        assertThat(plan.lines())
                .containsExactly("route replace 10.10.10.0/24 via 10.0.1.101 dev " + DEVICE + " proto static");
    }

    @Test
    void a_route_that_nobody_wants_any_more_is_deleted_and_those_of_addresses_are_left_to_the_kernel() {
        FoundNamespace found = FoundNamespace.parse(
                "[{\"ifname\":\"lo\"},{\"ifname\":\"" + DEVICE + "\",\"address\":\"" + MAC
                        + "\",\"mtu\":1450,\"flags\":[\"UP\"],\"addr_info\":["
                        + "{\"family\":\"inet\",\"local\":\"10.0.1.1\",\"prefixlen\":24,\"scope\":\"global\"},"
                        + "{\"family\":\"inet6\",\"local\":\"fe80::1\",\"prefixlen\":64,\"scope\":\"link\"}]}]",
                "[{\"dst\":\"10.0.1.0/24\",\"dev\":\"" + DEVICE + "\",\"protocol\":\"kernel\"},"
                        + "{\"dst\":\"192.0.2.0/24\",\"gateway\":\"10.0.1.9\",\"dev\":\"" + DEVICE
                        + "\",\"protocol\":\"static\"}]",
                "[]");

        assertThat(plan(found, router(set("10.0.1.1/24"))).lines())
                .containsExactly("route del 192.0.2.0/24 dev " + DEVICE);
    }

    @Test
    void a_device_that_is_missing_is_made_and_one_of_nobody_is_unplugged() {
        FoundNamespace found = new FoundNamespace(
                Map.of("qr-00000000-00", new FoundNamespace.Device(MAC, 1450, true, set(), set())), Set.of());

        NamespacePlan plan = plan(found, router(set("10.0.1.1/24")));

        assertThat(plan.made()).extracting(Device::name).containsExactly(DEVICE);
        assertThat(plan.unplugged()).containsExactly("qr-00000000-00");
    }

    @Test
    void a_device_that_the_switch_does_not_know_is_only_plugged() {
        DesiredNamespace desired = router(set("10.0.1.1/24"));

        NamespacePlan plan = NamespacePlan.between(found(set("10.0.1.1/24")), SwitchView.empty(), desired, desired);

        assertThat(plan.made()).isEmpty();
        assertThat(plan.plugged()).extracting(Device::name).containsExactly(DEVICE);
        assertThat(plan.lines()).isEmpty();
    }

    @Test
    void connections_by_an_address_outside_are_forgotten_when_it_leads_elsewhere() {
        DesiredNamespace now = router(set("10.0.1.1/24"));
        DesiredNamespace before = new DesiredNamespace(
                now.name(),
                now.sysctls(),
                now.devices(),
                now.routes(),
                "table ip portolan {}",
                Set.of(new Translation("182.24.4.7", "10.0.1.10")),
                now.processes(),
                null,
                0);

        NamespacePlan plan = NamespacePlan.between(found(set("10.0.1.1/24")), plugged(), now, before);

        assertThat(plan.forgotten()).containsExactly("182.24.4.7");
        assertThat(plan.rules()).isTrue();
    }
}
