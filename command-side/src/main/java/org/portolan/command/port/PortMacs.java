package org.portolan.command.port;

import static org.portolan.api.port.PortDescription.HOST_ID;
import static org.portolan.api.port.PortDescription.MAC_ADDRESS;
import static org.portolan.api.port.PortDescription.PROFILE;
import static org.portolan.api.port.PortDescription.VNIC_TYPE;

import java.util.Optional;
import org.portolan.api.address.Mac;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortEvent.PortMacChanged;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.trunk.TrunkMembership;
import tools.jackson.databind.JsonNode;

/**
 * Gives ports other MACs than they had.
 *
 * <ol>
 *   <li>No two ports of a network have the same.
 *   <li>A port that is a whole physical device (vNIC type {@code direct-physical}) has the MAC of that device, which the
 *       profile of its binding tells; bound without one, or given back, it has one of the server's, so that the device's is
 *       free for the next port.
 * </ol>
 */
final class PortMacs {

    private static final String PHYSICAL = "direct-physical";
    private static final String DEVICE_MAC = "device_mac_address";

    private final Streams streams;
    private final HostSegments hosts;
    private final MacAddresses macs;
    private final PortAddresses addresses;

    PortMacs(Streams streams, HostSegments hosts, MacAddresses macs) {
        this.streams = streams;
        this.hosts = hosts;
        this.macs = macs;
        this.addresses = new PortAddresses(streams);
    }

    /**
     * Gives a port that MAC, or one that nobody has.
     *
     * @throws org.portolan.api.error.NeutronError 409 when another port of the network has it
     */
    void change(Port port, Optional<Mac> wanted) {
        if (wanted.isPresent() && wanted.get().equals(port.macAddress())) {
            return;
        }
        NetworkState network = NetworkState.get(streams, port.networkId());
        Mac mac = wanted.map(free -> MacAddresses.requireFree(free, network)).orElseGet(() -> macs.draw(network));
        streams.append(NetworkState.TYPE, port.networkId(), new PortAttached(port.networkId(), port.id(), mac));
        streams.append(PortState.TYPE, port.id(), new PortMacChanged(port.id(), mac));
        TrunkMembership.show(streams, port);
    }

    /** Whether the port is a whole physical device. */
    static boolean isPhysical(Port port) {
        return port.attributes().get(VNIC_TYPE).equals(PHYSICAL);
    }

    /**
     * The port is bound anew: if it is a whole physical device it takes that one's MAC, with the addresses that follow from it.
     *
     * @throws org.portolan.api.error.NeutronError 400 when the profile tells of a MAC that is none
     */
    void followDevice(Port port) {
        if (!isPhysical(port)) {
            return;
        }
        change(port, deviceMac(port));
        Port moved = PortState.get(streams, port.id());
        AddressAssignment assignment = new AddressAssignment(
                streams,
                hosts,
                NetworkState.get(streams, port.networkId()).network(),
                moved.macAddress(),
                moved.deviceOwner(),
                moved.attributes().find(HOST_ID).orElse(""),
                moved.fixedIps(),
                Caller.ofServer(""));
        addresses.change(moved, assignment.keptWithThisMac());
    }

    private static Optional<Mac> deviceMac(Port port) {
        JsonNode told = port.attributes().get(PROFILE).path(DEVICE_MAC);
        if (told.isMissingNode() || told.isNull() || told.asString("x").isEmpty()) {
            return Optional.empty();
        }
        JsonNode mac = MAC_ADDRESS.type().parser().parse(DEVICE_MAC, told);
        return Optional.of(MAC_ADDRESS.type().reader().apply(mac));
    }
}
