package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;

/** What a service, such as a load balancer's, may do with what belongs to those for whom it works. */
class ServicesOfOthersTest {

    private static final PortDescription PORTS = new PortDescription();
    private static final Caller OWNER = caller("harbours", "member");
    private static final Caller SERVICE = caller("service", "advsvc");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.create(new NetworkDescription(), "{'name':'quay'}", OWNER);
    private final Subnet subnet = scenario.create(
            new SubnetDescription(),
            "{'network_id':'" + network.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}",
            OWNER);

    private Port port(String members, Caller caller) {
        return scenario.create(PORTS, "{'network_id':'" + network.id() + "'" + members + "}", caller);
    }

    @Test
    void it_makes_changes_and_deletes_ports_on_networks_of_others_and_chooses_their_addresses() {
        Port port = port(
                ",'mac_address':'fa:16:3e:00:01:01','device_owner':'network:lb','fixed_ips':[{'ip_address':'10.0.0.9'}]",
                SERVICE);
        Port theirs = port(",'project_id':'harbours'", SERVICE);
        Port renamed = scenario.update(PORTS, port("", OWNER), "{'name':'behind a balancer'}", null, SERVICE);

        assertThat(port.project()).isEqualTo(SERVICE.project());
        assertThat(theirs.project()).isEqualTo(OWNER.project());
        assertThat(PORTS.render(renamed).path("name").asString()).isEqualTo("behind a balancer");

        scenario.newEvents();
        scenario.delete(PORTS, renamed, null, SERVICE);
        assertThat(scenario.newEventNames()).contains("PortDeleted");
    }

    @Test
    void another_project_may_do_none_of_that() {
        Caller other = caller("engines", "member");

        refusal(() -> port("", other)).is(404, "NetworkNotFound");
        refusal(() -> scenario.delete(PORTS, port("", OWNER), null, other)).is(404, "PortNotFound");
    }

    @Test
    void it_may_not_change_or_delete_a_network_though_it_sees_it() {
        refusal(() -> scenario.update(new NetworkDescription(), network, "{'name':'mine'}", null, SERVICE))
                .is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(new NetworkDescription(), network, null, SERVICE))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void what_it_may_not_even_read_is_not_there_for_it() {
        RouterDescription routers = new RouterDescription();
        Router router = scenario.create(routers, "{'name':'lock'}", OWNER);

        refusal(() -> scenario.delete(routers, router, null, SERVICE))
                .is(404, "HTTPNotFound")
                .says("The resource could not be found.");
        refusal(() -> scenario.delete(new SubnetDescription(), subnet, null, SERVICE))
                .is(404, "HTTPNotFound");
    }

    @Test
    void a_port_of_its_own_is_in_no_security_group_of_others() {
        var group = scenario.create(new SecurityGroupDescription(), "{'name':'theirs'}", OWNER);

        refusal(() -> port(",'security_groups':['" + group.id() + "']", SERVICE))
                .is(404, "SecurityGroupNotFound");
        assertThat(port(",'project_id':'harbours','security_groups':['" + group.id() + "']", SERVICE)
                        .project())
                .isEqualTo(OWNER.project());
    }

    @Test
    void a_port_of_its_own_has_no_qos_policy_of_others() {
        var policy =
                scenario.create(new QosPolicyDescription(), "{'name':'fast','project_id':'harbours'}", Scenario.ADMIN);

        refusal(() -> port(",'qos_policy_id':'" + policy.id() + "'", SERVICE)).is(404, "QosPolicyNotFound");
    }
}
