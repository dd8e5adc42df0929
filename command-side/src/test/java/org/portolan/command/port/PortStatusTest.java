package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortCommand.ReportPortFailed;
import org.portolan.api.port.PortCommand.ReportPortUnwired;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.segment.NetworkType;
import org.portolan.command.Scenario;

class PortStatusTest {

    private static final PortDescription PORTS = new PortDescription();

    private final Scenario scenario = Scenario.begin();
    private Port port;

    @BeforeEach
    void bind() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.host("node-2", "10.77.0.2", List.of(NetworkType.VXLAN));
        Network network = scenario.network("{}");
        port = scenario.port(network, "'binding:host_id':'node-1'");
        scenario.newEvents();
    }

    @Test
    void a_bound_port_is_active_once_its_host_says_that_it_is_wired_however_often() {
        assertThat(port.status()).isEqualTo("DOWN");

        scenario.reportWired(port);
        scenario.reportWired(port);

        assertThat(scenario.newEventNames()).containsExactly("PortWired");
        assertThat(scenario.now(port).status()).isEqualTo("ACTIVE");
    }

    @Test
    void another_name_leaves_a_port_active_and_another_host_does_not() {
        scenario.reportWired(port);

        assertThat(scenario.update(PORTS, port, "{'name':'x'}").status()).isEqualTo("ACTIVE");
        Port moved = scenario.update(PORTS, port, "{'binding:host_id':'node-2'}");
        assertThat(moved.status()).isEqualTo("DOWN");

        scenario.reportWired(port);
        assertThat(scenario.now(port).status()).isEqualTo("DOWN");
        scenario.reportWired(moved);
        assertThat(scenario.now(port).status()).isEqualTo("ACTIVE");
    }

    @Test
    void reports_of_an_older_binding_on_the_same_host_say_nothing_of_the_present_one() {
        Port again = scenario.update(PORTS, port, "{'binding:profile':{'k':'v'}}");
        scenario.newEvents();

        scenario.reportWired(port);
        scenario.reportWired(port.id(), "node-2", again.binding().generation());

        assertThat(scenario.newEvents()).isEmpty();
        assertThat(scenario.now(port).status()).isEqualTo("DOWN");
    }

    @Test
    void reports_of_deleted_unknown_and_unbound_ports_are_no_error_and_no_event() {
        Port unbound = scenario.update(PORTS, port, "{'binding:host_id':''}");
        scenario.newEvents();
        scenario.reportWired(unbound.id(), "", unbound.binding().generation());
        assertThat(scenario.now(port).status()).isEqualTo("DOWN");

        scenario.delete(PORTS, port);
        scenario.newEvents();
        scenario.reportWired(port);
        scenario.reportWired(PortId.of("00000000-0000-0000-0000-000000000000"), "node-1", 1);

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_port_whose_device_goes_is_down() {
        scenario.reportWired(port);

        scenario.execute(
                new ReportPortUnwired(port.id(), "node-1", port.binding().generation(), Scenario.ADMIN));

        assertThat(scenario.now(port).status()).isEqualTo("DOWN");
        scenario.reportWired(port);
        assertThat(scenario.now(port).status()).isEqualTo("ACTIVE");
    }

    @Test
    void a_port_that_its_host_cannot_wire_is_down_and_the_log_says_why() {
        scenario.execute(
                new ReportPortFailed(port.id(), "node-1", port.binding().generation(), "no such tap", Scenario.ADMIN));

        assertThat(scenario.newEventNames()).containsExactly("PortWiringFailed");
        assertThat(scenario.now(port).status()).isEqualTo("DOWN");
    }

    @Test
    void a_port_that_is_switched_off_is_down_and_on_again_active() {
        scenario.reportWired(port);

        assertThat(scenario.update(PORTS, port, "{'admin_state_up':false}").status())
                .isEqualTo("DOWN");
        assertThat(scenario.update(PORTS, port, "{'admin_state_up':true}").status())
                .isEqualTo("ACTIVE");
    }
}
