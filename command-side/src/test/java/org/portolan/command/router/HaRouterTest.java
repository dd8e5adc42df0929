package org.portolan.command.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.MarkAgentDown;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentId;
import org.portolan.api.agent.SchedulingCommand.MoveRouter;
import org.portolan.api.agent.SchedulingCommand.ScheduleRouter;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkEvent.NetworkDeleted;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterCommand.ReportHaState;
import org.portolan.api.router.RouterCommand.TakeUpRouter;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.VirtualRouter;
import org.portolan.api.router.VirtualRouter.Instance;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetEvent.SubnetCreated;
import org.portolan.command.Scenario;
import org.portolan.command.Scheduling;
import tools.jackson.databind.node.ObjectNode;

/** Routers that several agents have: their network, their numbers, their ports, and who of them is active. */
class HaRouterTest {

    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final AgentDescription AGENTS = new AgentDescription();

    private final Scenario scenario = Scenario.begin(new Scheduling(1, true, true, true, true, 3));

    private Agent host(String name, int number) {
        scenario.host(name, "192.0.2." + number, List.of(NetworkType.VXLAN));
        return scenario.agent(Agent.L3, name, "nova", "{}");
    }

    private Router router(String body) {
        return scenario.create(ROUTERS, body);
    }

    private Router now(Router router) {
        return scenario.update(ROUTERS, router, "{}");
    }

    private VirtualRouter virtual(Router router) {
        return now(router).virtualRouter().orElseThrow();
    }

    private Topology topology() {
        Topology topology = Topology.empty();
        for (var event : scenario.log()) {
            topology = topology.evolve(event);
        }
        return topology;
    }

    private String hostOf(PortId port) {
        NodePort known = Objects.requireNonNull(topology().ports().get(port));
        return known.isBound() ? known.host() : "";
    }

    private void report(Router router, String host, String state) {
        scenario.execute(new ReportHaState(router.id(), host, state, Scenario.ADMIN));
    }

    private <T> List<T> happened(Class<T> kind) {
        return scenario.newEvents().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Test
    void the_first_router_of_a_project_gets_it_a_network_of_nobody_as_neutron_makes_it() {
        host("node-1", 1);
        scenario.newEvents();
        Router router = router("{'ha':true}");

        List<org.portolan.api.event.Event> events = scenario.newEvents();
        NetworkCreated network = events.stream()
                .filter(NetworkCreated.class::isInstance)
                .map(NetworkCreated.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(network.projectId().value()).isEmpty();
        assertThat(network.attributes().get(NetworkDescription.NAME))
                .isEqualTo("HA network tenant " + router.project());
        SubnetCreated subnet = events.stream()
                .filter(SubnetCreated.class::isInstance)
                .map(SubnetCreated.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(subnet.attributes().json("cidr").asString()).isEqualTo("169.254.192.0/18");
        assertThat(subnet.attributes().json("name").asString()).isEqualTo("HA subnet tenant " + router.project());
        assertThat(subnet.attributes().json("gateway_ip").isNull()).isTrue();
        assertThat(subnet.attributes().json("enable_dhcp").asBoolean()).isFalse();
        assertThat(virtual(router).networkId()).isEqualTo(network.id());

        scenario.newEvents();
        router("{'ha':true}");
        assertThat(happened(NetworkCreated.class)).isEmpty();
    }

    @Test
    void each_agent_has_a_port_on_its_host_that_no_group_restricts() {
        host("node-1", 1);
        host("node-2", 2);
        scenario.newEvents();
        Router router = router("{'ha':true}");

        List<PortCreated> ports = happened(PortCreated.class);
        assertThat(ports).hasSize(2).allSatisfy(port -> {
            Attributes attributes = port.attributes();
            assertThat(attributes.get(PortDescription.NAME)).isEqualTo("HA port tenant " + router.project());
            assertThat(attributes.get(PortDescription.DEVICE_OWNER)).isEqualTo("network:router_ha_interface");
            assertThat(attributes.get(PortDescription.DEVICE_ID))
                    .isEqualTo(router.id().toString());
            assertThat(attributes.get(PortDescription.SECURITY_GROUPS)).isEmpty();
            assertThat(port.projectId().value()).isEmpty();
            assertThat(port.fixedIps()).hasSize(1);
        });
        assertThat(virtual(router).instances())
                .extracting(instance -> hostOf(instance.portId()), Instance::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("node-1", "standby"),
                        org.assertj.core.groups.Tuple.tuple("node-2", "standby"));
    }

    @Test
    void routers_of_a_project_have_numbers_of_their_own_and_a_number_comes_back() {
        host("node-1", 1);
        Router first = router("{'ha':true}");
        Router second = router("{'ha':true}");
        assertThat(virtual(first).number()).isEqualTo(1);
        assertThat(virtual(second).number()).isEqualTo(2);

        scenario.delete(ROUTERS, first);
        assertThat(virtual(router("{'ha':true}")).number()).isEqualTo(1);
    }

    @Test
    void a_project_has_no_more_than_254_of_them() {
        for (int i = 0; i < 254; i++) {
            router("{'ha':true}");
        }

        refusal(() -> router("{'ha':true}")).is(409, "NoVRIDAvailable");
    }

    @Test
    void the_network_goes_with_the_last_router() {
        host("node-1", 1);
        Router first = router("{'ha':true}");
        Router second = router("{'ha':true}");
        scenario.newEvents();

        scenario.delete(ROUTERS, first);
        assertThat(happened(NetworkDeleted.class)).isEmpty();
        scenario.delete(ROUTERS, second);
        assertThat(scenario.newEventNames()).contains("PortDeleted", "NetworkDeleted", "HaNetworkRemoved");

        Router third = router("{'ha':true}");
        assertThat(virtual(third).number()).isEqualTo(1);
    }

    @Test
    void who_is_told_to_be_active_has_the_ports_and_who_was_loses_them() {
        host("node-1", 1);
        host("node-2", 2);
        Network network = scenario.network("{'name':'red'}");
        Subnet subnet = scenario.subnet4(network, "10.0.1.0/24");
        Router router = router("{'ha':true}");
        scenario.commands()
                .execute(
                        new AddRouterInterface(router.id(), new Leg(subnet.id().toString(), null), Scenario.ADMIN),
                        ObjectNode.class);
        PortId leg = now(router).interfaces().getFirst().portId();
        scenario.execute(new TakeUpRouter(router.id(), "node-1", Scenario.ADMIN));
        assertThat(hostOf(leg)).as("nobody is active yet").isEmpty();

        report(router, "node-2", "active");
        assertThat(hostOf(leg)).isEqualTo("node-2");
        assertThat(virtual(router).primary()).isEqualTo(AgentId.of(Agent.L3, "node-2"));

        report(router, "node-1", "active");
        assertThat(hostOf(leg)).isEqualTo("node-1");
        report(router, "node-2", "standby");
        assertThat(hostOf(leg)).isEqualTo("node-1");
        assertThat(virtual(router).instances())
                .extracting(Instance::agentId, Instance::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(AgentId.of(Agent.L3, "node-1"), "active"),
                        org.assertj.core.groups.Tuple.tuple(AgentId.of(Agent.L3, "node-2"), "standby"));

        scenario.newEvents();
        report(router, "node-1", "active");
        report(router, "node-3", "active");
        scenario.execute(new TakeUpRouter(router.id(), "node-2", Scenario.ADMIN));
        assertThat(scenario.newEvents()).as("no news, or not theirs to say").isEmpty();
        scenario.execute(new ReportHaState(
                new org.portolan.api.router.RouterId(UUID.randomUUID()), "node-1", "active", Scenario.ADMIN));
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void an_agent_that_loses_the_router_loses_its_port() {
        Agent one = host("node-1", 1);
        host("node-2", 2);
        Router router = router("{'ha':true}");
        scenario.newEvents();

        scenario.act(AGENTS, one.id(), "DELETE l3-routers/*", router.id().toString(), "{}", Scenario.ADMIN);
        assertThat(happened(PortDeleted.class)).hasSize(1);
        assertThat(virtual(router).instances()).hasSize(1);

        scenario.act(AGENTS, one.id(), "POST l3-routers", "", "{'router_id':'" + router.id() + "'}", Scenario.ADMIN);
        assertThat(virtual(router).instances()).hasSize(2);
        scenario.delete(AGENTS, one);
        assertThat(virtual(router).instances()).hasSize(1);
        assertThat(now(router).agents()).hasSize(1);
    }

    @Test
    void an_agent_that_comes_gets_the_routers_that_too_few_have() {
        host("node-1", 1);
        Router router = router("{'ha':true}");
        assertThat(virtual(router).instances()).hasSize(1);

        host("node-2", 2);
        scenario.execute(new ScheduleRouter(router.id(), Scenario.ADMIN));

        assertThat(virtual(router).instances()).hasSize(2);
    }

    @Test
    void a_dead_agent_keeps_it_since_others_have_it_too() {
        Agent one = host("node-1", 1);
        host("node-2", 2);
        Router router = router("{'ha':true}");
        host("node-3", 3);
        scenario.execute(new MarkAgentDown(one.id(), Scenario.ADMIN));

        scenario.execute(new MoveRouter(router.id(), one.id(), Scenario.ADMIN));

        assertThat(now(router).agents()).contains(one.id());
    }

    @Test
    void a_router_becomes_highly_available_and_single_again() {
        host("node-1", 1);
        host("node-2", 2);
        Router router = router("{'admin_state_up':false}");
        scenario.update(ROUTERS, router, "{'ha':true}");
        assertThat(virtual(router).instances()).hasSize(2);

        scenario.newEvents();
        scenario.update(ROUTERS, router, "{'ha':false}");
        assertThat(scenario.newEventNames()).contains("VirtualRouterEnded", "NetworkDeleted");
        assertThat(now(router).virtualRouter()).isEmpty();
    }

    @Test
    void nodes_are_told_of_number_ports_and_who_is_active() {
        host("node-1", 1);
        Router router = router("{'ha':true}");
        report(router, "node-1", "active");

        VirtualRouter told = Objects.requireNonNull(
                Objects.requireNonNull(topology().services().routers().get(router.id()))
                        .virtualRouter());
        assertThat(told).isEqualTo(virtual(router));
        assertThat(told.hasActivePrimary()).isTrue();
        assertThat(Json.value(Json.tree(told), new tools.jackson.core.type.TypeReference<VirtualRouter>() {}))
                .isEqualTo(told);
    }
}
