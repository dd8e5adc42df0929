package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortCommand.ReportPortProvisioned;
import org.portolan.api.port.PortDescription;
import org.portolan.api.segment.NetworkType;
import org.portolan.command.Scenario;

class ProvisioningTest {

    private static final PortDescription PORTS = new PortDescription();

    private final Scenario scenario = Scenario.begin();
    private Agent dhcp;
    private Network network;

    @BeforeEach
    void a_network_whose_dhcp_agent_tells_when_it_is_ready() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.host("node-2", "10.77.0.2", List.of(NetworkType.VXLAN));
        dhcp = scenario.agent(Agent.DHCP, "node-1", "nova", "{'notifies_port_ready':true}");
        network = scenario.network("{}");
        scenario.subnet4(network, "10.0.0.0/24");
    }

    private Port bound() {
        return scenario.port(network, "'binding:host_id':'node-1'");
    }

    private void ready(Port port, AgentId agent) {
        scenario.execute(new ReportPortProvisioned(
                port.id(), "DHCP", agent, port.binding().generation(), Scenario.ADMIN));
    }

    private String status(Port port) {
        return scenario.now(port).status();
    }

    @Test
    void a_port_is_active_once_both_host_and_dhcp_are_ready_in_whichever_order_and_however_often() {
        Port one = bound();
        ready(one, dhcp.id());
        ready(one, dhcp.id());
        assertThat(status(one)).isEqualTo("DOWN");
        scenario.reportWired(one);
        assertThat(status(one)).isEqualTo("ACTIVE");

        Port other = bound();
        scenario.reportWired(other);
        assertThat(status(other)).isEqualTo("DOWN");
        ready(other, dhcp.id());
        assertThat(status(other)).isEqualTo("ACTIVE");
    }

    @Test
    void another_name_asks_nothing_anew_and_another_host_asks_both() {
        Port port = bound();
        ready(port, dhcp.id());
        scenario.reportWired(port);
        scenario.newEvents();

        scenario.update(PORTS, port, "{'name':'x'}");
        assertThat(scenario.newEventNames()).containsExactly("PortUpdated");
        Port moved = scenario.update(PORTS, port, "{'binding:host_id':'node-2'}");
        assertThat(scenario.newEventNames()).containsExactly("PortUpdated", "PortBound", "PortProvisioningBlocked");

        scenario.reportWired(moved);
        ready(port, dhcp.id());
        assertThat(status(port)).isEqualTo("DOWN");
        ready(moved, dhcp.id());
        assertThat(status(port)).isEqualTo("ACTIVE");
    }

    @Test
    void who_does_not_serve_the_network_cannot_say_that_it_is_served() {
        Agent other = scenario.agent(Agent.DHCP, "node-2", "nova", "{'notifies_port_ready':true}");
        Port port = bound();
        scenario.reportWired(port);

        ready(port, other.id());

        assertThat(status(port)).isEqualTo("DOWN");
    }

    @Test
    void reports_of_deleted_and_unbound_ports_are_no_error_and_no_event() {
        Port port = bound();
        Port unbound = scenario.update(PORTS, port, "{'binding:host_id':''}");
        scenario.newEvents();
        ready(unbound, dhcp.id());
        assertThat(status(port)).isEqualTo("DOWN");
        scenario.delete(PORTS, port);
        scenario.newEvents();
        ready(port, dhcp.id());

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void ports_without_dhcp_and_those_of_the_network_itself_wait_for_their_hosts_only() {
        Port service = scenario.port(network, "'binding:host_id':'node-1','device_owner':'network:dhcp'");
        Port addressless = scenario.port(network, "'binding:host_id':'node-1','fixed_ips':[]");
        scenario.reportWired(service);
        scenario.reportWired(addressless);

        assertThat(status(service)).isEqualTo("ACTIVE");
        assertThat(status(addressless)).isEqualTo("ACTIVE");
    }

    @Test
    void an_agent_that_does_not_tell_is_not_waited_for() {
        scenario.agent(Agent.DHCP, "node-1", "nova", "{}");
        Port port = bound();
        scenario.reportWired(port);

        assertThat(status(port)).isEqualTo("ACTIVE");
    }
}
