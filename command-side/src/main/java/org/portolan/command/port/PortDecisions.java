package org.portolan.command.port;

import static org.portolan.api.port.PortDescription.DEVICE_ID;
import static org.portolan.api.port.PortDescription.DEVICE_OWNER;
import static org.portolan.api.port.PortDescription.FIXED_IPS;
import static org.portolan.api.port.PortDescription.HOST_ID;
import static org.portolan.api.port.PortDescription.IP_ALLOCATION;
import static org.portolan.api.port.PortDescription.MAC_ADDRESS;
import static org.portolan.api.port.PortDescription.NETWORK_ID;
import static org.portolan.api.port.PortDescription.PROFILE;
import static org.portolan.api.port.PortDescription.QOS_NETWORK_POLICY_ID;
import static org.portolan.api.port.PortDescription.QOS_POLICY_ID;
import static org.portolan.api.port.PortDescription.SECURITY_GROUPS;
import static org.portolan.api.port.PortDescription.VNIC_TYPE;
import static org.portolan.api.subnet.SubnetDescription.SEGMENT_ID;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.address.Mac;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.network.NetworkId;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Target;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortCommand.ReportPortFailed;
import org.portolan.api.port.PortCommand.ReportPortUnwired;
import org.portolan.api.port.PortCommand.ReportPortWired;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortUnwired;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortEvent.PortWired;
import org.portolan.api.port.PortEvent.PortWiringFailed;
import org.portolan.api.port.PortId;
import org.portolan.api.port.ResourceRequest;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.CommandProperties;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.ndpproxy.NdpProxyDecisions;
import org.portolan.command.network.NetworkScheduling;
import org.portolan.command.network.NetworkState;
import org.portolan.command.network.NetworkUse;
import org.portolan.command.qos.QosPolicyUse;
import org.portolan.command.router.RouterPorts;
import org.portolan.command.securitygroup.Memberships;
import org.portolan.command.subnet.SubnetState;
import org.portolan.command.trunk.TrunkMembership;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/** Decides about ports: their MACs, their addresses, where they are bound, and what their hosts' reports mean. */
public final class PortDecisions implements ResourceDecisions<Port> {

    private final Streams streams;
    private final CommandProperties properties;
    private final PortBindings bindings;
    private final HostSegments hosts;
    private final NetworkScheduling scheduling;
    private final Memberships memberships;
    private final PortAddresses addresses;
    private final PortMacs portMacs;
    private final MacAddresses macs = MacAddresses.byChance();

    /**
     * Decisions on these streams.
     *
     * @param bindings how ports are bound
     * @param hosts which segments hosts are wired to
     */
    public PortDecisions(
            Streams streams,
            PortBindings bindings,
            HostSegments hosts,
            NetworkScheduling scheduling,
            CommandProperties properties) {
        this.streams = streams;
        this.properties = properties;
        this.bindings = bindings;
        this.hosts = hosts;
        this.scheduling = scheduling;
        this.memberships = new Memberships(streams);
        this.addresses = new PortAddresses(streams);
        this.portMacs = new PortMacs(streams, hosts, macs);
    }

    @Override
    public PortDescription description() {
        return new PortDescription();
    }

    /** Makes a port with a MAC that is free on its network and addresses that are free on its subnets, and binds it. */
    @Override
    public Port create(Create command) {
        PortId id = PortId.of(command.id());
        Attributes asked = command.attributes();
        QosPolicyUse.require(streams, asked.find(QOS_POLICY_ID), command.caller());
        NetworkId networkId = asked.get(NETWORK_ID);
        NetworkState state = NetworkState.get(streams, networkId);
        Network network = state.network();
        NetworkUse.require(network, "port", command.project(), command.caller());
        return shown(make(id, command.project(), network, asked, command.caller()));
    }

    /** The port as answers show it: with what its QoS policy makes it ask for. */
    private Port shown(Port port) {
        Optional<QosPolicy> policy =
                ResourceRequest.policies(port).findFirst().flatMap(id -> QosPolicyUse.peek(streams, id));
        if (policy.isEmpty()) {
            return port;
        }
        Network network = NetworkState.get(streams, port.networkId()).network();
        JsonNode request = ResourceRequest.of(
                description().render(port),
                new QosPolicyDescription().render(policy.get()),
                new NetworkDescription().render(network));
        return PortDescription.requesting(port, request);
    }

    /** Makes a port, whoever needs it, as {@link #create} does. */
    Port make(PortId id, ProjectId project, Network network, Attributes asked, Caller caller) {
        NetworkId networkId = network.id();
        NetworkState state = NetworkState.get(streams, networkId);
        Mac mac = asked.find(MAC_ADDRESS)
                .map(wanted -> MacAddresses.requireFree(wanted, state))
                .orElseGet(() -> macs.draw(state));
        Attributes allowed =
                PortAttributes.ofNew(asked, network, mac).with(PortDescription.DNS_SUFFIX, properties.dnsDomain());
        List<UUID> groups = memberships.ofNew(allowed, project, caller);
        AddressAssignment assignment = new AddressAssignment(
                streams,
                hosts,
                network,
                mac,
                asked.get(DEVICE_OWNER),
                asked.find(HOST_ID).orElse(""),
                List.of(),
                caller);
        Optional<List<FixedIp>> found = asked.find(FIXED_IPS)
                .map(wishes -> Optional.of(assignment.of(wishes)))
                .orElseGet(assignment::byDefault);
        List<FixedIp> fixedIps = found.orElse(List.of());
        Attributes attributes = network.attributes()
                .find(NetworkDescription.QOS_POLICY_ID)
                .map(policy -> allowed.with(QOS_NETWORK_POLICY_ID, policy))
                .orElse(allowed)
                .with(SECURITY_GROUPS, groups)
                .with(IP_ALLOCATION, PortAttributes.allocation(asked, found.isPresent()));

        streams.append(NetworkState.TYPE, networkId, new PortAttached(networkId, id, mac));
        fixedIps.forEach(fixedIp -> addresses.allocate(fixedIp, id));
        streams.begin(PortState.TYPE, id, new PortCreated(id, project, networkId, mac, fixedIps, attributes));
        memberships.change(id, List.of(), groups);
        QosPolicyUse.requireSupported(streams, attributes.find(QOS_POLICY_ID), network, "port", id);
        QosPolicyUse.begin(streams, attributes.find(QOS_POLICY_ID), "port", id);
        if (attributes.find(HOST_ID).filter(host -> !host.isEmpty()).isPresent()) {
            bindings.bind(port(id));
        }
        scheduling.schedule(networkId);
        return port(id);
    }

    /** Changes what may be changed of a port, and binds it anew when that is among it. */
    @Override
    public Port update(Update command) {
        PortId id = PortId.of(command.id());
        NetworkState network = lockNetworkOf(id);
        Port port = port(id);
        requireVisible(port, network.network(), command.caller());
        Guards.requireMay(command, description(), target(port, network.network()));
        Guards.requireRevision(port, command.revision());
        changeMac(port, command.changes());
        leaveDevice(port, command.changes());
        Port moved = port(id);
        Attributes changes = PortAttributes.changes(command.changes(), moved);

        RouterPorts.requireMayMove(streams, moved, command.changes());
        changeAddresses(port, moved, command.changes(), network.network(), command.caller());
        requireAddressesOfHost(port, command.changes(), network.network());
        changeGroups(moved, changes, command.caller());
        QosPolicyUse.change(streams, port.attributes(), changes, QOS_POLICY_ID, "port", id, command.caller());
        QosPolicyUse.requireSupported(streams, changes.find(QOS_POLICY_ID), network.network(), "port", id);
        if (!changes.isEmpty()) {
            append(new PortUpdated(id, changes), id);
        }
        bindAnew(port, changes);
        return shown(port(id));
    }

    private static void requireVisible(Port port, Network network, Caller caller) {
        if (!caller.owns(network.project())) {
            Guards.requireVisible(port, caller, notFound(port.id()));
        }
    }

    private static Target target(Port port, Network network) {
        JsonNode shared = BooleanNode.valueOf(network.isSharedWith(port.project()));
        return port.target()
                .naming(
                        "network",
                        () -> name -> name.equals("shared")
                                ? shared
                                : network.target().value(name));
    }

    private void changeGroups(Port port, Attributes changes, Caller caller) {
        if (changes.has(SECURITY_GROUPS)) {
            List<UUID> groups = changes.get(SECURITY_GROUPS);
            memberships.requireJoinable(port, groups, caller);
            memberships.change(port.id(), Memberships.of(port), groups);
        }
    }

    private NetworkState lockNetworkOf(PortId id) {
        NetworkId network =
                streams.peek(PortState.TYPE, id).orElseThrow(() -> notFound(id)).networkId();
        return NetworkState.get(streams, network);
    }

    private void changeMac(Port port, Attributes changes) {
        if (!changes.has(MAC_ADDRESS)) {
            return;
        }
        Optional<Mac> wanted = changes.find(MAC_ADDRESS);
        if (wanted.isPresent() && wanted.get().equals(port.macAddress())) {
            return;
        }
        if (port.binding().isBound()) {
            throw NeutronError.conflict(
                    "PortBound",
                    "Unable to complete operation on port " + port.id() + ", port is already bound, port type: "
                            + port.binding().vifType() + ", old_mac " + port.macAddress() + ", new_mac "
                            + wanted.map(Mac::value).orElse("None") + ".");
        }
        if (wanted.isPresent() && port.deviceOwner().startsWith("network:")) {
            throw NeutronError.conflict(
                    "UnsupportedPortDeviceOwner",
                    "Operation mac address update is not supported for device_owner " + port.deviceOwner() + " on port "
                            + port.id() + ".");
        }
        portMacs.change(port, wanted);
    }

    /** Whoever gives back a whole physical device leaves its MAC to the next one. */
    private void leaveDevice(Port port, Attributes changes) {
        boolean isGivenBack = !port.attributes().get(DEVICE_ID).isEmpty()
                && changes.find(DEVICE_ID).filter(String::isEmpty).isPresent()
                && changes.find(DEVICE_OWNER).filter(String::isEmpty).isPresent();
        if (isGivenBack && PortMacs.isPhysical(port)) {
            portMacs.change(port, Optional.empty());
        }
    }

    /** Gives the port the addresses that are wished for, whoever wishes it, and keeps those that meet a wish. */
    Port readdress(Port port, List<FixedIpWish> wishes) {
        Network network = NetworkState.get(streams, port.networkId()).network();
        changeAddresses(port, port, Attributes.none().with(FIXED_IPS, wishes), network, Caller.ofServer(""));
        return port(port.id());
    }

    private void changeAddresses(Port before, Port port, Attributes changes, Network network, Caller caller) {
        boolean isDue = wasPutOff(before, changes);
        if (!changes.has(FIXED_IPS) && port.macAddress().equals(before.macAddress()) && !isDue) {
            return;
        }
        AddressAssignment assignment = assignment(port, changes, network, caller);
        List<FixedIp> wanted = isDue
                ? assignment.byDefault().orElse(List.of())
                : changes.find(FIXED_IPS).map(assignment::of).orElseGet(assignment::keptWithThisMac);
        addresses.change(port, wanted);
    }

    private AddressAssignment assignment(Port port, Attributes changes, Network network, Caller caller) {
        String owner = changes.find(DEVICE_OWNER).orElse(port.deviceOwner());
        String host = changes.has(HOST_ID) ? hostIn(changes) : hostIn(port.attributes());
        return new AddressAssignment(streams, hosts, network, port.macAddress(), owner, host, port.fixedIps(), caller);
    }

    private static String hostIn(Attributes attributes) {
        return attributes.find(HOST_ID).orElse("");
    }

    /** Whether the port waits for its addresses until its host is known, and now it is. */
    private static boolean wasPutOff(Port before, Attributes changes) {
        return before.attributes().find(IP_ALLOCATION).orElse("").equals(PortAttributes.DEFERRED)
                && before.fixedIps().isEmpty()
                && !changes.has(FIXED_IPS)
                && hostIn(before.attributes()).isEmpty()
                && !hostIn(changes).isEmpty();
    }

    /** A port whose addresses are of a segment can be on those hosts only that are wired to it. */
    private void requireAddressesOfHost(Port before, Attributes changes, Network network) {
        boolean moves = !hostIn(changes).isEmpty() && !hostIn(changes).equals(hostIn(before.attributes()));
        if (!moves || changes.has(FIXED_IPS)) {
            return;
        }
        boolean isOnSegment = before.fixedIps().stream()
                .flatMap(fixedIp -> streams.peek(SubnetState.TYPE, fixedIp.subnetId()).stream())
                .anyMatch(state -> state.subnet().attributes().find(SEGMENT_ID).isPresent());
        if (isOnSegment) {
            assignment(before, changes, network, Caller.ofServer("")).requireUsableOnHost(before.id());
        }
    }

    /** Binds the port when its place changes; where that failed before, every update is a chance to try again. */
    private void bindAnew(Port before, Attributes changes) {
        boolean placeChanged = Stream.of(HOST_ID, VNIC_TYPE, PROFILE).anyMatch(changes::has);
        boolean onAHost = !before.binding().host().isEmpty();
        if (!onAHost && !changes.has(HOST_ID)) {
            return;
        }
        if (placeChanged) {
            bindings.bind(port(before.id()));
        } else if (!before.binding().isBound()) {
            bindings.bindIfPossible(port(before.id()));
        }
    }

    /** Removes a port and takes back what it had. */
    @Override
    public void delete(Delete command) {
        PortId id = PortId.of(command.id());
        streams.peek(PortState.TYPE, id).ifPresent(known -> NdpProxyDecisions.lockRoutersOf(streams, known));
        Network network = lockNetworkOf(id).network();
        Port port = port(id);
        requireVisible(port, network, command.caller());
        Guards.requireMay(Demand.of("delete_port"), target(port, network), command.caller());
        Guards.requireRevision(port, command.revision());
        RouterPorts.requireMayDelete(streams, port);
        TrunkMembership.requireNone(port);
        PortRemoval.remove(streams, port);
    }

    /** Records that a port's device is wired, unless the report is of another binding or no news. */
    @CommandHandler
    void handle(ReportPortWired report) {
        current(report.id(), report.host(), report.generation())
                .filter(port -> !port.wired())
                .ifPresent(port -> append(new PortWired(report.id(), report.host(), report.generation()), report.id()));
    }

    /** Records that a port's device is gone, unless the report is of another binding or no news. */
    @CommandHandler
    void handle(ReportPortUnwired report) {
        current(report.id(), report.host(), report.generation())
                .filter(Port::wired)
                .ifPresent(
                        port -> append(new PortUnwired(report.id(), report.host(), report.generation()), report.id()));
    }

    /** Records that a port's device cannot be wired, unless the report is of another binding. */
    @CommandHandler
    void handle(ReportPortFailed report) {
        current(report.id(), report.host(), report.generation())
                .ifPresent(port -> append(
                        new PortWiringFailed(report.id(), report.host(), report.generation(), report.reason()),
                        report.id()));
    }

    private Optional<Port> current(PortId id, String host, long generation) {
        return streams.find(PortState.TYPE, id)
                .filter(port -> port.binding().isBound()
                        && port.binding().host().equals(host)
                        && port.binding().generation() == generation);
    }

    private Port port(PortId id) {
        return PortState.get(streams, id);
    }

    private void append(PortEvent event, PortId id) {
        streams.append(PortState.TYPE, id, event);
    }

    private static NeutronError notFound(PortId id) {
        return new PortDescription().notFound(id);
    }
}
