package org.portolan.command.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.floatingip.FloatingIp.Association;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterCommand.RemoveRouterInterface;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterInterface;
import org.portolan.api.subnet.Subnet;
import org.portolan.command.Scenario;

/** Whatever clients ask of routers, ports and floating IPs, in whatever order: what is told of one agrees with the others. */
class RouterInvariantsTest {

    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final FloatingIpDescription FLOATING_IPS = new FloatingIpDescription();
    private static final PortDescription PORTS = new PortDescription();

    record Request(int kind, int which, int other) {}

    @Provide
    Arbitrary<List<Request>> requests() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 5))
                .as(Request::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(50);
    }

    @Property(tries = 150)
    void routers_ports_and_floating_ips_agree_about_each_other(@ForAll("requests") List<Request> requests) {
        Clients clients = new Clients();
        requests.forEach(clients::send);
        new Told(clients.scenario.log()).requireAgreement();
    }

    private static final class Clients {

        private final Scenario scenario = Scenario.begin();
        private final List<Network> outside = new ArrayList<>();
        private final List<Subnet> inside = new ArrayList<>();
        private final List<Network> networks = new ArrayList<>();
        private final List<Router> routers = new ArrayList<>();
        private final List<Port> ports = new ArrayList<>();
        private final List<FloatingIp> floatingIps = new ArrayList<>();

        Clients() {
            for (int i = 0; i < 2; i++) {
                Network external = scenario.network("{'router:external':true}");
                scenario.subnet4(external, "203.0." + i + ".0/28");
                outside.add(external);
                Network network = scenario.network("{}");
                networks.add(network);
                inside.add(scenario.subnet4(network, "10.0." + i + ".0/24"));
                inside.add(scenario.subnet(network, "'ip_version':6,'cidr':'2001:db8:" + i + "::/64'"));
                routers.add(scenario.create(ROUTERS, "{}"));
                ports.add(scenario.port(network, ""));
            }
        }

        void send(Request request) {
            try {
                carryOut(request);
            } catch (NeutronError refused) {
                assertThat(refused.status()).isIn(400, 404, 409);
            }
        }

        private void carryOut(Request request) {
            Router router = one(routers, request.which());
            Port port = one(ports, request.which());
            switch (request.kind()) {
                case 0, 1 ->
                    scenario.update(
                            ROUTERS,
                            router,
                            "{'external_gateway_info':{'network_id':'"
                                    + one(outside, request.other()).id() + "'}}");
                case 2 -> scenario.update(ROUTERS, router, "{'external_gateway_info':null}");
                case 3, 4 -> scenario.execute(new AddRouterInterface(router.id(), leg(request), Scenario.ADMIN));
                case 5 -> scenario.execute(new RemoveRouterInterface(router.id(), leg(request), Scenario.ADMIN));
                case 6 ->
                    scenario.execute(new AddRouterInterface(
                            router.id(),
                            new Leg(null, one(ports, request.other()).id().toString()),
                            Scenario.ADMIN));
                case 7, 8 ->
                    floatingIps.add(scenario.create(
                            FLOATING_IPS,
                            "{'floating_network_id':'"
                                    + one(outside, request.other()).id() + "','port_id':'" + port.id() + "'}"));
                case 9 -> {
                    if (!floatingIps.isEmpty()) {
                        scenario.update(
                                FLOATING_IPS,
                                one(floatingIps, request.which()),
                                request.other() < 3
                                        ? "{'port_id':null}"
                                        : "{'port_id':'"
                                                + one(ports, request.other()).id() + "'}");
                    }
                }
                case 10 -> scenario.delete(PORTS, port);
                case 11 -> ports.add(scenario.port(one(networks, request.which()), ""));
                default -> {
                    scenario.delete(ROUTERS, router);
                    routers.add(scenario.create(ROUTERS, "{}"));
                }
            }
        }

        private Leg leg(Request request) {
            return new Leg(one(inside, request.other()).id().toString(), null);
        }

        private static <T> T one(List<T> all, int which) {
            return all.get(which % all.size());
        }
    }

    /** What the log tells of everything in the end. */
    private static final class Told {

        private final Map<Object, Router> routers = new HashMap<>();
        private final Map<Object, Port> ports = new HashMap<>();
        private final Map<Object, FloatingIp> floatingIps = new HashMap<>();

        Told(List<Recorded<?>> log) {
            for (Recorded<?> recorded : log) {
                fold(ROUTERS, routers, recorded);
                fold(PORTS, ports, recorded);
                fold(FLOATING_IPS, floatingIps, recorded);
            }
        }

        private static <S extends Resource> void fold(
                ResourceDescription<S> description, Map<Object, S> states, Recorded<?> recorded) {
            if (recorded.stream().type().equals(description.family().streamType())) {
                UUID key = UUID.fromString(recorded.stream().key());
                S after = description.evolve(states.get(key), recorded);
                if (after == null) {
                    states.remove(key);
                } else {
                    states.put(key, after);
                }
            }
        }

        void requireAgreement() {
            Set<Object> held = new HashSet<>();
            routers.values().forEach(router -> requirePorts(router, held));
            for (FloatingIp floatingIp : floatingIps.values()) {
                assertThat(ports.get(floatingIp.floatingPortId().value())).isNotNull();
                held.add(floatingIp.floatingPortId().value());
                requireWay(floatingIp);
            }
            ports.forEach((id, port) ->
                    assertThat(port.deviceOwner().startsWith("network:")).isEqualTo(held.contains(id)));
            assertThat(floatingIps.values().stream()
                            .filter(floatingIp -> floatingIp.association() != null)
                            .map(floatingIp -> List.of(
                                    floatingIp.floatingNetworkId(), Objects.requireNonNull(floatingIp.association()))))
                    .doesNotHaveDuplicates();
        }

        private void requirePorts(Router router, Set<Object> held) {
            RouterGateway gateway = router.gateway();
            if (gateway != null) {
                Port port = Objects.requireNonNull(ports.get(gateway.portId().value()));
                assertThat(port.fixedIps()).isEqualTo(gateway.externalFixedIps());
                held.add(gateway.portId().value());
            }
            for (RouterInterface leg : router.interfaces()) {
                Port port = Objects.requireNonNull(ports.get(leg.portId().value()));
                assertThat(port.fixedIps()).isEqualTo(leg.fixedIps());
                assertThat(port.attributes().get(PortDescription.DEVICE_ID))
                        .isEqualTo(router.id().toString());
                assertThat(held.add(leg.portId().value())).isTrue();
            }
        }

        private void requireWay(FloatingIp floatingIp) {
            Association association = floatingIp.association();
            if (association == null) {
                assertThat(floatingIp.routerId()).isNull();
                return;
            }
            Port port = Objects.requireNonNull(ports.get(association.portId().value()));
            // The port may have lost that address since, as the leg of another router: the floating IP goes on leading
            // there.
            Router router = Objects.requireNonNull(
                    routers.get(Objects.requireNonNull(floatingIp.routerId()).value()));
            assertThat(Objects.requireNonNull(router.gateway()).networkId()).isEqualTo(floatingIp.floatingNetworkId());
            assertThat(router.interfaces()).anyMatch(leg -> leg.networkId().equals(port.networkId()));
        }
    }
}
