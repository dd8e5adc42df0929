package org.portolan.command.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.MarkAgentDown;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.SchedulingCommand.EvacuateAgent;
import org.portolan.api.agent.SchedulingCommand.MoveRouter;
import org.portolan.api.agent.SchedulingCommand.ScheduleRouter;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.command.Scenario;
import org.portolan.command.Scheduling;
import org.portolan.command.agent.AgentLoad;

class RouterSchedulingTest {

    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final AgentDescription AGENTS = new AgentDescription();

    private final Scenario scenario = Scenario.begin();

    private Agent l3(String host) {
        return scenario.agent(Agent.L3, host, "nova", "{}");
    }

    private Router router(String body) {
        return scenario.create(ROUTERS, body);
    }

    private Router now(Router router) {
        return scenario.update(ROUTERS, router, "{}");
    }

    private void add(Agent agent, Object router) {
        scenario.act(AGENTS, agent.id(), "POST l3-routers", "", "{'router_id':'" + router + "'}", Scenario.ADMIN);
    }

    private void remove(Agent agent, Object router) {
        scenario.act(AGENTS, agent.id(), "DELETE l3-routers/*", router.toString(), "{}", Scenario.ADMIN);
    }

    @Test
    void who_has_fewest_routers_gets_the_next_one() {
        Agent one = l3("node-1");
        Agent other = l3("node-2");
        for (int i = 0; i < 4; i++) {
            scenario.execute(new ScheduleRouter(router("{}").id(), Scenario.ADMIN));
        }
        Scenario failing = scenario;
        failing.execute(new MarkAgentDown(one.id(), Scenario.ADMIN));
        // Only what may move is told, and by default no router may: what each has is seen on the routers.
        assertThat(failing.commands()
                        .execute(new EvacuateAgent(one.id(), Scenario.ADMIN), AgentLoad.class)
                        .routers())
                .isEmpty();
        Router fifth = router("{}");
        scenario.execute(new ScheduleRouter(fifth.id(), Scenario.ADMIN));
        assertThat(now(fifth).agents()).containsExactly(other.id());
    }

    @Test
    void each_change_is_a_chance_for_a_router_that_no_agent_has_though_the_answer_does_not_show_it_yet() {
        Router router = router("{}");
        Agent agent = l3("node-1");

        assertThat(scenario.update(ROUTERS, router, "{'name':'x'}").agents()).isEmpty();
        assertThat(scenario.update(ROUTERS, router, "{'name':'y'}").agents()).containsExactly(agent.id());
    }

    @Test
    void operators_give_and_take_but_only_one_agent_has_a_router() {
        Agent one = l3("node-1");
        Agent other = l3("node-2");
        Router router = router("{}");

        add(one, router.id());
        add(one, router.id());
        assertThat(now(router).agents()).containsExactly(one.id());
        assertThat(now(router).availabilityZones()).containsExactly("nova");
        refusal(() -> add(other, router.id()))
                .is(409, "RouterHostedByL3Agent")
                .says("The router " + router.id() + " has been already hosted by the L3 Agent " + one.id() + ".");
        remove(other, router.id());
        assertThat(now(router).agents()).containsExactly(one.id());
        remove(one, router.id());
        remove(one, router.id());

        Router withNobody = now(router);
        assertThat(withNobody.agents()).isEmpty();
        assertThat(withNobody.availabilityZones()).isEmpty();
    }

    @Test
    void agents_that_cannot_have_a_router_are_refused_as_neutron_does() {
        Agent legacy = l3("node-1");
        Agent onCompute = scenario.agent(Agent.L3, "node-2", "nova", "{'agent_mode':'dvr'}");
        Agent dhcp = scenario.agent(Agent.DHCP, "node-3", "nova", "{}");
        Router router = router("{}");
        Router distributed = router("{'distributed':true}");

        refusal(() -> add(dhcp, router.id()))
                .is(404, "InvalidL3Agent")
                .says("Agent " + dhcp.id() + " is not a L3 Agent or has been disabled");
        refusal(() -> add(onCompute, router.id())).is(409, "DVRL3CannotAssignToDvrAgent");
        refusal(() -> remove(onCompute, router.id())).is(409, "DVRL3CannotRemoveFromDvrAgent");
        refusal(() -> add(legacy, distributed.id()))
                .is(409, "RouterL3AgentMismatch")
                .says("Cannot host distributed router " + distributed.id() + " on legacy L3 agent " + legacy.id()
                        + ".");
        refusal(() -> add(legacy, "00000000-0000-0000-0000-000000000000")).is(404, "RouterNotFound");
        scenario.update(AGENTS, legacy, "{'admin_state_up':false}");
        refusal(() -> add(legacy, router.id())).is(404, "InvalidL3Agent");
        scenario.execute(new ScheduleRouter(router.id(), Scenario.ADMIN));
        assertThat(now(router).agents()).isEmpty();
    }

    @Test
    void a_highly_available_router_is_with_several_agents_from_the_start() {
        Scenario two = Scenario.begin(new Scheduling(1, true, true, true, false, 2));
        for (String host : new String[] {"node-1", "node-2", "node-3"}) {
            two.agent(Agent.L3, host, "nova", "{}");
        }

        Router router = two.create(ROUTERS, "{'ha':true}");

        assertThat(two.update(ROUTERS, router, "{}").agents()).hasSize(2);
    }

    @Test
    void a_router_that_becomes_another_kind_is_given_anew() {
        Agent one = l3("node-1");
        l3("node-2");
        Router router = router("{'admin_state_up':false}");
        add(one, router.id());

        scenario.update(ROUTERS, router, "{'ha':true}");

        assertThat(now(router).agents()).hasSize(2);
    }

    @Test
    void a_dead_agents_router_moves_where_that_is_wished() {
        Scenario moving = Scenario.begin(new Scheduling(1, true, true, true, true, 3));
        Agent dead = moving.agent(Agent.L3, "node-1", "nova", "{}");
        Router router = moving.create(ROUTERS, "{}");
        moving.execute(new ScheduleRouter(router.id(), Scenario.ADMIN));
        moving.execute(new MarkAgentDown(dead.id(), Scenario.ADMIN));
        assertThat(moving.commands()
                        .execute(new EvacuateAgent(dead.id(), Scenario.ADMIN), AgentLoad.class)
                        .routers())
                .containsExactly(router.id());
        moving.execute(new MoveRouter(router.id(), dead.id(), Scenario.ADMIN));
        assertThat(moving.update(ROUTERS, router, "{}").agents()).containsExactly(dead.id());

        Agent other = moving.agent(Agent.L3, "node-2", "nova", "{}");
        moving.newEvents();
        moving.execute(new MoveRouter(router.id(), dead.id(), Scenario.ADMIN));

        assertThat(moving.newEventNames())
                .containsExactly("RouterUnscheduled", "RouterReleased", "RouterScheduled", "RouterHosted");
        assertThat(moving.update(ROUTERS, router, "{}").agents()).containsExactly(other.id());
    }

    @Test
    void hints_at_zones_must_be_zones_of_agents_that_have_routers() {
        scenario.agent(Agent.DHCP, "node-1", "east", "{}");

        refusal(() -> router("{'availability_zone_hints':['east']}")).is(404, "AvailabilityZoneNotFound");
    }

    @Test
    void an_agent_that_is_struck_off_has_no_routers_any_more() {
        Agent agent = l3("node-1");
        Router router = router("{}");
        add(agent, router.id());

        scenario.delete(AGENTS, agent);

        Router withNobody = now(router);
        assertThat(withNobody.agents()).isEmpty();
        assertThat(withNobody.availabilityZones()).isEmpty();
    }
}
