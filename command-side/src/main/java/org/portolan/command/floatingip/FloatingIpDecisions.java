package org.portolan.command.floatingip;

import static org.portolan.api.floatingip.FloatingIpDescription.DNS_DOMAIN;
import static org.portolan.api.floatingip.FloatingIpDescription.DNS_NAME;
import static org.portolan.api.floatingip.FloatingIpDescription.FIXED_IP_ADDRESS;
import static org.portolan.api.floatingip.FloatingIpDescription.FLOATING_IP_ADDRESS;
import static org.portolan.api.floatingip.FloatingIpDescription.FLOATING_NETWORK_ID;
import static org.portolan.api.floatingip.FloatingIpDescription.PORT_DETAILS;
import static org.portolan.api.floatingip.FloatingIpDescription.PORT_ID;
import static org.portolan.api.floatingip.FloatingIpDescription.QOS_POLICY_ID;
import static org.portolan.api.floatingip.FloatingIpDescription.SUBNET_ID;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.floatingip.FloatingIpCommand.ReportFloatingIpStatus;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpCreated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpStatusChanged;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpUpdated;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterId;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.floatingip.TranslationState.Whole;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.port.ServicePorts;
import org.portolan.command.port.ServicePorts.Owner;
import org.portolan.command.qos.QosPolicyUse;
import org.portolan.command.router.RouterPorts;
import org.portolan.command.router.RouterState;
import org.portolan.command.subnet.SubnetState;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Decides about floating IPs. */
public final class FloatingIpDecisions implements ResourceDecisions<FloatingIp> {

    private final Streams streams;
    private final ServicePorts ports;

    /** Decisions on these streams. */
    public FloatingIpDecisions(Streams streams, ServicePorts ports) {
        this.streams = streams;
        this.ports = ports;
    }

    @Override
    public FloatingIpDescription description() {
        return new FloatingIpDescription();
    }

    /** Where a floating IP is to lead: that address of that port, by that router. */
    private record Target(Port port, IPAddress address, RouterId router) {}

    /** Makes a floating IP with the port that holds it, and lets it lead to a port inside where one is named. */
    @Override
    public FloatingIp create(Create command) {
        FloatingIpId id = FloatingIpId.of(command.id());
        Attributes asked = command.attributes();
        NetworkId networkId = asked.get(FLOATING_NETWORK_ID);
        Network network = streams.peek(NetworkState.TYPE, networkId)
                .map(NetworkState::network)
                .filter(known -> known.isFoundBy(command.caller()))
                .orElseThrow(() -> new NetworkDescription().notFound(networkId));
        requireExternal(network);
        QosPolicyUse.require(streams, asked.find(QOS_POLICY_ID), command.caller());
        requirePortForAddress(asked);
        Optional<Target> target = asked.find(PORT_ID)
                .map(port ->
                        target(port, asked.find(FIXED_IP_ADDRESS), networkId, command.project(), command.caller()));

        Owner owner = new Owner(new ProjectId(""), id.toString(), RouterPorts.FLOATING_IP);
        Port floatingPort = ports.make(NetworkState.get(streams, networkId).network(), owner, wishes(asked));
        IPAddress address = Inside.ipv4(floatingPort).stream()
                .findFirst()
                .map(FixedIp::ipAddress)
                .orElseThrow(() -> new NeutronError(
                        400,
                        "ExternalIpAddressExhausted",
                        "Unable to find any IP address on external network " + networkId + "."));
        Attributes attributes = withoutDns(
                asked.without(FLOATING_NETWORK_ID, FLOATING_IP_ADDRESS, SUBNET_ID, PORT_ID, FIXED_IP_ADDRESS));
        streams.begin(
                FloatingIpState.TYPE,
                id,
                new FloatingIpCreated(id, command.project(), networkId, address, floatingPort.id(), attributes));
        QosPolicyUse.begin(streams, attributes.find(QOS_POLICY_ID), "fip", id);
        target.ifPresent(wanted -> associate(FloatingIpState.get(streams, id), wanted));
        return shown(id);
    }

    /** A name is kept only where a DNS service publishes it, and there is none. */
    private static Attributes withoutDns(Attributes asked) {
        return asked.with(Attributes.none().with(DNS_NAME, "").with(DNS_DOMAIN, ""));
    }

    private void requireExternal(Network network) {
        if (!network.isExternal()) {
            throw badRequest("Network " + network.id() + " is not a valid external network");
        }
        boolean hasIpv4 = network.subnets().stream().anyMatch(subnet -> streams.peek(SubnetState.TYPE, subnet)
                .filter(state -> state.subnet().ipVersion() == 4)
                .isPresent());
        if (!hasIpv4) {
            throw badRequest("Network " + network.id() + " does not contain any IPv4 subnet");
        }
    }

    private static List<FixedIpWish> wishes(Attributes asked) {
        @Nullable SubnetId subnet = asked.find(SUBNET_ID).orElse(null);
        @Nullable IPAddress address = asked.find(FLOATING_IP_ADDRESS).orElse(null);
        return subnet == null && address == null ? List.of() : List.of(new FixedIpWish(subnet, address));
    }

    private static void requirePortForAddress(Attributes asked) {
        if (asked.find(FIXED_IP_ADDRESS).isPresent() && asked.find(PORT_ID).isEmpty()) {
            throw badRequest("fixed_ip_address cannot be specified without a port_id");
        }
    }

    private Target target(PortId id, Optional<IPAddress> wanted, NetworkId external, ProjectId project, Caller caller) {
        Port port = Inside.port(streams, id, caller);
        if (!port.project().equals(project) && !caller.isAdmin()) {
            throw badRequest("Cannot process floating IP association with Port " + id
                    + ", since that port is owned by a different tenant");
        }
        if (port.deviceOwner().equals("network:dhcp")) {
            throw badRequest("Port %(id)s is unable to be assigned a floating IP");
        }
        FixedIp fixedIp = wanted.map(address -> namedAddress(port, address)).orElseGet(() -> onlyAddress(port));
        RouterId router = Inside.routerBetween(streams, fixedIp.subnetId(), external)
                .orElseThrow(() -> new NeutronError(
                        404,
                        "ExternalGatewayForFloatingIPNotFound",
                        "External network " + external + " is not reachable from subnet " + fixedIp.subnetId()
                                + ".  Therefore, cannot associate Port " + id + " with a Floating IP."));
        return new Target(port, fixedIp.ipAddress(), router);
    }

    private static FixedIp namedAddress(Port port, IPAddress address) {
        if (!address.isIPv4()) {
            throw badRequest("Cannot process floating IP association with " + address.toCanonicalString()
                    + ", since that is not an IPv4 address");
        }
        return port.fixedIps().stream()
                .filter(fixedIp -> fixedIp.ipAddress().equals(address))
                .findFirst()
                .orElseThrow(() ->
                        badRequest("Port " + port.id() + " does not have fixed ip " + address.toCanonicalString()));
    }

    private static FixedIp onlyAddress(Port port) {
        List<FixedIp> all = Inside.ipv4(port);
        if (all.isEmpty()) {
            throw badRequest("Cannot add floating IP to port " + port.id() + " that has no fixed IPv4 addresses");
        }
        if (all.size() > 1) {
            throw badRequest("Port " + port.id() + " has multiple fixed IPv4 addresses.  Must provide a specific IPv4"
                    + " address when assigning a floating IP");
        }
        return all.getFirst();
    }

    private void associate(FloatingIp floatingIp, Target target) {
        PortId port = target.port().id();
        Inside.lock(streams, target.port());
        TranslationState known = TranslationState.of(streams, port);
        boolean same = floatingIp.portId().filter(port::equals).isPresent();
        Whole wanted = new Whole(floatingIp.floatingNetworkId(), target.address());
        if (!same && known.whole().containsValue(wanted)) {
            throw NeutronError.conflict(
                    "FloatingIPPortAlreadyAssociated",
                    "Cannot associate floating IP "
                            + floatingIp.floatingIpAddress().toCanonicalString() + " ("
                            + floatingIp.id() + ") with port " + port + " using fixed IP "
                            + target.address().toCanonicalString()
                            + ", as that fixed IP already has a floating IP on external network "
                            + floatingIp.floatingNetworkId() + ".");
        }
        requireNotForwarded(known, target);
        requireNotForwarding(floatingIp);
        boolean stays = floatingIp.association() != null
                && floatingIp.association().equals(new FloatingIp.Association(port, target.address()))
                && target.router().equals(floatingIp.routerId());
        if (!stays) {
            FloatingIps.associate(streams, floatingIp, target.router(), port, target.address());
        }
    }

    /** A distributed router translates on the port's host, where forwarded ports do not arrive. */
    private void requireNotForwarded(TranslationState known, Target target) {
        boolean distributed =
                RouterState.get(streams, target.router()).router().attributes().get(RouterDescription.DISTRIBUTED);
        if (distributed && !known.single().isEmpty()) {
            throw new NeutronError(
                    400,
                    "PortHasPortForwarding",
                    "Cannot associate floating IP to port " + target.port().id()
                            + " because it already has a Port Forwarding binding.");
        }
    }

    /** Changes where a floating IP leads, and what may be changed of it beside. */
    @Override
    public FloatingIp update(Update command) {
        FloatingIpId id = FloatingIpId.of(command.id());
        FloatingIp floatingIp = FloatingIpState.get(streams, id);
        Guards.requireMay(command, description(), floatingIp, description().notFound(id));
        Guards.requireRevision(floatingIp, command.revision());
        Attributes asked = command.changes();
        requirePortForAddress(asked);
        Optional<PortId> port =
                asked.has(PORT_ID) ? asked.find(PORT_ID) : floatingIp.portId().filter(known -> isStale(floatingIp));
        if (port.isPresent()) {
            Optional<IPAddress> address = asked.find(FIXED_IP_ADDRESS);
            NetworkId external = floatingIp.floatingNetworkId();
            associate(floatingIp, target(port.get(), address, external, floatingIp.project(), command.caller()));
        } else if (asked.has(PORT_ID)) {
            FloatingIps.disassociate(streams, floatingIp);
        }
        Attributes changes = asked.without(PORT_ID, FIXED_IP_ADDRESS).changedFrom(floatingIp.attributes());
        QosPolicyUse.change(streams, floatingIp.attributes(), changes, QOS_POLICY_ID, "fip", id, command.caller());
        if (!changes.isEmpty()) {
            streams.append(FloatingIpState.TYPE, id, new FloatingIpUpdated(id, changes));
        }
        return shown(id);
    }

    /** Whether it leads to an address that its port has no more: a port may change its addresses meanwhile. */
    private boolean isStale(FloatingIp floatingIp) {
        FloatingIp.Association association = floatingIp.association();
        return association != null
                && streams.peek(PortState.TYPE, association.portId())
                        .filter(port -> port.fixedIps().stream()
                                .map(FixedIp::ipAddress)
                                .noneMatch(association.fixedIpAddress()::equals))
                        .isPresent();
    }

    private static void requireNotForwarding(FloatingIp floatingIp) {
        if (!floatingIp.forwardings().isEmpty()) {
            throw NeutronError.conflict(
                    "FipInUseByPortForwarding",
                    "Floating IP " + floatingIp.id() + " in use by Port Forwarding resources.");
        }
    }

    /** Removes a floating IP with the port that holds it; refuses while single ports of it lead inside. */
    @Override
    public void delete(Delete command) {
        FloatingIpId id = FloatingIpId.of(command.id());
        FloatingIp floatingIp = getOwn("delete_floatingip", id, command.caller());
        Guards.requireRevision(floatingIp, command.revision());
        requireNotForwarding(floatingIp);
        if (floatingIp.routerId() != null) {
            RouterState.get(streams, floatingIp.routerId());
        }
        FloatingIps.remove(streams, floatingIp, ports.get(floatingIp.floatingPortId()));
    }

    /** Records whether frames to a floating IP pass, unless that is no news, or the floating IP leads nowhere. */
    @CommandHandler
    void handle(ReportFloatingIpStatus report) {
        streams.find(FloatingIpState.TYPE, report.id())
                .filter(floatingIp ->
                        floatingIp.routerId() != null && !floatingIp.status().equals(report.status()))
                .ifPresent(floatingIp -> streams.append(
                        FloatingIpState.TYPE, report.id(), new FloatingIpStatusChanged(report.id(), report.status())));
    }

    private FloatingIp shown(FloatingIpId id) {
        FloatingIp floatingIp = FloatingIpState.get(streams, id);
        return floatingIp.showing(floatingIp
                .portId()
                .flatMap(port -> streams.peek(PortState.TYPE, port))
                .<JsonNode>map(port -> PORT_DETAILS.of(new PortDescription().render(port)))
                .orElse(NullNode.getInstance()));
    }

    private FloatingIp getOwn(String action, FloatingIpId id, Caller caller) {
        FloatingIp floatingIp = FloatingIpState.get(streams, id);
        Guards.requireMay(action, floatingIp, caller, description().notFound(id));
        return floatingIp;
    }

    private static NeutronError badRequest(String reason) {
        return new NeutronError(400, "BadRequest", "Bad floatingip request: " + reason + ".");
    }
}
