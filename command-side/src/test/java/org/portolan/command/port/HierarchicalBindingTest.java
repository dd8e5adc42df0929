package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.DynamicSegmentJoined;
import org.portolan.api.port.Binding.BindingLevel;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortBindingFailed;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.command.Scenario;

class HierarchicalBindingTest {

    private static final PortDescription PORTS = new PortDescription();

    /** Ends tunnels at the edge of a fabric, from where a VLAN leads on to the host. */
    private static final class Fabric implements Mechanism {

        private final String physicalNetwork;

        private Fabric(String physicalNetwork) {
            this.physicalNetwork = physicalNetwork;
        }

        @Override
        public String name() {
            return "fabric-" + physicalNetwork;
        }

        @Override
        public Answer bind(Plug plug, Segment segment) {
            return segment.networkType() == NetworkType.VXLAN
                    ? new Answer.Next(List.of(plug.dynamic().apply(NetworkType.VLAN, physicalNetwork)))
                    : new Answer.Refused("no tunnel");
        }
    }

    private final Scenario scenario = Scenario.begin(new Fabric("physnet1"), new OpenVSwitchMechanism());
    private final Network network = scenario.network("{}");

    private Port bind(String name) {
        return scenario.port(network, "'name':'" + name + "','binding:host_id':'node-1'");
    }

    private Network now() {
        return scenario.update(new NetworkDescription(), network, "{}");
    }

    @Test
    void a_fabric_takes_the_tunnel_and_hands_a_vlan_to_the_host() {
        scenario.host("node-1", "10.77.0.1", List.of(), "physnet1");

        Port port = bind("p");

        assertThat(port.binding().vifType()).isEqualTo("ovs");
        assertThat(port.binding().levels())
                .extracting(BindingLevel::driver)
                .containsExactly("fabric-physnet1", "openvswitch");
        Segment vlan = now().dynamicSegments().getFirst().segment();
        assertThat(port.binding().levels())
                .extracting(BindingLevel::segmentId)
                .containsExactly(network.segments().getFirst().id(), vlan.id());
        assertThat(vlan.networkType()).isEqualTo(NetworkType.VLAN);
        assertThat(vlan.segmentationId()).isEqualTo(100L);
        assertThat(new NetworkDescription().render(now()).toString()).doesNotContain("physnet1");
    }

    @Test
    void ports_share_the_vlan_and_the_last_one_gives_it_back() {
        scenario.host("node-1", "10.77.0.1", List.of(), "physnet1");
        Port one = bind("one");
        Port other = bind("other");
        assertThat(other.binding().bottomSegment()).isEqualTo(one.binding().bottomSegment());
        scenario.newEvents();

        scenario.update(PORTS, one, "{'binding:host_id':''}");
        assertThat(scenario.newEventNames()).containsExactly("PortUpdated", "PortUnbound", "DynamicSegmentLeft");
        scenario.delete(PORTS, other);

        assertThat(scenario.newEventNames()).contains("DynamicSegmentLeft", "SegmentReleased");
        assertThat(now().dynamicSegments()).isEmpty();
        scenario.newEvents();
        bind("again");
        assertThat(scenario.newEvents())
                .filteredOn(DynamicSegmentJoined.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        DynamicSegmentJoined.class,
                        event -> assertThat(event.segment().segmentationId()).isNotNull());
    }

    @Test
    void where_no_host_is_behind_the_vlan_the_next_way_is_tried_and_nothing_is_kept_of_the_first() {
        Scenario two = Scenario.begin(new Fabric("physnet2"), new Fabric("physnet1"), new OpenVSwitchMechanism());
        two.host("node-1", "10.77.0.1", List.of(), "physnet1");
        Network on = two.network("{}");

        Port port = two.port(on, "'binding:host_id':'node-1'");

        assertThat(port.binding().levels())
                .extracting(BindingLevel::driver)
                .containsExactly("fabric-physnet1", "openvswitch");
        assertThat(two.newEventNames()).containsOnlyOnce("DynamicSegmentJoined");
    }

    @Test
    void what_leads_on_and_on_fails_after_ten_levels() {
        Mechanism endless = new Mechanism() {
            @Override
            public String name() {
                return "endless";
            }

            @Override
            public Answer bind(Plug plug, Segment segment) {
                return new Answer.Next(List.of(new Segment(UUID.randomUUID(), NetworkType.VLAN, "physnet1", null)));
            }
        };
        Scenario lost = Scenario.begin(endless);

        Port port = lost.port(lost.network("{}"), "'binding:host_id':'node-1'");

        assertThat(port.binding().vifType()).isEqualTo("binding_failed");
        assertThat(lost.newEvents()).last().isInstanceOfSatisfying(PortBindingFailed.class, event -> assertThat(
                        event.reason())
                .contains("10 levels"));
    }

    @Test
    void segments_beside_each_other_are_all_of_the_top_level() {
        Scenario flat = Scenario.begin();
        flat.host("node-1", "10.77.0.1", List.of(), "physnet1");
        flat.host("node-2", "10.77.0.2", List.of(), "physnet2");
        Network routed = flat.network("{'segments':[{'provider:network_type':'vlan',"
                + "'provider:physical_network':'physnet1'},{'provider:network_type':'vlan',"
                + "'provider:physical_network':'physnet2'}]}");

        Port one = flat.port(routed, "'binding:host_id':'node-1'");
        Port other = flat.port(routed, "'binding:host_id':'node-2'");

        assertThat(one.binding().levels()).hasSize(1);
        assertThat(other.binding().levels()).hasSize(1);
        assertThat(other.binding().bottomSegment()).isNotEqualTo(one.binding().bottomSegment());
    }
}
