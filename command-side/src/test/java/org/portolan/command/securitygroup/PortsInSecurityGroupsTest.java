package org.portolan.command.securitygroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberAdded;
import org.portolan.command.Scenario;

class PortsInSecurityGroupsTest {

    private static final SecurityGroupDescription GROUPS = new SecurityGroupDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final Caller ENGINES = caller("engines", "member");
    private static final Caller STRANGER = caller("strangers", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.create(new NetworkDescription(), "{'shared':true}");

    private Port port(String members, Caller caller) {
        return scenario.create(
                PORTS, "{'network_id':'" + network.id() + "'" + (members.isEmpty() ? "" : "," + members) + "}", caller);
    }

    private SecurityGroup group() {
        return scenario.create(GROUPS, "{}", ENGINES);
    }

    private static String in(SecurityGroup... groups) {
        return "'security_groups':["
                + String.join(
                        ",",
                        List.of(groups).stream()
                                .map(group -> "'" + group.id() + "'")
                                .toList())
                + "]";
    }

    private static List<UUID> groupsOf(Port port) {
        return port.attributes().get(PortDescription.SECURITY_GROUPS);
    }

    @Test
    void a_port_is_in_its_projects_default_group_when_nobody_names_another() {
        Port first = port("", ENGINES);
        Port second = port("", ENGINES);
        Port theirs = port("", STRANGER);

        assertThat(groupsOf(first)).hasSize(1).isEqualTo(groupsOf(second));
        assertThat(groupsOf(theirs)).hasSize(1).isNotEqualTo(groupsOf(first));
    }

    @Test
    void the_first_port_of_a_project_brings_the_default_group_with_it() {
        scenario.newEvents();

        Port port = port("", ENGINES);

        assertThat(scenario.newEvents()).anySatisfy(event -> assertThat(event)
                .isEqualTo(new SecurityGroupMemberAdded(groupsOf(port).getFirst(), port.id())));
        port("", ENGINES);
        assertThat(scenario.newEventNames()).containsExactly("PortAttached", "PortCreated", "SecurityGroupMemberAdded");
    }

    @Test
    void a_refused_port_leaves_no_default_group_behind() {
        scenario.newEvents();

        refusal(() -> port("'project_id':'engines','fixed_ips':[{'ip_address':'10.0.0.1'}]", Scenario.ADMIN))
                .is(400, "InvalidInput");

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_port_of_the_networks_own_services_or_without_port_security_is_in_none() {
        scenario.newEvents();

        assertThat(groupsOf(port("'device_owner':'network:dhcp'", Scenario.ADMIN)))
                .isEmpty();
        assertThat(groupsOf(port("'port_security_enabled':false", Scenario.ADMIN)))
                .isEmpty();
        assertThat(scenario.newEventNames()).doesNotContain("DefaultSecurityGroupMade");
    }

    @Test
    void a_network_without_port_security_has_ports_that_are_in_none() {
        Network open = scenario.network("{'port_security_enabled':false}");

        assertThat(groupsOf(scenario.port(open, ""))).isEmpty();
        assertThat(groupsOf(scenario.port(open, "'port_security_enabled':true")))
                .hasSize(1);
    }

    @Test
    void a_port_may_be_in_no_group_or_in_several() {
        SecurityGroup web = group();
        SecurityGroup db = group();

        assertThat(groupsOf(port("'security_groups':[]", ENGINES))).isEmpty();
        assertThat(groupsOf(port("'security_groups':null", ENGINES))).isEmpty();
        assertThat(groupsOf(port(in(web, db), ENGINES))).containsExactly(web.id(), db.id());
    }

    @Test
    void a_strangers_group_is_not_there_for_a_port() {
        SecurityGroup web = group();
        Port theirs = port("", STRANGER);

        refusal(() -> port(in(web), STRANGER))
                .is(404, "SecurityGroupNotFound")
                .says("Security group " + web.id() + " does not exist");
        refusal(() -> scenario.update(PORTS, theirs, "{" + in(web) + "}", null, STRANGER))
                .is(404, "SecurityGroupNotFound");
    }

    @Test
    void a_port_leaves_groups_and_joins_others() {
        SecurityGroup web = group();
        SecurityGroup db = group();
        Port port = port(in(web), ENGINES);
        scenario.newEvents();

        Port moved = scenario.update(PORTS, port, "{" + in(db) + "}", null, ENGINES);

        assertThat(groupsOf(moved)).containsExactly(db.id());
        assertThat(scenario.newEventNames())
                .containsExactly("SecurityGroupMemberRemoved", "SecurityGroupMemberAdded", "PortUpdated");
        scenario.delete(GROUPS, web, null, ENGINES);
        refusal(() -> scenario.delete(GROUPS, db, null, ENGINES)).is(409, "SecurityGroupInUse");
        scenario.update(PORTS, moved, "{'security_groups':null}", null, ENGINES);
        scenario.delete(GROUPS, db, null, ENGINES);
    }

    @Test
    void port_security_is_not_switched_off_while_the_port_is_in_a_group() {
        Port port = port("", ENGINES);

        refusal(() -> scenario.update(PORTS, port, "{'port_security_enabled':false}"))
                .is(409, "PortSecurityPortHasSecurityGroup")
                .says("Port has security group associated. Cannot disable port security or ip address until security"
                        + " group is removed.");
        refusal(() -> scenario.update(PORTS, port, "{'port_security_enabled':false," + in(group()) + "}"))
                .is(400, "PortSecurityAndIPRequiredForSecurityGroups");
        Port open = scenario.update(PORTS, port, "{'port_security_enabled':false,'security_groups':[]}");
        refusal(() -> scenario.update(PORTS, open, "{" + in(group()) + "}"))
                .is(400, "PortSecurityAndIPRequiredForSecurityGroups");
        assertThat(groupsOf(scenario.update(PORTS, open, "{'port_security_enabled':true}")))
                .isEmpty();
    }

    @Test
    void ports_that_are_made_together_share_the_default_group_that_is_made_for_them() {
        List<Port> ports = scenario.createAll(
                PORTS, "{'network_id':'" + network.id() + "'}", "{'network_id':'" + network.id() + "'}");

        assertThat(groupsOf(ports.get(0))).hasSize(1).isEqualTo(groupsOf(ports.get(1)));
    }
}
