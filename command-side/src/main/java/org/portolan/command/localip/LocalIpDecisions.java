package org.portolan.command.localip;

import static org.portolan.api.localip.LocalIpDescription.LOCAL_IP_ADDRESS;
import static org.portolan.api.localip.LocalIpDescription.LOCAL_PORT_ID;
import static org.portolan.api.localip.LocalIpDescription.NETWORK_ID;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.localip.LocalIpAssociation;
import org.portolan.api.localip.LocalIpCommand.AssociateLocalIp;
import org.portolan.api.localip.LocalIpCommand.DissociateLocalIp;
import org.portolan.api.localip.LocalIpDescription;
import org.portolan.api.localip.LocalIpEvent.LocalIpAssociated;
import org.portolan.api.localip.LocalIpEvent.LocalIpCreated;
import org.portolan.api.localip.LocalIpEvent.LocalIpDeleted;
import org.portolan.api.localip.LocalIpEvent.LocalIpDissociated;
import org.portolan.api.localip.LocalIpEvent.LocalIpUpdated;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Target;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.port.PortUsers;
import org.portolan.command.port.ServicePorts;
import org.portolan.command.port.ServicePorts.Owner;
import org.portolan.command.subnet.SubnetState;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Decides about local IPs: each has the address of a port, which is made for it where none is named, and leads to other ports.
 * Ports are locked before local IPs.
 */
public final class LocalIpDecisions implements ResourceDecisions<PlainResource> {

    private static final String OWNER = "network:local_ip";

    private final Streams streams;
    private final ServicePorts ports;

    /** Decisions on these streams, with ports from there. */
    public LocalIpDecisions(Streams streams, ServicePorts ports) {
        this.streams = streams;
        this.ports = ports;
    }

    @Override
    public LocalIpDescription description() {
        return new LocalIpDescription();
    }

    @Override
    public PlainResource create(Create wish) {
        UUID id = UUID.fromString(wish.id());
        Attributes asked = wish.attributes();
        Optional<IPAddress> address = asked.find(LOCAL_IP_ADDRESS);
        Port port = asked.find(LOCAL_PORT_ID)
                .map(named -> visiblePort(named, wish.caller(), "local_ip"))
                .orElseGet(() -> portFor(id, wish, address));
        IPAddress taken = asked.has(LOCAL_PORT_ID)
                ? addressOf(port, address)
                : port.fixedIps().getFirst().ipAddress();
        Attributes attributes = asked.with(LOCAL_PORT_ID, port.id())
                .with(NETWORK_ID, port.networkId())
                .with(LOCAL_IP_ADDRESS, taken);
        streams.begin(LocalIps.TYPE, id, new LocalIpCreated(id, wish.project(), attributes));
        PortUsers.add(streams, port.id(), LocalIps.HELD, id);
        return get(id);
    }

    private Port portFor(UUID id, Create wish, Optional<IPAddress> address) {
        NetworkId networkId = wish.attributes()
                .find(NETWORK_ID)
                .orElseThrow(() -> new NeutronError(
                        400,
                        "LocalIPPortOrNetworkRequired",
                        "Either Port ID or Network ID must be specified for Local IP create."));
        Network network = NetworkState.get(streams, networkId).network();
        Guards.requireVisible(network, wish.caller(), new NetworkDescription().notFound(networkId));
        boolean hasIpv4 = network.subnets().stream()
                .anyMatch(subnet -> SubnetState.get(streams, subnet).subnet().ipVersion() == 4);
        if (!hasIpv4) {
            throw badRequest("local_ip", "Network " + networkId + " does not contain any IPv4 subnet");
        }
        List<FixedIpWish> wishes =
                address.map(wanted -> List.of(new FixedIpWish(null, wanted))).orElse(List.of());
        Port made = ports.make(network, new Owner(wish.project(), id.toString(), OWNER), wishes);
        if (made.fixedIps().isEmpty()) {
            throw noAddress(made);
        }
        return made;
    }

    private Port visiblePort(PortId id, Caller caller, String asking) {
        return streams.peek(PortState.TYPE, id)
                .filter(known -> known.isVisibleTo(caller) || ownsNetworkOf(known, caller))
                .map(known -> ports.get(id))
                .orElseThrow(() -> badRequest(asking, "Port " + id + " not found"));
    }

    private boolean ownsNetworkOf(Port port, Caller caller) {
        return streams.peek(NetworkState.TYPE, port.networkId())
                .filter(state -> caller.owns(state.network().project()))
                .isPresent();
    }

    private static IPAddress addressOf(Port port, Optional<IPAddress> wanted) {
        List<IPAddress> known = port.fixedIps().stream().map(FixedIp::ipAddress).toList();
        if (known.isEmpty()) {
            throw noAddress(port);
        }
        if (wanted.isEmpty() && known.size() > 1) {
            throw new NeutronError(
                    400,
                    "LocalIPNoRequestedIP",
                    "Specified Port " + port.id()
                            + " has several IPs, should specify exact IP address to use for Local IP.");
        }
        IPAddress meant = wanted.orElse(known.getFirst());
        if (!known.contains(meant)) {
            throw new NeutronError(
                    400,
                    "LocalIPRequestedIPNotFound",
                    "Specified Port " + port.id() + " does not have requested IP address: " + meant.toCanonicalString()
                            + ".");
        }
        return meant;
    }

    private static NeutronError noAddress(Port port) {
        return new NeutronError(400, "LocalIPNoIP", "Specified Port " + port.id() + " has no fixed IPs configured.");
    }

    private static NeutronError badRequest(String resource, String reason) {
        return new NeutronError(400, "BadRequest", "Bad " + resource + " request: " + reason + ".");
    }

    @Override
    public PlainResource update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource localIp = get(id);
        Guards.requireMay(wish, description(), localIp, description().notFound(id));
        Guards.requireRevision(localIp, wish.revision());
        Attributes changes = wish.changes().changedFrom(localIp.attributes());
        if (!changes.isEmpty()) {
            streams.append(LocalIps.TYPE, id, new LocalIpUpdated(id, changes));
        }
        return get(id);
    }

    /** Removes a local IP that leads nowhere, and the port that was made for it. */
    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource seen = visible(id, wish.caller());
        PortId portId = seen.attributes().get(LOCAL_PORT_ID);
        Port port = ports.get(portId);
        PlainResource localIp = get(id);
        Guards.requireMay(Demand.of("delete_local_ip"), localIp.target(), wish.caller());
        Guards.requireRevision(localIp, wish.revision());
        if (!LocalIpDescription.associations(localIp).isEmpty()) {
            throw NeutronError.conflict(
                    "LocalIPInUse", "Local IP " + id + " is still associated with one or more ports.");
        }
        streams.append(LocalIps.TYPE, id, new LocalIpDeleted(id));
        PortUsers.remove(streams, portId, LocalIps.HELD, id);
        if (port.deviceOwner().equals(OWNER)) {
            ports.remove(portId);
        }
    }

    /** Lets a local IP lead to a port. */
    @CommandHandler
    ObjectNode handle(AssociateLocalIp wish) {
        UUID id = wish.id();
        PlainResource seen = visible(id, wish.caller());
        Guards.requireMay(
                Demand.of("create_local_ip_port_association"),
                targetOfAssociation(seen, wish.caller().project().value()),
                wish.caller());
        Port port = visiblePort(wish.fixedPortId(), wish.caller(), "local_ip_port_association");
        PlainResource localIp = get(id);
        IPAddress address = addressOf(port, Optional.ofNullable(wish.fixedIp()));
        if (find(localIp, port.id().toString()) != null) {
            throw NeutronError.conflict(
                    "NeutronDbObjectDuplicateEntry",
                    "Failed to create a duplicate LocalIPAssociation: for attribute(s) ['local_ip_id',"
                            + " 'fixed_port_id'] with value(s) None");
        }
        streams.append(LocalIps.TYPE, id, new LocalIpAssociated(id, port.id(), address));
        PortUsers.add(streams, port.id(), LocalIps.LEADING, id);
        return LocalIpDescription.answer(
                localIp,
                new LocalIpAssociation(port.id(), address),
                port.binding().host());
    }

    private static Target targetOfAssociation(PlainResource localIp, String project) {
        Target own = name -> name.equals("project_id") || name.equals("tenant_id")
                ? StringNode.valueOf(project)
                : localIp.target().value(name);
        return own.naming("ext_parent", localIp::target);
    }

    /** Lets a local IP lead to a port no more. */
    @CommandHandler
    void handle(DissociateLocalIp wish) {
        UUID id = wish.id();
        PlainResource seen = visible(id, wish.caller());
        Guards.requireMay(
                Demand.of("delete_local_ip_port_association"),
                targetOfAssociation(seen, seen.project().value()),
                wish.caller());
        LocalIpAssociation known = find(seen, wish.fixedPortId());
        if (known != null) {
            ports.get(known.fixedPortId());
        }
        LocalIpAssociation association = find(get(id), wish.fixedPortId());
        if (association == null) {
            throw LocalIpDescription.notAssociated(id, wish.fixedPortId());
        }
        streams.append(LocalIps.TYPE, id, new LocalIpDissociated(id, association.fixedPortId()));
        PortUsers.remove(streams, association.fixedPortId(), LocalIps.LEADING, id);
    }

    private static @Nullable LocalIpAssociation find(PlainResource localIp, String port) {
        return LocalIpDescription.associations(localIp).stream()
                .filter(association -> association.fixedPortId().toString().equals(port))
                .findFirst()
                .orElse(null);
    }

    private PlainResource visible(UUID id, Caller caller) {
        return streams.peek(LocalIps.TYPE, id)
                .filter(known -> known.isFoundBy(caller))
                .orElseThrow(() -> description().notFound(id));
    }

    private PlainResource get(UUID id) {
        return streams.get(LocalIps.TYPE, id, () -> description().notFound(id));
    }
}
