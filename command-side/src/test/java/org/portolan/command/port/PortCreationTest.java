package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.command.Scenario;

class PortCreationTest {

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network("{'name':'sea'}");

    @Test
    void a_port_takes_a_mac_of_its_network_and_the_lowest_free_address_of_its_subnet_in_one_append() {
        scenario.subnet4(network, "10.0.0.0/24");
        scenario.newEvents();

        Port port = scenario.port(network, "'security_groups':[]");

        assertThat(scenario.newEvents()).hasSize(3).satisfies(events -> {
            assertThat(events.get(0)).isEqualTo(new PortAttached(network.id(), port.id(), port.macAddress()));
            assertThat(events.get(1)).isInstanceOf(AddressAllocated.class);
            assertThat(events.get(2)).isInstanceOf(PortCreated.class);
        });
        assertThat(port.fixedIps().getFirst().ipAddress()).hasToString("10.0.0.2");
        assertThat(port.macAddress().value()).startsWith("fa:16:3e:");
    }

    @Test
    void the_gateway_the_network_and_the_broadcast_address_are_never_handed_out() {
        scenario.subnet4(network, "10.0.0.0/29");
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            addresses.add(
                    scenario.port(network, "").fixedIps().getFirst().ipAddress().toString());
        }

        assertThat(addresses).containsExactlyInAnyOrder("10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6");
        refusal(() -> scenario.port(network, ""))
                .is(409, "IpAddressGenerationFailure")
                .says("No more IP addresses available on network " + network.id() + ".");
    }

    @Test
    void an_address_that_comes_back_is_handed_out_again() {
        scenario.subnet(
                network,
                "'ip_version':4,'cidr':'10.0.0.0/24','allocation_pools':[{'start':'10.0.0.9','end':'10.0.0.9'}]");
        Port first = scenario.port(network, "");
        refusal(() -> scenario.port(network, "")).is(409, "IpAddressGenerationFailure");

        scenario.delete(new PortDescription(), first);

        assertThat(scenario.port(network, "").fixedIps().getFirst().ipAddress()).hasToString("10.0.0.9");
    }

    @Test
    void a_bulk_of_which_one_port_is_refused_makes_none() {
        scenario.subnet4(network, "10.0.0.0/24");
        scenario.newEvents();
        String one = "{'network_id':'" + network.id() + "','fixed_ips':[{'ip_address':'10.0.0.9'}]}";

        refusal(() -> scenario.createAll(new PortDescription(), one, one)).is(409, "IpAddressAlreadyAllocated");

        assertThat(scenario.newEvents()).isEmpty();
        assertThat(scenario.createAll(new PortDescription(), one)).hasSize(1);
    }

    @Test
    void a_port_whose_host_has_a_live_agent_that_ends_its_tunnels_is_bound_there() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.newEvents();

        Port port = scenario.port(network, "'binding:host_id':'node-1'");

        assertThat(scenario.newEvents()).last().isInstanceOf(PortBound.class);
        assertThat(port.binding().vifType()).isEqualTo("ovs");
        assertThat(port.binding().levels().getFirst().segmentId())
                .isEqualTo(network.segments().getFirst().id());
        assertThat(port.status()).isEqualTo("DOWN");
    }
}
