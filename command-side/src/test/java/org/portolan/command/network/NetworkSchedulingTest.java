package org.portolan.command.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.MarkAgentDown;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.SchedulingCommand.EvacuateAgent;
import org.portolan.api.agent.SchedulingCommand.MoveNetwork;
import org.portolan.api.agent.SchedulingCommand.ScheduleNetwork;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.segment.NetworkType;
import org.portolan.command.Scenario;
import org.portolan.command.Scheduling;
import org.portolan.command.agent.AgentLoad;

class NetworkSchedulingTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final AgentDescription AGENTS = new AgentDescription();
    private static final Caller TENANT = Scenario.caller("tenant", "member");

    private final Scenario scenario = Scenario.begin();

    private Agent dhcp(String host, String zone) {
        scenario.host(host, "10.77.0." + host.substring(5), List.of(NetworkType.VXLAN));
        return scenario.agent(Agent.DHCP, host, zone, "{}");
    }

    private Network now(Network network) {
        return scenario.update(NETWORKS, network, "{}");
    }

    private void add(Agent agent, Object network) {
        scenario.act(AGENTS, agent.id(), "POST dhcp-networks", "", "{'network_id':'" + network + "'}", Scenario.ADMIN);
    }

    private void remove(Agent agent, Object network) {
        scenario.act(AGENTS, agent.id(), "DELETE dhcp-networks/*", network.toString(), "{}", Scenario.ADMIN);
    }

    @Test
    void a_network_gets_its_agent_with_its_first_subnet_and_not_before() {
        Agent agent = dhcp("node-1", "nova");
        Network network = scenario.network("{}");
        assertThat(network.dhcpAgents()).isEmpty();
        assertThat(NETWORKS.render(network).path("availability_zones")).isEmpty();

        scenario.subnet4(network, "10.0.0.0/24");

        assertThat(now(network).dhcpAgents()).containsExactly(agent.id());
        assertThat(NETWORKS.render(now(network)).path("availability_zones")).hasToString("[\"nova\"]");
        scenario.newEvents();
        scenario.subnet4(network, "10.0.1.0/24");
        assertThat(scenario.newEventNames()).doesNotContain("NetworkScheduled");
    }

    @Test
    void a_port_is_reason_enough() {
        Agent agent = dhcp("node-1", "nova");
        Network network = scenario.network("{}");

        scenario.port(network, "");

        assertThat(now(network).dhcpAgents()).containsExactly(agent.id());
    }

    @Test
    void who_has_least_gets_the_next_network() {
        Agent one = dhcp("node-1", "nova");
        Agent other = dhcp("node-2", "nova");

        for (int i = 0; i < 4; i++) {
            scenario.subnet4(scenario.network("{}"), "10.0.0.0/24");
        }

        AgentLoad ofOne = load(one);
        assertThat(ofOne.networks()).hasSize(2);
        assertThat(load(other).networks()).hasSize(2).doesNotContainAnyElementsOf(ofOne.networks());
    }

    private AgentLoad load(Agent agent) {
        scenario.execute(new MarkAgentDown(agent.id(), Scenario.ADMIN));
        return scenario.commands().execute(new EvacuateAgent(agent.id(), Scenario.ADMIN), AgentLoad.class);
    }

    @Test
    void hints_at_zones_are_kept_to_and_must_be_zones_of_such_agents() {
        dhcp("node-1", "east");
        Agent west = dhcp("node-2", "west");
        scenario.agent(Agent.L3, "node-3", "north", "{}");

        Network network = scenario.network("{'availability_zone_hints':['west']}");
        scenario.subnet4(network, "10.0.0.0/24");

        assertThat(now(network).dhcpAgents()).containsExactly(west.id());
        refusal(() -> scenario.network("{'availability_zone_hints':['west','north']}"))
                .is(404, "AvailabilityZoneNotFound")
                .says("AvailabilityZone north could not be found.");
    }

    @Test
    void several_agents_of_a_network_are_in_several_zones_where_there_are() {
        Scenario two = Scenario.begin(new Scheduling(2, true, true, true, false, 3));
        for (String host : List.of("node-1", "node-2", "node-3")) {
            two.host(host, "10.77.0." + host.substring(5), List.of(NetworkType.VXLAN));
            two.agent(Agent.DHCP, host, host.equals("node-3") ? "west" : "east", "{}");
        }
        Network network = two.network("{}");
        two.subnet4(network, "10.0.0.0/24");

        assertThat(NETWORKS.render(two.update(NETWORKS, network, "{}")).path("availability_zones"))
                .hasToString("[\"east\",\"west\"]");
    }

    @Test
    void agents_that_are_down_or_switched_off_or_on_hosts_out_of_reach_get_nothing() {
        Agent down = dhcp("node-1", "nova");
        Agent off = dhcp("node-2", "nova");
        scenario.agent(Agent.DHCP, "node-3", "nova", "{}");
        scenario.execute(new MarkAgentDown(down.id(), Scenario.ADMIN));
        scenario.update(AGENTS, off, "{'admin_state_up':false}");
        Network network = scenario.network("{}");

        scenario.subnet4(network, "10.0.0.0/24");

        assertThat(now(network).dhcpAgents()).isEmpty();
        scenario.update(AGENTS, off, "{'admin_state_up':true}");
        scenario.execute(new ScheduleNetwork(network.id(), Scenario.ADMIN));
        assertThat(now(network).dhcpAgents()).containsExactly(off.id());
    }

    @Test
    void what_waits_is_given_to_an_agent_that_comes_if_it_has_dhcp() {
        Network without = scenario.network("{}");
        scenario.subnet(without, "'ip_version':4,'cidr':'10.0.0.0/24','enable_dhcp':false");
        Network with = scenario.network("{}");
        scenario.subnet4(with, "10.0.0.0/24");
        Agent agent = dhcp("node-1", "nova");

        scenario.execute(new ScheduleNetwork(without.id(), Scenario.ADMIN));
        scenario.execute(new ScheduleNetwork(with.id(), Scenario.ADMIN));

        assertThat(now(without).dhcpAgents()).isEmpty();
        assertThat(now(with).dhcpAgents()).containsExactly(agent.id());
    }

    @Test
    void operators_give_and_take_beyond_the_number_that_is_configured() {
        Agent one = dhcp("node-1", "nova");
        Network network = scenario.network("{}");
        scenario.subnet4(network, "10.0.0.0/24");
        Agent other = dhcp("node-2", "nova");
        scenario.newEvents();

        add(other, network.id());
        assertThat(scenario.newEventNames()).containsExactly("NetworkScheduled", "NetworkHosted");
        remove(one, network.id());

        assertThat(scenario.newEventNames()).containsExactly("NetworkUnscheduled", "NetworkReleased");
        assertThat(now(network).dhcpAgents()).containsExactly(other.id());
    }

    @Test
    void what_cannot_be_given_or_taken_is_refused_as_neutron_does() {
        Agent agent = dhcp("node-1", "nova");
        Agent switchAgent = scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        Network network = scenario.network("{}");
        add(agent, network.id());

        refusal(() -> add(agent, network.id()))
                .is(409, "NetworkHostedByDHCPAgent")
                .says("The network " + network.id() + " has been already hosted by the DHCP Agent " + agent.id() + ".");
        refusal(() -> add(switchAgent, network.id()))
                .is(404, "InvalidDHCPAgent")
                .says("Agent " + switchAgent.id() + " is not a valid DHCP Agent or has been disabled.");
        refusal(() -> add(agent, "00000000-0000-0000-0000-000000000000")).is(404, "NetworkNotFound");
        remove(agent, network.id());
        refusal(() -> remove(agent, network.id()))
                .is(409, "NetworkNotHostedByDhcpAgent")
                .says("The network " + network.id() + " is not hosted by the DHCP Agent " + agent.id() + ".");
        refusal(() -> remove(agent, "abc")).is(409, "NetworkNotHostedByDhcpAgent");
        scenario.update(AGENTS, agent, "{'admin_state_up':false}");
        refusal(() -> add(agent, network.id())).is(404, "InvalidDHCPAgent");
        refusal(() -> scenario.act(
                        AGENTS, agent.id(), "POST dhcp-networks", "", "{'network_id':'" + network.id() + "'}", TENANT))
                .is(403, "PolicyNotAuthorized")
                .says("rule:create_dhcp-network is disallowed by policy");
    }

    @Test
    void a_dead_agents_networks_are_given_to_one_that_lives_and_to_none_while_none_does() {
        Agent dead = dhcp("node-1", "nova");
        Network network = scenario.network("{}");
        scenario.subnet4(network, "10.0.0.0/24");
        scenario.execute(new MarkAgentDown(dead.id(), Scenario.ADMIN));
        scenario.newEvents();

        scenario.execute(new MoveNetwork(network.id(), dead.id(), Scenario.ADMIN));
        assertThat(scenario.newEvents()).isEmpty();
        Agent other = dhcp("node-2", "nova");
        scenario.newEvents();
        scenario.execute(new MoveNetwork(network.id(), dead.id(), Scenario.ADMIN));

        assertThat(scenario.newEventNames())
                .containsExactly("NetworkUnscheduled", "NetworkReleased", "NetworkScheduled", "NetworkHosted");
        assertThat(now(network).dhcpAgents()).containsExactly(other.id());
    }

    @Test
    void an_agent_that_lives_keeps_its_networks() {
        Agent alive = dhcp("node-1", "nova");
        dhcp("node-2", "nova");
        Network network = scenario.network("{}");
        scenario.subnet4(network, "10.0.0.0/24");
        scenario.newEvents();

        scenario.execute(new MoveNetwork(network.id(), alive.id(), Scenario.ADMIN));

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void the_dhcp_port_of_an_agent_that_loses_a_network_waits_for_the_next_one() {
        Agent agent = dhcp("node-1", "nova");
        Network network = scenario.network("{}");
        scenario.subnet4(network, "10.0.0.0/24");
        Port port =
                scenario.port(network, "'device_owner':'network:dhcp','device_id':'dhcp-1','binding:host_id':'node-1'");

        remove(agent, network.id());

        assertThat(scenario.now(port).attributes().json("device_id").asString()).isEqualTo("reserved_dhcp_port");
    }

    @Test
    void an_agent_that_is_struck_off_has_nothing_any_more_and_neither_has_one_whose_network_is_gone() {
        Agent one = dhcp("node-1", "nova");
        Network network = scenario.network("{}");
        scenario.subnet4(network, "10.0.0.0/24");
        scenario.newEvents();

        scenario.delete(AGENTS, one);
        assertThat(scenario.newEventNames())
                .containsExactly("NetworkUnscheduled", "NetworkReleased", "AgentDeleted", "DhcpHostLeft");
        assertThat(now(network).dhcpAgents()).isEmpty();

        Agent other = dhcp("node-2", "nova");
        add(other, network.id());
        scenario.delete(NETWORKS, network);
        assertThat(load(other).networks()).isEmpty();
    }
}
