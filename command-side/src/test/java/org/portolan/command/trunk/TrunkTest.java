package org.portolan.command.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Command;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.trunk.SubPort;
import org.portolan.api.trunk.Trunk;
import org.portolan.api.trunk.TrunkCommand.ReportTrunkStatus;
import org.portolan.api.trunk.TrunkCommand.TakeUpTrunk;
import org.portolan.api.trunk.TrunkDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.node.ObjectNode;

/** A port's device that speaks on many networks: which ports can be in a trunk, and what they may do meanwhile. */
class TrunkTest {

    private static final TrunkDescription TRUNKS = new TrunkDescription();
    private static final PortDescription PORTS = new PortDescription();

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network("{}");
    private final Port parent = scenario.port(network, "'name':'parent'");
    private final Port child = scenario.port(network, "'name':'child'");
    private final Port other = scenario.port(network, "'name':'other'");

    private static String tagged(Port port, int vlan) {
        return "{'port_id':'" + port.id() + "','segmentation_type':'vlan','segmentation_id':" + vlan + "}";
    }

    private Trunk trunk(Port of, String subPorts) {
        return scenario.create(TRUNKS, "{'port_id':'" + of.id() + "','sub_ports':[" + subPorts + "]}");
    }

    private ObjectNode act(String action, Trunk trunk, String subPorts) {
        Action found = TRUNKS.actions().stream()
                .filter(one -> one.name().equals(action))
                .findFirst()
                .orElseThrow();
        Command command = found.parser()
                .command(
                        trunk.id().toString(),
                        Json.mapper().readTree(("{'sub_ports':[" + subPorts + "]}").replace('\'', '"')),
                        ADMIN);
        return scenario.commands().execute(command, ObjectNode.class);
    }

    private String details() {
        return PORTS.render(scenario.now(parent)).path("trunk_details").toString();
    }

    @Test
    void a_trunk_shows_its_sub_ports_and_so_does_its_parent_port_with_their_macs() {
        Trunk trunk = trunk(parent, tagged(child, 10));

        assertThat(TRUNKS.render(trunk).path("sub_ports").toString())
                .isEqualTo(
                        "[{\"port_id\":\"" + child.id() + "\",\"segmentation_type\":\"vlan\",\"segmentation_id\":10}]");
        assertThat(trunk.status()).isEqualTo("DOWN");
        assertThat(details())
                .isEqualTo("{\"trunk_id\":\"" + trunk.id() + "\",\"sub_ports\":[{\"segmentation_id\":10,"
                        + "\"segmentation_type\":\"vlan\",\"port_id\":\"" + child.id() + "\",\"mac_address\":\""
                        + child.macAddress() + "\"}]}");
    }

    @Test
    void a_port_outside_of_trunks_shows_no_details() {
        assertThat(PORTS.render(parent).has("trunk_details")).isFalse();
    }

    @Test
    void the_parent_shows_the_new_mac_of_a_sub_port() {
        trunk(parent, tagged(child, 10));

        scenario.update(PORTS, child, "{'mac_address':'fa:16:3e:12:34:56'}");

        assertThat(details()).contains("fa:16:3e:12:34:56");
    }

    @Test
    void a_port_is_in_one_trunk_at_most() {
        trunk(parent, tagged(child, 10));

        refusal(() -> trunk(parent, "")).is(409, "ParentPortInUse");
        refusal(() -> trunk(child, ""))
                .is(409, "TrunkPortInUse")
                .says("Port " + child.id() + " is in use by another trunk.");
        refusal(() -> trunk(other, tagged(child, 11))).is(409, "TrunkPortInUse");
        refusal(() -> trunk(other, tagged(parent, 11)))
                .is(409, "ParentPortInUse")
                .says("Port " + parent.id() + " is currently in use and is not eligible for use as a parent port.");
        refusal(() -> trunk(other, tagged(other, 11))).is(409, "ParentPortInUse");
    }

    @Test
    void a_port_on_a_host_is_no_parent_yet_and_a_used_one_is_no_sub_port() {
        Port placed = scenario.port(network, "'binding:host_id':'node-1'");
        Port used = scenario.port(network, "'device_id':'vm-1'");

        refusal(() -> trunk(placed, "")).is(409, "ParentPortInUse");
        refusal(() -> trunk(parent, tagged(used, 10))).is(409, "PortInUse");
    }

    @Test
    void a_refused_trunk_leaves_its_ports_as_they_were() {
        Port placed = scenario.port(network, "'device_id':'vm-1'");
        scenario.newEvents();

        refusal(() -> trunk(parent, tagged(child, 10) + "," + tagged(placed, 11)));

        assertThat(scenario.newEvents()).isEmpty();
        assertThat(trunk(other, tagged(child, 10)).subPorts()).hasSize(1);
    }

    @Test
    void tags_are_vlans_and_differ_within_the_trunk_but_not_between_trunks() {
        Trunk trunk = trunk(parent, tagged(child, 10));
        Port third = scenario.port(network, "");
        Port fourth = scenario.port(network, "");

        refusal(() -> act("add_subports", trunk, tagged(other, 10)))
                .is(409, "DuplicateSubPort")
                .says("segmentation_type vlan and segmentation_id 10 already in use on trunk " + trunk.id() + ".");
        refusal(() -> act("add_subports", trunk, tagged(other, 11) + "," + tagged(third, 11)))
                .is(400, "InvalidInput");
        refusal(() -> act("add_subports", trunk, tagged(other, 4095)))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Segmentation ID '4095' is not in range.");
        assertThat(trunk(third, tagged(fourth, 10)).subPorts()).hasSize(1);
    }

    @Test
    void the_same_tag_twice_in_one_request_is_refused() {
        refusal(() -> trunk(parent, tagged(child, 10) + "," + tagged(other, 10)))
                .is(400, "HTTPBadRequest");
    }

    @Test
    void a_sub_port_can_inherit_the_vlan_of_its_network() {
        Network vlan = scenario.network(
                "{'provider:network_type':'vlan','provider:physical_network':'physnet1','provider:segmentation_id':101}");
        Port tagged = scenario.port(vlan, "");
        Network wide = scenario.network(
                "{'provider:network_type':'vlan','provider:physical_network':'physnet1','provider:segmentation_id':102}");
        Port wideParent = scenario.port(wide, "");

        Trunk trunk = trunk(wideParent, "{'port_id':'" + tagged.id() + "','segmentation_type':'inherit'}");

        assertThat(trunk.subPorts()).containsExactly(new SubPort(tagged.id(), "vlan", 101));
    }

    @Test
    void a_sub_ports_frames_must_fit_through_its_parent() {
        Network small = scenario.network("{'mtu':1300}");
        Port narrow = scenario.port(small, "");

        refusal(() -> trunk(narrow, tagged(child, 10))).is(409, "SubPortMtuGreaterThanTrunkPortMtu");
    }

    @Test
    void sub_ports_join_and_leave() {
        Trunk trunk = trunk(parent, tagged(child, 10));

        act("add_subports", trunk, tagged(other, 11));
        ObjectNode left = act("remove_subports", trunk, "{'port_id':'" + child.id() + "'}");

        assertThat(left.path("sub_ports").size()).isEqualTo(1);
        assertThat(details())
                .contains(other.id().toString())
                .doesNotContain(child.id().toString());
        refusal(() -> act("remove_subports", trunk, "{'port_id':'" + child.id() + "'}"))
                .is(404, "SubPortNotFound");
    }

    @Test
    void a_port_in_a_trunk_stays_until_the_trunk_is_gone() {
        Trunk trunk = trunk(parent, tagged(child, 10));

        refusal(() -> scenario.delete(PORTS, parent)).is(409, "PortInUseAsTrunkParent");
        refusal(() -> scenario.delete(PORTS, child))
                .is(409, "PortInUseAsSubPort")
                .says("Port " + child.id() + " is currently a subport for trunk " + trunk.id() + ".");

        scenario.delete(TRUNKS, trunk);
        scenario.delete(PORTS, parent);
        scenario.delete(PORTS, child);
        assertThat(scenario.newEventNames()).endsWith("PortDetached", "SecurityGroupMemberRemoved", "PortDeleted");
    }

    @Test
    void a_disabled_trunk_is_neither_changed_nor_removed() {
        Trunk trunk = trunk(parent, tagged(child, 10));
        scenario.update(TRUNKS, trunk, "{'admin_state_up':false}");

        refusal(() -> act("add_subports", trunk, tagged(other, 11))).is(409, "TrunkDisabled");
        refusal(() -> act("remove_subports", trunk, "{'port_id':'" + child.id() + "'}"))
                .is(409, "TrunkDisabled");
        refusal(() -> scenario.delete(TRUNKS, trunk)).is(409, "TrunkDisabled");

        scenario.update(TRUNKS, trunk, "{'admin_state_up':true}");
        scenario.delete(TRUNKS, trunk);
        assertThat(scenario.newEventNames()).endsWith("TrunkDeleted");
    }

    @Test
    void a_trunk_whose_parent_is_on_a_host_is_in_use() {
        Trunk trunk = trunk(parent, tagged(child, 10));
        scenario.update(PORTS, parent, "{'binding:host_id':'node-1'}");

        refusal(() -> scenario.delete(TRUNKS, trunk)).is(409, "TrunkInUse");
    }

    @Test
    void the_host_says_how_far_a_trunk_is_wired_and_every_new_sub_port_begins_anew() {
        Trunk trunk = trunk(parent, tagged(child, 10));

        scenario.execute(new ReportTrunkStatus(trunk.id(), "ACTIVE", ADMIN));
        assertThat(scenario.update(TRUNKS, trunk, "{}").status()).isEqualTo("ACTIVE");

        assertThat(act("add_subports", trunk, tagged(other, 11)).path("status").stringValue())
                .isEqualTo("DOWN");
        scenario.execute(new ReportTrunkStatus(trunk.id(), "ERROR", ADMIN));
        refusal(() -> act("add_subports", trunk, tagged(scenario.port(network, ""), 12)))
                .is(409, "TrunkInErrorState");
    }

    @Test
    void sub_ports_are_bound_where_the_parent_is_when_its_host_asks_and_for_no_other_host() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.host("node-2", "10.77.0.2", List.of(NetworkType.VXLAN));
        Trunk trunk = trunk(parent, tagged(child, 10));
        scenario.update(PORTS, parent, "{'binding:host_id':'node-1'}");

        scenario.execute(new TakeUpTrunk(trunk.id(), "node-2", ADMIN));
        assertThat(scenario.now(child).binding().isBound()).isFalse();

        scenario.execute(new TakeUpTrunk(trunk.id(), "node-1", ADMIN));
        assertThat(scenario.now(child).binding().isBound()).isTrue();
        assertThat(scenario.now(child).binding().host()).isEqualTo("node-1");
        scenario.newEventNames();
        scenario.execute(new TakeUpTrunk(trunk.id(), "node-1", ADMIN));
        assertThat(scenario.newEventNames()).isEmpty();
    }

    @Test
    void the_parent_s_device_is_plugged_into_a_bridge_of_the_trunk_s_own() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        Trunk trunk = trunk(parent, tagged(child, 10));
        scenario.update(PORTS, parent, "{'binding:host_id':'node-1'}");
        scenario.execute(new TakeUpTrunk(trunk.id(), "node-1", ADMIN));

        assertThat(bridge(parent)).isEqualTo(("tbr-" + trunk.id()).substring(0, 14));
        assertThat(bridge(child)).isEqualTo("br-int");
    }

    private String bridge(Port port) {
        return scenario.now(port).binding().vifDetails().path("bridge_name").asString("");
    }

    @Test
    void a_stranger_finds_neither_the_ports_nor_the_trunk() {
        Trunk trunk = trunk(parent, "");
        String body = "{'port_id':'" + other.id() + "'}";

        refusal(() -> scenario.create(TRUNKS, body, caller("others", "member"))).is(404, "PortNotFound");
        refusal(() -> scenario.delete(TRUNKS, trunk, null, caller("others", "member")))
                .is(404, "TrunkNotFound");
        refusal(() -> scenario.create(TRUNKS, "{'port_id':'" + UUID.randomUUID() + "'}"))
                .is(404, "PortNotFound");
    }
}
