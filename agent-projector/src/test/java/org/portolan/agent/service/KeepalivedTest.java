package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.service.SampleNode.device;
import static org.portolan.agent.service.SampleNode.router;
import static org.portolan.agent.service.SampleNode.routers;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.portolan.agent.SampleLog;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Server;

/** Routers that several hosts have: what keepalived is told, and what is left to it. */
class KeepalivedTest {

    private static final String ROUTER = SampleLog.routerId(1).toString();

    private final SampleLog log = new SampleLog()
            .network(1)
            .network(5)
            .network(9)
            .subnet(1, "10.0.1.0/24", "\"gateway_ip\":\"10.0.1.1\"")
            .subnet(5, "169.254.192.0/18", "\"gateway_ip\":null")
            .subnet(9, "182.24.4.0/24", "\"gateway_ip\":\"182.24.4.1\"")
            .router(1)
            .leg(1, 1, 11, "10.0.1.1", "node1")
            .schedule(1, "node1");

    private Server keepalived() {
        return Objects.requireNonNull(router(log).processes().get("keepalived"));
    }

    private String configuration() {
        return keepalived().files().values().iterator().next();
    }

    @Test
    void a_router_of_several_hosts_waits_for_its_port_to_elect_by() {
        log.change(1, "{\"ha\":true}");
        assertThat(routers(log)).isEmpty();

        log.elect(1, 7, 5, 15, "169.254.192.9", "node1");
        assertThat(routers(log)).hasSize(1);
    }

    @Test
    void keepalived_is_told_addresses_and_routes_and_names_what_it_elects_for() {
        log.elect(1, 7, 5, 15, "169.254.192.9", "node1")
                .gateway(1, 9, 19, "182.24.4.6", true, "node1")
                .floatingIp(1, "182.24.4.7", 1, "10.0.1.10")
                .change(1, "{\"routes\":[{\"destination\":\"192.0.2.0/24\",\"nexthop\":\"10.0.1.9\"}]}");
        String ha = device(router(log), "ha-").name();
        String inside = device(router(log), "qr-").name();
        String outside = device(router(log), "qg-").name();
        String insideLink = Keepalived.linkLocal(mac(inside));
        String outsideLink = Keepalived.linkLocal(mac(outside));

        assertThat(configuration()).isEqualTo("""
                        global_defs {
                          router_id portolan
                          vrrp_version 3
                          notify_fifo /var/lib/p/ha/news
                        }
                        vrrp_instance VR_%s {
                          state BACKUP
                          interface %s
                          virtual_router_id 7
                          priority 50
                          nopreempt
                          advert_int 0.5
                          virtual_ipaddress {
                            169.254.0.7/24 dev %s scope link no_track
                          }
                          virtual_ipaddress_excluded {
                            182.24.4.6/24 dev %s no_track
                            182.24.4.7/32 dev %s no_track
                            %s/64 dev %s scope link no_track
                            10.0.1.1/24 dev %s no_track
                            %s/64 dev %s scope link no_track
                          }
                          virtual_routes {
                            192.0.2.0/24 via 10.0.1.9 dev %s no_track
                            default via 182.24.4.1 dev %s no_track
                          }
                        }
                        """.formatted(
                ROUTER, ha, ha, outside, outside, outsideLink, outside, inside, insideLink, inside, inside, outside));
        assertThat(keepalived().command())
                .containsExactly(
                        "keepalived",
                        "-P",
                        "-f",
                        "/var/lib/p/ha/" + ROUTER + "/keepalived.conf",
                        "-p",
                        "/var/lib/p/ha/" + ROUTER + "/keepalived.pid",
                        "-r",
                        "/var/lib/p/ha/" + ROUTER + "/vrrp.pid");
    }

    private String mac(String device) {
        return Objects.requireNonNull(router(log).devices().get(device)).mac();
    }

    @Test
    void the_agent_itself_gives_an_address_only_to_the_device_that_hosts_elect_on() {
        log.elect(1, 7, 5, 15, "169.254.192.9", "node1").gateway(1, 9, 19, "182.24.4.6", true, "node1");

        assertThat(router(log).routes()).isEmpty();
        assertThat(router(log).devices().values())
                .filteredOn(device -> !device.floating())
                .extracting(Device::name)
                .containsExactly(device(router(log), "ha-").name());
        assertThat(router(log).devices().get(device(router(log), "ha-").name()))
                .extracting(Device::addresses)
                .isEqualTo(new java.util.TreeSet<>(List.of("169.254.192.9/18")));
        assertThat(router(log).rules()).as("loaded everywhere").contains("snat to 182.24.4.6");
    }

    @Test
    void a_change_of_the_router_is_a_change_of_the_file_and_not_of_the_process() {
        log.elect(1, 7, 5, 15, "169.254.192.9", "node1").gateway(1, 9, 19, "182.24.4.6", true, "node1");
        List<String> command = keepalived().command();
        String before = configuration();

        log.floatingIp(1, "182.24.4.7", 1, "10.0.1.10");

        assertThat(keepalived().command()).isEqualTo(command);
        assertThat(configuration()).isNotEqualTo(before).contains("182.24.4.7/32");
    }

    @Test
    void who_is_active_changes_no_file_but_only_the_active_one_advertises_prefixes() {
        log.network(6)
                .subnet(6, "2001:db8:6::/64", "\"gateway_ip\":\"2001:db8:6::1\",\"ipv6_ra_mode\":\"slaac\"")
                .leg(1, 6, 16, "2001:db8:6::1", "node1")
                .elect(1, 7, 5, 15, "169.254.192.9", "node1");
        String before = configuration();
        assertThat(router(log).processes()).containsOnlyKeys("keepalived");

        log.haState(1, "node1", "active");

        assertThat(configuration()).isEqualTo(before);
        assertThat(router(log).processes()).containsOnlyKeys("keepalived", "radvd");
    }

    @Test
    void a_link_local_address_is_made_of_the_mac() {
        assertThat(Keepalived.linkLocal("fa:16:3e:01:02:03")).isEqualTo("fe80::f816:3eff:fe01:203");
    }
}
