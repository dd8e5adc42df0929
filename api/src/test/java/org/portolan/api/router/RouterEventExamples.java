package org.portolan.api.router;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpAssociated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpCreated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDeleted;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDisassociated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpStatusChanged;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpUpdated;
import org.portolan.api.floatingip.FloatingIpEvent.ForwardingAdded;
import org.portolan.api.floatingip.FloatingIpEvent.ForwardingRemoved;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.floatingip.TranslationEvent.PortForwarded;
import org.portolan.api.floatingip.TranslationEvent.PortTranslated;
import org.portolan.api.floatingip.TranslationEvent.PortUnforwarded;
import org.portolan.api.floatingip.TranslationEvent.PortUntranslated;
import org.portolan.api.json.EventExamples;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkEvent.GatewayAttached;
import org.portolan.api.network.NetworkEvent.GatewayDetached;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.portforwarding.PortForwardingDescription;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingCreated;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingDeleted;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingUpdated;
import org.portolan.api.portforwarding.PortForwardingId;
import org.portolan.api.portforwarding.PortRange;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.HaNetworkEvent.HaNetworkMade;
import org.portolan.api.router.HaNetworkEvent.HaNetworkRemoved;
import org.portolan.api.router.HaNetworkEvent.VirtualRouterNumberReleased;
import org.portolan.api.router.HaNetworkEvent.VirtualRouterNumberTaken;
import org.portolan.api.router.RouterEvent.FloatingIpRouted;
import org.portolan.api.router.RouterEvent.FloatingIpUnrouted;
import org.portolan.api.router.RouterEvent.HaPortAttached;
import org.portolan.api.router.RouterEvent.HaPortDetached;
import org.portolan.api.router.RouterEvent.HaStateChanged;
import org.portolan.api.router.RouterEvent.RouterCreated;
import org.portolan.api.router.RouterEvent.RouterDeleted;
import org.portolan.api.router.RouterEvent.RouterGatewayCleared;
import org.portolan.api.router.RouterEvent.RouterGatewaySet;
import org.portolan.api.router.RouterEvent.RouterInterfaceAttached;
import org.portolan.api.router.RouterEvent.RouterInterfaceDetached;
import org.portolan.api.router.RouterEvent.RouterScheduled;
import org.portolan.api.router.RouterEvent.RouterUpdated;
import org.portolan.api.router.RouterEvent.VirtualRouterEnded;
import org.portolan.api.router.RouterEvent.VirtualRouterNumbered;
import org.portolan.api.router.RouterHostEvent.RouterHostJoined;
import org.portolan.api.router.RouterHostEvent.RouterHostLeft;
import org.portolan.api.subnet.SubnetEvent.RouterAttached;
import org.portolan.api.subnet.SubnetEvent.RouterDetached;
import org.portolan.api.subnet.SubnetId;

/** Examples of what happens to routers, floating IPs and port forwardings. */
@AutoService(EventExamples.class)
public final class RouterEventExamples implements EventExamples {

    private static final ProjectId PROJECT = new ProjectId("engines");
    private static final RouterId ROUTER = RouterId.of("44444444-4444-4444-4444-444444444444");
    private static final AgentId AGENT = AgentId.of(Agent.L3, "net-1");
    private static final NetworkId SEA = new NetworkId(id('a'));
    private static final NetworkId INSIDE = new NetworkId(id('b'));
    private static final SubnetId SHORE = new SubnetId(id('c'));
    private static final SubnetId SUBNET = new SubnetId(id('d'));
    private static final PortId GATEWAY_PORT = new PortId(id('e'));
    private static final PortId LEG_PORT = new PortId(id('f'));
    private static final PortId VM = new PortId(id('1'));
    private static final PortId FLOATING_PORT = new PortId(id('2'));
    private static final FloatingIpId FLOATING_IP = new FloatingIpId(id('3'));
    private static final PortForwardingId FORWARDING_ID = new PortForwardingId(id('5'));
    private static final Forwarding FORWARDING = new Forwarding(
            FORWARDING_ID, "tcp", PortRange.of(80), VM, Json.address("10.0.0.9"), new PortRange(8080, 8080));

    private static UUID id(char digit) {
        return UUID.fromString("00000000-0000-0000-0000-000000000000".replace('0', digit));
    }

    @Override
    public Stream<Event> events() {
        return Stream.concat(routers(), floatingIps());
    }

    private static Stream<Event> routers() {
        FixedIp outside = new FixedIp(SHORE, Json.address("203.0.113.20"));
        FixedIp inside = new FixedIp(SUBNET, Json.address("10.0.0.1"));
        return Stream.of(
                new RouterCreated(ROUTER, PROJECT, Attributes.none().with(RouterDescription.NAME, "r")),
                new RouterUpdated(ROUTER, Attributes.none().with(RouterDescription.ADMIN_STATE_UP, false)),
                new RouterGatewaySet(ROUTER, new RouterGateway(GATEWAY_PORT, SEA, List.of(outside), true)),
                new GatewayAttached(SEA, ROUTER),
                new RouterHostJoined(AGENT, "net-1", "nova"),
                new RouterScheduled(ROUTER, AGENT, "nova"),
                new RouterHostLeft(AGENT),
                new RouterInterfaceAttached(ROUTER, new RouterInterface(LEG_PORT, INSIDE, List.of(inside))),
                new RouterAttached(SUBNET, ROUTER, LEG_PORT, inside.ipAddress()),
                new FloatingIpRouted(ROUTER, FLOATING_IP, List.of(Json.address("10.0.0.9"))),
                new FloatingIpUnrouted(ROUTER, FLOATING_IP),
                new RouterDetached(SUBNET, ROUTER, LEG_PORT),
                new RouterInterfaceDetached(ROUTER, LEG_PORT),
                new GatewayDetached(SEA, ROUTER),
                new RouterGatewayCleared(ROUTER),
                new HaNetworkMade(PROJECT, INSIDE),
                new VirtualRouterNumberTaken(PROJECT, 1, ROUTER),
                new VirtualRouterNumbered(ROUTER, INSIDE, 1),
                new HaPortAttached(ROUTER, AGENT, LEG_PORT),
                new HaStateChanged(ROUTER, AGENT, VirtualRouter.ACTIVE),
                new HaPortDetached(ROUTER, AGENT),
                new VirtualRouterEnded(ROUTER),
                new VirtualRouterNumberReleased(PROJECT, 1),
                new HaNetworkRemoved(PROJECT),
                new RouterDeleted(ROUTER));
    }

    private static Stream<Event> floatingIps() {
        return Stream.of(
                new FloatingIpCreated(
                        FLOATING_IP,
                        PROJECT,
                        SEA,
                        Json.address("203.0.113.50"),
                        FLOATING_PORT,
                        Attributes.none().with(FloatingIpDescription.DESCRIPTION, "")),
                new FloatingIpUpdated(FLOATING_IP, Attributes.none().with(FloatingIpDescription.DESCRIPTION, "web")),
                new FloatingIpAssociated(FLOATING_IP, VM, Json.address("10.0.0.9"), ROUTER),
                new PortTranslated(VM, FLOATING_IP, SEA, Json.address("10.0.0.9")),
                new FloatingIpStatusChanged(FLOATING_IP, "ACTIVE"),
                new PortUntranslated(VM, FLOATING_IP),
                new FloatingIpDisassociated(FLOATING_IP),
                new PortForwardingCreated(
                        FORWARDING_ID.value(),
                        PROJECT,
                        Attributes.none().with(PortForwardingDescription.FLOATING_IP_ID, FLOATING_IP.value())),
                new ForwardingAdded(FLOATING_IP, FORWARDING, ROUTER),
                new PortForwarded(VM, FLOATING_IP, FORWARDING),
                new PortForwardingUpdated(
                        FORWARDING_ID.value(), Attributes.none().with(PortForwardingDescription.DESCRIPTION, "web")),
                new PortUnforwarded(VM, FORWARDING_ID),
                new ForwardingRemoved(FLOATING_IP, FORWARDING_ID),
                new PortForwardingDeleted(FORWARDING_ID.value()),
                new FloatingIpDeleted(FLOATING_IP));
    }
}
