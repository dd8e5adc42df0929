package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.service.SampleNode.device;
import static org.portolan.agent.service.SampleNode.router;
import static org.portolan.agent.service.SampleNode.routers;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.agent.SampleLog;
import org.portolan.agent.service.DesiredNamespace.Route;

/** What the log says of routers, and what it makes of their namespaces. */
class RouterRendererTest {

    private final SampleLog log = new SampleLog()
            .network(1)
            .network(2)
            .network(9)
            .subnet(1, "10.0.1.0/24", "\"gateway_ip\":\"10.0.1.1\"")
            .subnet(2, "10.0.2.0/24", "\"gateway_ip\":\"10.0.2.1\"")
            .subnet(9, "182.24.4.0/24", "\"gateway_ip\":\"182.24.4.1\"")
            .router(1)
            .leg(1, 1, 11, "10.0.1.1", "node1");

    private static List<String> rules(DesiredNamespace namespace) {
        return namespace.rules().lines().map(String::strip).toList();
    }

    @Test
    void a_node_has_the_routers_that_are_scheduled_to_it() {
        assertThat(routers(log)).isEmpty();

        log.schedule(1, "node2");
        assertThat(routers(log)).isEmpty();

        log.schedule(1, "node1");
        assertThat(router(log).name()).isEqualTo("qrouter-" + SampleLog.routerId(1));
        assertThat(router(log).sysctls()).containsEntry("net.ipv4.ip_forward", "1");
        assertThat(device(router(log), "qr-").addresses()).containsExactly("10.0.1.1/24");
        assertThat(device(router(log), "qr-").name()).hasSize(14);
        assertThat(router(log).rules()).isEmpty();
    }

    @Test
    void a_router_that_is_switched_off_has_no_namespace() {
        log.schedule(1, "node1").change(1, "{\"admin_state_up\":false}");

        assertThat(routers(log)).isEmpty();
    }

    @Test
    void a_leg_that_is_switched_off_is_none() {
        log.schedule(1, "node1").adminState(11, false);

        assertThat(router(log).devices()).isEmpty();
    }

    @Test
    void a_gateway_leads_out_by_the_gateway_of_its_subnet_and_gives_its_address_to_what_leaves() {
        log.schedule(1, "node1").gateway(1, 9, 19, "182.24.4.6", true, "node1");
        String outside = device(router(log), "qg-").name();

        assertThat(router(log).routes()).containsExactly(new Route(false, "default", "182.24.4.1", outside));
        assertThat(rules(router(log)))
                .contains("snat to ip saddr map @outside")
                .anyMatch(rule -> rule.matches(
                        "oifname \"" + outside + "\" snat to 182.24.4.6 fully-random comment \"event \\d+\""));

        log.gateway(1, 9, 19, "182.24.4.6", false, "node1");
        assertThat(rules(router(log))).noneMatch(rule -> rule.contains("182.24.4.6"));
    }

    @Test
    void a_subnet_outside_without_a_gateway_gives_no_default_route() {
        log.network(8)
                .subnet(8, "198.51.100.0/24", "\"gateway_ip\":null")
                .schedule(1, "node1")
                .gateway(1, 8, 19, "198.51.100.6", true, "node1");

        assertThat(router(log).routes()).isEmpty();
    }

    @Test
    void a_floating_ip_is_an_address_of_the_gateway_and_leads_to_one_inside() {
        log.schedule(1, "node1").gateway(1, 9, 19, "182.24.4.6", true, "node1");
        DesiredNamespace before = router(log);
        log.floatingIp(1, "182.24.4.7", 1, "10.0.1.10");

        assertThat(device(router(log), "qg-").addresses()).containsExactly("182.24.4.6/24", "182.24.4.7/32");
        assertThat(rules(router(log)))
                .anyMatch(rule -> rule.matches("elements = \\{ 182.24.4.7 comment \"event \\d+\" : 10.0.1.10 }"))
                .anyMatch(rule -> rule.matches("elements = \\{ 10.0.1.10 comment \"event \\d+\" : 182.24.4.7 }"));

        log.floatingIp(1, "182.24.4.7", 1, "10.0.1.11");
        assertThat(rules(router(log)))
                .anyMatch(rule -> rule.matches("elements = \\{ 182.24.4.7 comment \"event \\d+\" : 10.0.1.11 }"))
                .noneMatch(rule -> rule.contains("10.0.1.10"));

        String rules = before.rules();
        log.disassociate(1, 1);
        assertThat(router(log).rules()).isEqualTo(rules);
        assertThat(router(log).rules()).doesNotContain("182.24.4.7");
        assertThat(device(router(log), "qg-").addresses()).containsExactly("182.24.4.6/24");
    }

    @Test
    void a_route_whose_next_hop_is_on_no_link_waits() {
        String routes = "{\"routes\":[{\"destination\":\"192.0.2.0/24\",\"nexthop\":\"10.0.2.9\"}]}";
        log.schedule(1, "node1").change(1, routes);
        assertThat(router(log).routes()).isEmpty();

        log.leg(1, 2, 12, "10.0.2.1", "node1");
        assertThat(router(log).routes())
                .extracting(Route::destination, Route::via)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("192.0.2.0/24", "10.0.2.9"));
    }

    @Test
    void another_router_s_change_makes_no_difference() {
        log.schedule(1, "node1");
        DesiredNamespace before = router(log);
        log.router(2).leg(2, 2, 12, "10.0.2.1", "node1").schedule(2, "node1").change(2, "{\"admin_state_up\":false}");

        assertThat(router(log)).isEqualTo(before);
    }

    @Test
    void prefixes_of_ipv6_are_advertised_as_their_subnets_say() {
        log.network(6)
                .subnet(6, "2001:db8:6::/64", "\"gateway_ip\":\"2001:db8:6::1\",\"ipv6_ra_mode\":\"slaac\"")
                .leg(1, 6, 16, "2001:db8:6::1", "node1")
                .schedule(1, "node1");

        assertThat(router(log).processes()).containsOnlyKeys("radvd");
        assertThat(router(log).processes().values().iterator().next().files().values())
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains("prefix 2001:db8:6::/64", "AdvAutonomous on");
        assertThat(device(router(log), "qr-").addresses()).isNotEmpty();
    }
}
