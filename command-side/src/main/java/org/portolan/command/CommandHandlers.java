package org.portolan.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.axonframework.commandhandling.AnnotationCommandHandlerAdapter;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.MessageHandler;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.ResourceCommand;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Tag;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.command.addressgroup.AddressGroupDecisions;
import org.portolan.command.addressscope.AddressScopeDecisions;
import org.portolan.command.agent.AgentDecisions;
import org.portolan.command.autoallocated.AutoAllocatedTopologyDecisions;
import org.portolan.command.bgpvpn.BgpvpnDecisions;
import org.portolan.command.bgpvpn.NetworkAssociationDecisions;
import org.portolan.command.bgpvpn.PortAssociationDecisions;
import org.portolan.command.bgpvpn.RouterAssociationDecisions;
import org.portolan.command.conntrack.ConntrackHelperDecisions;
import org.portolan.command.dhcp.DhcpDecisions;
import org.portolan.command.flavor.FlavorDecisions;
import org.portolan.command.flavor.ServiceProfileDecisions;
import org.portolan.command.floatingip.FloatingIpDecisions;
import org.portolan.command.localip.LocalIpDecisions;
import org.portolan.command.logging.LogDecisions;
import org.portolan.command.metering.MeteringLabelDecisions;
import org.portolan.command.metering.MeteringLabelRuleDecisions;
import org.portolan.command.ndpproxy.NdpProxyDecisions;
import org.portolan.command.network.NetworkDecisions;
import org.portolan.command.network.NetworkScheduling;
import org.portolan.command.port.HostSegments;
import org.portolan.command.port.Mechanism;
import org.portolan.command.port.PortBindings;
import org.portolan.command.port.PortDecisions;
import org.portolan.command.port.ServicePorts;
import org.portolan.command.portforwarding.PortForwardingDecisions;
import org.portolan.command.qos.QosPolicyDecisions;
import org.portolan.command.qos.QosRuleDecisions;
import org.portolan.command.quota.QuotaDecisions;
import org.portolan.command.quota.Quotas;
import org.portolan.command.rbac.RbacPolicyDecisions;
import org.portolan.command.rbac.Shareable;
import org.portolan.command.router.RouterDecisions;
import org.portolan.command.router.RouterGateways;
import org.portolan.command.router.RouterInterfaces;
import org.portolan.command.router.RouterScheduling;
import org.portolan.command.securitygroup.SecurityGroupDecisions;
import org.portolan.command.securitygroup.SecurityGroupRuleDecisions;
import org.portolan.command.segment.NetworkSegmentRangeDecisions;
import org.portolan.command.segment.NetworkTypesProperties;
import org.portolan.command.segment.SegmentDecisions;
import org.portolan.command.segment.Segments;
import org.portolan.command.subnet.SubnetDecisions;
import org.portolan.command.subnetpool.SubnetPoolDecisions;
import org.portolan.command.trunk.TrunkDecisions;

/** Everybody who decides: the one list of those with rules of their own; plain resources are found by themselves. */
public final class CommandHandlers {

    private CommandHandlers() {}

    /**
     * Lets them all decide about the commands of that bus.
     *
     * @param mechanisms the ways to bind a port, tried in that order
     * @param quotas what projects may have
     */
    public static void subscribe(
            CommandBus bus,
            Streams streams,
            NetworkTypesProperties networkTypes,
            List<Mechanism> mechanisms,
            CommandProperties properties,
            Quotas quotas) {
        Segments segments = new Segments(streams, networkTypes);
        HostSegments hosts = new HostSegments(streams, mechanisms);
        PortBindings bindings = new PortBindings(streams, segments, hosts, mechanisms);
        NetworkScheduling networkScheduling = new NetworkScheduling(streams, hosts::reaches, properties.scheduling());
        RouterScheduling routerScheduling = new RouterScheduling(streams, properties.scheduling());
        PortDecisions ports = new PortDecisions(streams, bindings, hosts, networkScheduling, properties);
        ServicePorts servicePorts = new ServicePorts(streams, ports);
        RouterGateways gateways = new RouterGateways(streams, servicePorts);
        NetworkDecisions networks = new NetworkDecisions(streams, segments);
        SubnetDecisions subnets = new SubnetDecisions(streams, gateways, hosts, networkScheduling);
        RouterDecisions routers = new RouterDecisions(
                streams, gateways, new RouterInterfaces(streams, servicePorts), routerScheduling, servicePorts);
        List<Object> handlers = new ArrayList<>(QosRuleDecisions.all(streams));
        handlers.addAll(List.of(
                segments,
                networks,
                new SegmentDecisions(streams, segments),
                new NetworkSegmentRangeDecisions(streams),
                subnets,
                new SubnetPoolDecisions(streams),
                new AddressScopeDecisions(streams),
                ports,
                bindings,
                routers,
                new DhcpDecisions(streams, hosts, servicePorts),
                new AutoAllocatedTopologyDecisions(streams, networks, subnets, routers),
                networkScheduling,
                routerScheduling,
                new FloatingIpDecisions(streams, servicePorts),
                new PortForwardingDecisions(streams),
                new ConntrackHelperDecisions(streams),
                new NdpProxyDecisions(streams),
                new LocalIpDecisions(streams, servicePorts),
                new SecurityGroupDecisions(streams),
                new SecurityGroupRuleDecisions(streams),
                new AddressGroupDecisions(streams),
                new TrunkDecisions(streams, servicePorts),
                new QosPolicyDecisions(streams),
                new MeteringLabelDecisions(streams),
                new MeteringLabelRuleDecisions(streams),
                new FlavorDecisions(streams),
                new ServiceProfileDecisions(streams),
                new LogDecisions(streams),
                new BgpvpnDecisions(streams),
                new NetworkAssociationDecisions(streams),
                new PortAssociationDecisions(streams),
                new QuotaDecisions(streams, quotas),
                new RouterAssociationDecisions(streams),
                new AgentDecisions(streams, properties.scheduling())));
        handlers.add(new RbacPolicyDecisions(streams, shareable(handlers)));
        NewTargets targets = new NewTargets(streams);
        Set<String> decided = new HashSet<>();
        for (Object handler : handlers) {
            new AnnotationCommandHandlerAdapter<>(handler).subscribe(bus);
            if (handler instanceof ResourceDecisions<?> decisions) {
                subscribe(bus, decisions, targets, quotas);
                decided.add(decisions.description().kind());
            }
        }
        for (ResourceDescription<?> description : ResourceDescription.all()) {
            if (description instanceof PlainDescription plain && decided.add(plain.kind())) {
                subscribe(bus, new PlainDecisions(streams, plain), targets, quotas);
            }
        }
    }

    private static List<Shareable<?>> shareable(List<Object> handlers) {
        List<Shareable<?>> kinds = new ArrayList<>();
        for (Object handler : handlers) {
            if (handler instanceof ResourceDecisions<?> decisions) {
                decisions.shareable().ifPresent(kinds::add);
            }
        }
        return kinds;
    }

    private static void subscribe(CommandBus bus, ResourceDecisions<?> decisions, NewTargets targets, Quotas quotas) {
        for (Class<? extends ResourceCommand> command : List.of(Create.class, Update.class, Delete.class, Tag.class)) {
            MessageHandler<CommandMessage<?>> handler =
                    message -> decide(decisions, targets, (ResourceCommand) message.getPayload(), quotas);
            var unused = bus.subscribe(
                    command.getSimpleName() + decisions.description().kind(), handler);
        }
    }

    private static Object decide(
            ResourceDecisions<?> decisions, NewTargets targets, ResourceCommand command, Quotas quotas) {
        return switch (command) {
            case Create create -> {
                ResourceDescription<?> description = decisions.description();
                targets.requireUsableNetwork(description, create);
                Guards.requireMay(
                        description.demandOfCreate(
                                create.attributes(), create.caller().policy()),
                        targets.of(description, create),
                        create.caller());
                quotas.reserve(description, create.id(), create.project(), decisions.implied());
                yield decisions.create(create);
            }
            case Update update -> {
                decisions.description().requireId(update.id());
                yield decisions.update(update);
            }
            case Delete delete -> {
                decisions.description().requireId(delete.id());
                decisions.delete(delete);
                yield "";
            }
            case Tag tag -> Tagging.change(decisions, tag);
        };
    }
}
