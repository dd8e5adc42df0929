package org.portolan.command.port;

import java.util.List;
import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ports that other decisions need: a router's legs, a floating IP's place. They are made, moved and removed in the unit of
 * work of what needs them, so that neither is ever there without the other.
 */
public final class ServicePorts {

    private static final Caller SERVICE = Caller.ofServer("");

    private final Streams streams;
    private final PortDecisions ports;

    /** Ports that are made as those decisions make them. */
    public ServicePorts(Streams streams, PortDecisions ports) {
        this.streams = streams;
        this.ports = ports;
    }

    /**
     * What needs a port.
     *
     * @param project the project that the port belongs to; none for ports that tenants need not know of
     * @param deviceId the id of what needs it
     * @param deviceOwner what kind of thing that is, such as {@code network:router_gateway}
     */
    public record Owner(ProjectId project, String deviceId, String deviceOwner) {}

    /**
     * Makes a port.
     *
     * @param wishes the addresses that it is to have; empty for whichever the network gives
     * @throws org.portolan.api.error.NeutronError when it cannot have them
     */
    public Port make(Network network, Owner owner, List<FixedIpWish> wishes) {
        return make(network, owner, "", wishes);
    }

    /**
     * Makes a port with a name, and with whichever address the network gives.
     *
     * @throws org.portolan.api.error.NeutronError when there is none left
     */
    public Port make(Network network, Owner owner, String name) {
        return make(network, owner, name, List.of());
    }

    private Port make(Network network, Owner owner, String name, List<FixedIpWish> wishes) {
        ObjectNode body = Json.object();
        if (!name.isEmpty()) {
            body.put("name", name);
        }
        body.put("network_id", network.id().toString());
        body.put("device_id", owner.deviceId());
        body.put("device_owner", owner.deviceOwner());
        body.putArray("security_groups");
        PortDescription description = new PortDescription();
        Attributes asked = description.parseCreate(body, SERVICE);
        if (!wishes.isEmpty()) {
            asked = asked.with(PortDescription.FIXED_IPS, wishes);
        }
        return ports.make(new PortId(UUID.randomUUID()), owner.project(), network, asked, SERVICE);
    }

    /**
     * Gives a port other addresses; it keeps those that meet a wish.
     *
     * @throws org.portolan.api.error.NeutronError when it cannot have them
     */
    public Port readdress(PortId id, List<FixedIpWish> wishes) {
        return ports.readdress(get(id), wishes);
    }

    /** The wishes that those addresses meet. */
    public static List<FixedIpWish> wishesFor(List<FixedIp> fixedIps) {
        return fixedIps.stream()
                .map(fixedIp -> new FixedIpWish(fixedIp.subnetId(), fixedIp.ipAddress()))
                .toList();
    }

    /** Makes a port that somebody else has made that owner's. */
    public Port claim(PortId id, Owner owner) {
        Attributes changes = Attributes.none()
                .with(PortDescription.DEVICE_ID, owner.deviceId())
                .with(PortDescription.DEVICE_OWNER, owner.deviceOwner())
                .changedFrom(get(id).attributes());
        if (!changes.isEmpty()) {
            streams.append(PortState.TYPE, id, new PortUpdated(id, changes));
        }
        return get(id);
    }

    /** Has a port be on a host, unless it is; where that was not possible before, it is tried again. */
    public Port place(PortId id, String host) {
        Port port = get(id);
        if (port.binding().isBound() && port.binding().host().equals(host)) {
            return port;
        }
        Attributes there = Attributes.none().with(PortDescription.HOST_ID, host);
        return ports.update(new Update("Port", id.toString(), there, null, SERVICE));
    }

    /** Removes a port. */
    public void remove(PortId id) {
        PortRemoval.remove(streams, get(id));
    }

    /** The port, its network locked before it. */
    public Port get(PortId id) {
        streams.peek(PortState.TYPE, id).ifPresent(port -> NetworkState.get(streams, port.networkId()));
        return PortState.get(streams, id);
    }
}
