package org.portolan.command.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.MarkAgentAlive;
import org.portolan.api.agent.AgentCommand.MarkAgentDown;
import org.portolan.api.agent.AgentCommand.RegisterAgent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentId;
import org.portolan.api.json.Json;
import org.portolan.api.segment.NetworkType;
import org.portolan.command.Scenario;

class AgentReportsTest {

    private static final AgentDescription AGENTS = new AgentDescription();
    private static final AgentId NODE_1 = AgentId.of(Agent.OPEN_VSWITCH, "node-1");
    private static final List<NetworkType> VXLAN = List.of(NetworkType.VXLAN);

    private final Scenario scenario = Scenario.begin();

    @Test
    void an_agent_is_known_by_its_type_and_host_and_its_endpoint_by_what_it_says() {
        Agent agent = scenario.host("node-1", "10.77.0.1", VXLAN, "physnet1");

        assertThat(scenario.newEventNames()).containsExactly("AgentRegistered", "TunnelEndpointRegistered");
        assertThat(agent.id()).isEqualTo(NODE_1);
        assertThat(agent.alive()).isTrue();
        assertThat(agent.maps("physnet1")).isTrue();
        assertThat(agent.tunnelIp()).hasToString("10.77.0.1");
    }

    @Test
    void a_report_of_what_is_known_is_no_event() {
        scenario.host("node-1", "10.77.0.1", VXLAN, "physnet1");
        scenario.newEvents();

        scenario.host("node-1", "10.77.0.1", VXLAN, "physnet1");

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_report_tells_just_what_is_new() {
        scenario.host("node-1", "10.77.0.1", VXLAN, "physnet1");
        scenario.newEvents();

        scenario.host("node-1", "10.77.0.1", VXLAN, "physnet2");
        assertThat(scenario.newEventNames()).containsExactly("AgentConfigurationChanged");

        scenario.host("node-1", "10.77.0.9", VXLAN, "physnet2");
        assertThat(scenario.newEventNames()).containsExactly("TunnelEndpointRegistered");

        scenario.execute(new RegisterAgent(
                Agent.OPEN_VSWITCH, "node-1", "portolan-agent", "N/A", "nova", Json.object(), null, List.of(), ADMIN));
        assertThat(scenario.newEventNames()).containsExactly("AgentConfigurationChanged", "TunnelEndpointWithdrawn");
    }

    @Test
    void silence_and_its_end_are_told_once() {
        scenario.host("node-1", "10.77.0.1", VXLAN);
        scenario.newEvents();

        scenario.execute(new MarkAgentDown(NODE_1, ADMIN));
        scenario.execute(new MarkAgentDown(NODE_1, ADMIN));
        assertThat(scenario.newEventNames()).containsExactly("AgentWentDown");

        scenario.execute(new MarkAgentAlive(NODE_1, ADMIN));
        scenario.execute(new MarkAgentAlive(NODE_1, ADMIN));
        assertThat(scenario.newEventNames()).containsExactly("AgentRevived");

        scenario.execute(new MarkAgentDown(NODE_1, ADMIN));
        scenario.host("node-1", "10.77.0.1", VXLAN);
        assertThat(scenario.newEventNames()).containsExactly("AgentWentDown", "AgentRevived");
    }

    @Test
    void silence_of_an_unknown_agent_is_no_event() {
        scenario.execute(new MarkAgentDown(NODE_1, ADMIN));

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void operators_switch_agents_off_describe_them_and_strike_them_off() {
        Agent agent = scenario.host("node-1", "10.77.0.1", VXLAN);

        Agent off = scenario.update(AGENTS, agent, "{'admin_state_up':false,'description':'old'}");
        assertThat(off.isAdminStateUp()).isFalse();
        assertThat(AGENTS.render(off).path("description").stringValue()).isEqualTo("old");
        scenario.delete(AGENTS, agent);

        refusal(() -> scenario.update(AGENTS, agent, "{'admin_state_up':true}"))
                .is(404, "AgentNotFound")
                .says("Agent " + NODE_1 + " could not be found.");
        assertThat(scenario.host("node-1", "10.77.0.1", VXLAN).isAdminStateUp()).isTrue();
    }

    @Test
    void agents_are_made_by_themselves_only_and_not_for_members_to_see() {
        Agent agent = scenario.host("node-1", "10.77.0.1", VXLAN);

        refusal(() -> scenario.create(AGENTS, "{}")).is(404, "HTTPNotFound");
        refusal(() -> scenario.update(
                        AGENTS, agent, "{'admin_state_up':false}", null, Scenario.caller("engines", "member")))
                .is(404, "HTTPNotFound")
                .says("The resource could not be found.");
        refusal(() -> scenario.delete(AGENTS, agent, null, Scenario.caller("engines", "member")))
                .is(404, "HTTPNotFound");
        refusal(() -> scenario.update(AGENTS, agent, "{'host':'node-9'}"))
                .is(400, "HTTPBadRequest")
                .says("Cannot update read-only attribute host");
    }
}
