package org.portolan.command.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.RegisterAgent;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkCommand.ServeDhcp;
import org.portolan.api.node.DhcpDevice;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeRouter;
import org.portolan.api.node.NodeServices;
import org.portolan.api.node.ServedPort;
import org.portolan.api.node.Topology;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterCommand.TakeUpRouter;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.subnet.Subnet;
import org.portolan.command.Scenario;
import tools.jackson.databind.node.ObjectNode;

/** What hosts take up: routers that were scheduled to them, and networks that they tell addresses on. */
class ServedRoutersTest {

    private final Scenario scenario = Scenario.begin();

    private void agent(String type, String host) {
        scenario.commands()
                .execute(
                        new RegisterAgent(
                                type,
                                host,
                                "portolan-agent",
                                "N/A",
                                "nova",
                                Json.object(),
                                null,
                                List.of(),
                                Scenario.ADMIN),
                        Agent.class);
    }

    private void hosts(String... names) {
        int number = 1;
        for (String name : names) {
            scenario.host(name, "192.0.2." + number++, List.of(NetworkType.VXLAN));
        }
    }

    private Topology topology() {
        Topology topology = Topology.empty();
        for (var event : scenario.log()) {
            topology = topology.evolve(event);
        }
        return topology;
    }

    private NodePort port(PortId id) {
        return Objects.requireNonNull(topology().ports().get(id));
    }

    private List<ServedPort> servers(Network network) {
        NodeServices services = topology().services();
        return services.portsOf(network.id()).values().stream()
                .filter(ServedPort::isDhcpServer)
                .toList();
    }

    @Test
    void a_router_s_ports_are_bound_to_the_host_that_has_it_and_to_no_other() {
        hosts("node-1", "node-2");
        agent(Agent.L3, "node-1");
        Network network = scenario.network("{'name':'red'}");
        Subnet subnet = scenario.subnet4(network, "10.0.1.0/24");
        Router router = scenario.create(new RouterDescription(), "{'name':'r'}");
        scenario.commands()
                .execute(
                        new AddRouterInterface(router.id(), new Leg(subnet.id().toString(), null), Scenario.ADMIN),
                        ObjectNode.class);
        NodeRouter known =
                Objects.requireNonNull(topology().services().routers().get(router.id()));
        assertThat(known.agents()).hasSize(1);
        assertThat(port(known.ports().getFirst()).isBound()).isFalse();

        scenario.execute(new TakeUpRouter(router.id(), "node-2", Scenario.ADMIN));
        assertThat(port(known.ports().getFirst()).isBound()).isFalse();

        scenario.execute(new TakeUpRouter(router.id(), "node-1", Scenario.ADMIN));
        assertThat(port(known.ports().getFirst()).host()).isEqualTo("node-1");

        scenario.newEvents();
        scenario.execute(new TakeUpRouter(router.id(), "node-1", Scenario.ADMIN));
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void the_host_that_a_network_is_scheduled_to_gets_a_port_for_its_dhcp_server() {
        hosts("node-1", "node-2");
        agent(Agent.DHCP, "node-1");
        Network network = scenario.network("{'name':'red'}");
        Subnet first = scenario.subnet4(network, "10.0.1.0/24");
        agent(Agent.DHCP, "node-2");

        scenario.execute(new ServeDhcp(network.id(), "node-2", Scenario.ADMIN));
        assertThat(servers(network)).isEmpty();
        scenario.execute(new ServeDhcp(network.id(), "node-1", Scenario.ADMIN));

        assertThat(servers(network)).hasSize(1);
        ServedPort server = servers(network).getFirst();
        assertThat(server.deviceId()).isEqualTo(DhcpDevice.id("node-1", network.id()));
        assertThat(server.fixedIps()).extracting(FixedIp::subnetId).containsExactly(first.id());
        assertThat(port(server.id()).host()).isEqualTo("node-1");

        Subnet second = scenario.subnet4(network, "10.0.2.0/24");
        scenario.execute(new ServeDhcp(network.id(), "node-1", Scenario.ADMIN));
        assertThat(servers(network).getFirst().fixedIps())
                .extracting(FixedIp::subnetId)
                .containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(servers(network).getFirst().fixedIps())
                .contains(server.fixedIps().getFirst());

        scenario.newEvents();
        scenario.execute(new ServeDhcp(network.id(), "node-1", Scenario.ADMIN));
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_host_without_a_dhcp_agent_gets_no_port() {
        hosts("node-1");
        Network network = scenario.network("{'name':'red'}");
        scenario.subnet4(network, "10.0.1.0/24");

        scenario.execute(new ServeDhcp(network.id(), "node-1", Scenario.ADMIN));

        assertThat(servers(network)).isEmpty();
    }

    @Test
    void the_device_of_a_dhcp_server_is_neutron_s() {
        Network network = scenario.network("{'name':'red'}");

        assertThat(DhcpDevice.id("node1.example.org", network.id()))
                .isEqualTo("dhcp8461c769-9756-5dd2-a662-868702182d0e-" + network.id());
    }
}
