package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.MarkAgentDown;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentId;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortCommand.BindAgain;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortBindingFailed;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PortBindingTest {

    private static final PortDescription PORTS = new PortDescription();
    private static final AgentId NODE_1 = AgentId.of(Agent.OPEN_VSWITCH, "node-1");

    private final Scenario scenario = Scenario.begin();

    private Network network(String type, String physicalNetwork) {
        return scenario.network("{'provider:network_type':'" + type + "'"
                + (physicalNetwork.isEmpty() ? "" : ",'provider:physical_network':'" + physicalNetwork + "'") + "}");
    }

    private Port bind(Network network) {
        return scenario.port(network, "'binding:host_id':'node-1'");
    }

    private Port update(Port port, String body) {
        return scenario.update(PORTS, port, body);
    }

    @ParameterizedTest
    @CsvSource({
        "vlan, physnet1, ovs",
        "vlan, physnet2, binding_failed",
        "flat, physnet1, ovs",
        "flat, public, binding_failed",
        "vxlan, '', ovs",
        "gre, '', binding_failed",
        "geneve, '', binding_failed",
        "local, '', ovs"
    })
    void a_host_can_have_what_its_agent_maps_and_what_its_tunnels_carry(
            String type, String physicalNetwork, String vifType) {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN), "physnet1");

        assertThat(bind(network(type, physicalNetwork)).binding().vifType()).isEqualTo(vifType);
    }

    @Test
    void a_bound_port_tells_how_to_plug_its_device_and_which_segment_carries_it() {
        scenario.host("node-1", "10.77.0.1", List.of(), "physnet1");
        Network network = network("vlan", "physnet1");

        Port port = bind(network);

        assertThat(port.binding().levels()).singleElement().satisfies(level -> {
            assertThat(level.driver()).isEqualTo("openvswitch");
            assertThat(level.segmentId())
                    .isEqualTo(network.segments().getFirst().id());
        });
        JsonNode body = PORTS.render(port);
        assertThat(body.path("binding:host_id").stringValue()).isEqualTo("node-1");
        assertThat(body.path("binding:vif_type").stringValue()).isEqualTo("ovs");
        assertThat(body.path("binding:vif_details").propertyNames())
                .containsExactly("connectivity", "port_filter", "ovs_hybrid_plug", "datapath_type", "bridge_name");
        assertThat(body.path("binding:vif_details").path("bridge_name").stringValue())
                .isEqualTo("br-int");
        assertThat(body.path("status").stringValue()).isEqualTo("DOWN");
    }

    @Test
    void of_several_segments_the_first_that_the_host_can_have_carries_the_port() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        Network network = scenario.network("{'segments':[{'provider:network_type':'vlan',"
                + "'provider:physical_network':'physnet1'},{'provider:network_type':'vxlan'}]}");

        assertThat(bind(network).binding().bottomSegment())
                .isEqualTo(network.segments().getLast().id());
    }

    @Test
    void a_port_whose_host_cannot_have_it_is_made_all_the_same_and_says_why() {
        Port port = bind(scenario.network("{}"));

        assertThat(port.binding().vifType()).isEqualTo("binding_failed");
        assertThat(port.binding().levels()).isEmpty();
        assertThat(PORTS.render(port).path("binding:vif_details")).isEmpty();
        assertThat(scenario.newEvents()).last().isInstanceOfSatisfying(PortBindingFailed.class, event -> assertThat(
                        event.reason())
                .isEqualTo("openvswitch: no Open vSwitch agent is known on the host"));
    }

    @Test
    void an_agent_that_is_down_or_switched_off_gets_no_port() {
        Agent agent = scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.execute(new MarkAgentDown(NODE_1, Scenario.ADMIN));
        bind(scenario.network("{}"));
        assertThat(reason()).isEqualTo("openvswitch: the agent on the host is down");

        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.update(new AgentDescription(), agent, "{'admin_state_up':false}");
        bind(scenario.network("{}"));
        assertThat(reason()).isEqualTo("openvswitch: the agent on the host is switched off");
    }

    private String reason() {
        return scenario.newEvents().stream()
                .filter(PortBindingFailed.class::isInstance)
                .map(event -> ((PortBindingFailed) event).reason())
                .findFirst()
                .orElse("bound");
    }

    @Test
    void a_device_that_open_vswitch_cannot_plug_is_not_bound() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));

        Port port = scenario.port(scenario.network("{}"), "'binding:host_id':'node-1','binding:vnic_type':'direct'");

        assertThat(port.binding().vifType()).isEqualTo("binding_failed");
        assertThat(update(port, "{'binding:vnic_type':'normal'}").binding().vifType())
                .isEqualTo("ovs");
    }

    @Test
    void each_binding_has_its_generation_and_unbinding_forgets_host_and_segment() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.host("node-2", "10.77.0.2", List.of(NetworkType.VXLAN));
        Port port = bind(scenario.network("{}"));
        assertThat(port.binding().generation()).isEqualTo(1);

        Port moved = update(port, "{'binding:host_id':'node-2','device_owner':'compute:nova'}");
        assertThat(moved.binding().generation()).isEqualTo(2);
        assertThat(moved.binding().host()).isEqualTo("node-2");

        Port lost = update(port, "{'binding:host_id':'mars'}");
        assertThat(lost.binding().vifType()).isEqualTo("binding_failed");

        Port unbound = update(port, "{'binding:host_id':''}");
        assertThat(unbound.binding().generation()).isEqualTo(4);
        assertThat(unbound.binding().vifType()).isEqualTo("unbound");
        assertThat(unbound.binding().levels()).isEmpty();
        assertThat(PORTS.render(unbound).path("binding:host_id").stringValue()).isEmpty();
    }

    @Test
    void a_host_of_null_is_no_host() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        Port port = bind(scenario.network("{}"));

        assertThat(PORTS.render(update(port, "{'binding:host_id':null}"))
                        .path("binding:host_id")
                        .stringValue())
                .isEmpty();
    }

    @Test
    void a_name_is_no_reason_to_bind_anew_but_another_profile_is() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        Port port = bind(scenario.network("{}"));
        scenario.newEvents();

        update(port, "{'name':'x','binding:host_id':'node-1'}");
        assertThat(scenario.newEventNames()).containsExactly("PortUpdated");

        update(port, "{'binding:profile':{'k':'v'}}");
        assertThat(scenario.newEventNames()).containsExactly("PortUpdated", "PortBound");
    }

    @Test
    void vnic_type_and_profile_of_a_port_without_a_host_bind_nothing() {
        Port port = scenario.port(scenario.network("{}"), "");
        scenario.newEvents();

        update(port, "{'binding:vnic_type':'direct'}");
        update(port, "{'binding:profile':{'k':'v'}}");

        assertThat(scenario.newEventNames()).containsExactly("PortUpdated", "PortUpdated");
    }

    @Test
    void what_failed_is_tried_again_at_the_next_update_and_told_only_when_it_succeeds() {
        Port port = bind(scenario.network("{}"));
        scenario.newEvents();
        update(port, "{'binding:host_id':'node-1'}");
        assertThat(scenario.newEvents()).isEmpty();

        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.newEvents();
        Port bound = update(port, "{'binding:host_id':'node-1'}");

        assertThat(scenario.newEvents()).singleElement().isInstanceOf(PortBound.class);
        assertThat(bound.binding().vifType()).isEqualTo("ovs");
    }

    @Test
    void what_failed_is_tried_again_when_the_hosts_agent_is_there() {
        Port port = bind(scenario.network("{}"));
        scenario.execute(new BindAgain(port.id(), Scenario.ADMIN));
        assertThat(scenario.now(port).binding().vifType()).isEqualTo("binding_failed");
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.newEvents();

        scenario.execute(new BindAgain(port.id(), Scenario.ADMIN));
        scenario.execute(new BindAgain(port.id(), Scenario.ADMIN));

        assertThat(scenario.newEventNames()).containsExactly("PortBound");
    }

    @Test
    void mechanisms_are_tried_in_their_order() {
        assertThat(driverOf(new Adapter("first", true), new Adapter("second", true)))
                .isEqualTo("first");
        assertThat(driverOf(new Adapter("second", true), new Adapter("first", true)))
                .isEqualTo("second");
        assertThat(driverOf(new Adapter("first", false), new Adapter("second", true)))
                .isEqualTo("second");
    }

    @Test
    void a_mechanism_that_fails_does_not_stop_the_next_one() {
        Mechanism broken = new Adapter("broken", true) {
            @Override
            protected Optional<String> refusal(Agent agent, Segment segment) {
                throw new IllegalStateException("switch fabric on fire");
            }
        };

        assertThat(driverOf(broken, new Adapter("sane", true))).isEqualTo("sane");
    }

    private static String driverOf(Mechanism... mechanisms) {
        Scenario many = Scenario.begin(mechanisms);
        many.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        Port port = many.port(many.network("{}"), "'binding:host_id':'node-1','binding:vnic_type':'direct'");
        return port.binding().levels().getFirst().driver();
    }

    private static class Adapter extends AgentMechanism {

        private final String name;
        private final boolean supportsAll;

        Adapter(String name, boolean supportsAll) {
            this.name = name;
            this.supportsAll = supportsAll;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String agentType() {
            return Agent.OPEN_VSWITCH;
        }

        @Override
        protected String vifType() {
            return "hw_veth";
        }

        @Override
        protected boolean supports(String vnicType) {
            return supportsAll;
        }

        @Override
        protected Optional<String> refusal(Agent agent, Segment segment) {
            return Optional.empty();
        }

        @Override
        protected ObjectNode vifDetails(Agent agent, Plug plug) {
            return Json.object();
        }
    }
}
