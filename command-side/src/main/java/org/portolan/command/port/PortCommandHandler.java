package org.portolan.command.port;

import static org.portolan.api.port.PortDescription.ALLOWED_ADDRESS_PAIRS;
import static org.portolan.api.port.PortDescription.DEVICE_OWNER;
import static org.portolan.api.port.PortDescription.FIXED_IPS;
import static org.portolan.api.port.PortDescription.HOST_ID;
import static org.portolan.api.port.PortDescription.MAC_ADDRESS;
import static org.portolan.api.port.PortDescription.NETWORK_ID;
import static org.portolan.api.port.PortDescription.PORT_SECURITY_ENABLED;
import static org.portolan.api.port.PortDescription.PROFILE;
import static org.portolan.api.port.PortDescription.QOS_POLICY_ID;
import static org.portolan.api.port.PortDescription.SECURITY_GROUPS;
import static org.portolan.api.port.PortDescription.VNIC_TYPE;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.address.Mac;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortCommand.CreatePort;
import org.portolan.api.port.PortCommand.DeletePort;
import org.portolan.api.port.PortCommand.ReportPortFailed;
import org.portolan.api.port.PortCommand.ReportPortUnwired;
import org.portolan.api.port.PortCommand.ReportPortWired;
import org.portolan.api.port.PortCommand.UpdatePort;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortEvent.PortAddressesChanged;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortMacChanged;
import org.portolan.api.port.PortEvent.PortUnwired;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortEvent.PortWired;
import org.portolan.api.port.PortEvent.PortWiringFailed;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.command.Decisions;
import org.portolan.command.Guards;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.subnet.SubnetState;

/** Decides about ports: their MACs, their addresses, where they are bound, and what their hosts' reports mean. */
@Decisions
public final class PortCommandHandler {

    private final Streams streams;
    private final PortBinder binder;
    private final MacAddresses macs =
            new MacAddresses(() -> ThreadLocalRandom.current().nextLong());

    PortCommandHandler(Streams streams, PortBinder binder) {
        this.streams = streams;
        this.binder = binder;
    }

    /** Makes a port with a MAC that is free on its network and addresses that are free on its subnets, and binds it. */
    @CommandHandler
    Port handle(CreatePort command) {
        Attributes asked = command.attributes();
        NetworkId networkId = asked.get(NETWORK_ID);
        NetworkState state = NetworkState.get(streams, networkId);
        Network network =
                Guards.requireVisible(state.network(), command.caller(), new NetworkDescription().notFound(networkId));
        Mac mac = asked.find(MAC_ADDRESS)
                .map(wanted -> MacAddresses.requireFree(wanted, state))
                .orElseGet(() -> macs.draw(state));
        Attributes attributes = secured(asked, network).without(MAC_ADDRESS, FIXED_IPS);
        AddressAssignment assignment = new AddressAssignment(streams, network, mac, asked.get(DEVICE_OWNER), List.of());
        List<FixedIp> addresses = asked.find(FIXED_IPS).map(assignment::of).orElseGet(assignment::byDefault);

        streams.append(NetworkState.TYPE, networkId, new PortAttached(networkId, command.id(), mac));
        addresses.forEach(fixedIp -> allocate(fixedIp, command.id()));
        append(new PortCreated(command.id(), command.projectId(), networkId, mac, addresses, attributes), command.id());
        if (attributes.find(HOST_ID).filter(host -> !host.isEmpty()).isPresent()) {
            append(binder.bind(port(command.id()), network.segments()), command.id());
        }
        return port(command.id());
    }

    private static Attributes secured(Attributes asked, Network network) {
        asked.find(QOS_POLICY_ID).ifPresent(Guards::requireQosPolicy);
        boolean secure = asked.find(PORT_SECURITY_ENABLED)
                .orElse(network.attributes().get(NetworkDescription.PORT_SECURITY_ENABLED));
        requirePortSecurity(secure, asked);
        return asked.with(PORT_SECURITY_ENABLED, secure);
    }

    private static void requirePortSecurity(boolean secure, Attributes attributes) {
        if (!secure && !attributes.get(SECURITY_GROUPS).isEmpty()) {
            throw new NeutronError(
                    400,
                    "PortSecurityAndIPRequiredForSecurityGroups",
                    "Port security must be enabled and port must have an IP address in order to use security groups.");
        }
        if (!secure && !attributes.get(ALLOWED_ADDRESS_PAIRS).isEmpty()) {
            throw NeutronError.conflict(
                    "AddressPairAndPortSecurityRequired",
                    "Port Security must be enabled in order to have allowed address pairs on a port.");
        }
        Guards.requireSecurityGroups(attributes.get(SECURITY_GROUPS));
    }

    private void allocate(FixedIp fixedIp, PortId port) {
        streams.append(
                SubnetState.TYPE,
                fixedIp.subnetId(),
                new AddressAllocated(fixedIp.subnetId(), fixedIp.ipAddress(), port));
    }

    private void release(FixedIp fixedIp, PortId port) {
        streams.append(
                SubnetState.TYPE,
                fixedIp.subnetId(),
                new AddressReleased(fixedIp.subnetId(), fixedIp.ipAddress(), port));
    }

    /** Changes what may be changed of a port, and binds it anew when that is among it. */
    @CommandHandler
    Port handle(UpdatePort command) {
        NetworkState network = lockNetworkOf(command.id());
        Port port = port(command.id());
        Guards.requireOwner("update_port", port, command.caller(), notFound(command.id()));
        Guards.requireRevision(port, command.revision());
        Attributes changes = command.changes().without(MAC_ADDRESS, FIXED_IPS).changedFrom(port.attributes());
        changes.find(QOS_POLICY_ID).ifPresent(Guards::requireQosPolicy);
        Attributes after = port.attributes().with(changes);
        requirePortSecurity(after.get(PORT_SECURITY_ENABLED), after);

        changeMac(port, command.changes(), network);
        changeAddresses(port(command.id()), command.changes(), network.network());
        if (!changes.isEmpty()) {
            append(new PortUpdated(command.id(), changes), command.id());
        }
        if (mustBindAnew(port, changes)) {
            append(binder.bind(port(command.id()), network.network().segments()), command.id());
        }
        return port(command.id());
    }

    private NetworkState lockNetworkOf(PortId id) {
        NetworkId network =
                streams.peek(PortState.TYPE, id).orElseThrow(() -> notFound(id)).networkId();
        return NetworkState.get(streams, network);
    }

    private void changeMac(Port port, Attributes changes, NetworkState network) {
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
        Mac mac = wanted.map(free -> MacAddresses.requireFree(free, network)).orElseGet(() -> macs.draw(network));
        streams.append(NetworkState.TYPE, port.networkId(), new PortAttached(port.networkId(), port.id(), mac));
        append(new PortMacChanged(port.id(), mac), port.id());
    }

    private void changeAddresses(Port port, Attributes changes, Network network) {
        if (!changes.has(FIXED_IPS)) {
            return;
        }
        List<FixedIp> wanted = new AddressAssignment(
                        streams, network, port.macAddress(), port.deviceOwner(), port.fixedIps())
                .of(changes.get(FIXED_IPS));
        if (wanted.equals(port.fixedIps())) {
            return;
        }
        port.fixedIps().stream()
                .filter(Predicate.not(wanted::contains))
                .forEach(fixedIp -> release(fixedIp, port.id()));
        wanted.stream()
                .filter(Predicate.not(port.fixedIps()::contains))
                .forEach(fixedIp -> allocate(fixedIp, port.id()));
        append(new PortAddressesChanged(port.id(), wanted), port.id());
    }

    private static boolean mustBindAnew(Port before, Attributes changes) {
        boolean placeChanged = Stream.of(HOST_ID, VNIC_TYPE, PROFILE).anyMatch(changes::has);
        boolean onAHost = !before.binding().host().isEmpty();
        return placeChanged && (changes.has(HOST_ID) || onAHost);
    }

    /** Removes a port and takes back what it had. */
    @CommandHandler
    void handle(DeletePort command) {
        lockNetworkOf(command.id());
        Port port = port(command.id());
        Guards.requireOwner("delete_port", port, command.caller(), notFound(command.id()));
        Guards.requireRevision(port, command.revision());
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
