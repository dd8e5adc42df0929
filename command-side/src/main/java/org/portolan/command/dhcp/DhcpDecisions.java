package org.portolan.command.dhcp;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkCommand.ServeDhcp;
import org.portolan.api.node.DhcpDevice;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.HostSegments;
import org.portolan.command.port.PortState;
import org.portolan.command.port.ServicePorts;
import org.portolan.command.port.ServicePorts.Owner;
import org.portolan.command.subnet.SubnetState;

/** Decides about the ports of DHCP servers: each agent that has a network has one there. */
public final class DhcpDecisions {

    private static final String OWNER = "network:dhcp";
    /** The device of a port that an agent has given back, and that waits for the next one. */
    private static final String RESERVED = "reserved_dhcp_port";

    private final Streams streams;
    private final HostSegments hosts;
    private final ServicePorts ports;

    /** Decisions with these ports. */
    public DhcpDecisions(Streams streams, HostSegments hosts, ServicePorts ports) {
        this.streams = streams;
        this.hosts = hosts;
        this.ports = ports;
    }

    /** Gives the host's server on the network a port, and the addresses that it lacks; unless its agent has not got the network. */
    @CommandHandler
    void handle(ServeDhcp command) {
        NetworkState network = streams.find(NetworkState.TYPE, command.id()).orElse(null);
        if (network == null || !network.network().dhcpAgents().contains(AgentId.of(Agent.DHCP, command.host()))) {
            return;
        }
        List<SubnetId> wanted = network.network().subnets().stream()
                .filter(id -> isServedFrom(command.host(), network.network(), id))
                .toList();
        String device = DhcpDevice.id(command.host(), command.id());
        List<Port> servers = network.macs().keySet().stream()
                .flatMap(id -> streams.peek(PortState.TYPE, id).stream())
                .filter(port -> port.deviceOwner().equals(OWNER))
                .toList();
        Optional<Port> own = held(servers, device);
        if (own.isEmpty()) {
            own = held(servers, RESERVED).map(port -> ports.claim(port.id(), new Owner(port.project(), device, OWNER)));
        }
        if (own.isPresent()) {
            complete(own.get(), wanted);
            ports.place(own.get().id(), command.host());
        } else if (!wanted.isEmpty()) {
            make(network.network(), device, wanted, command.host());
        }
    }

    private static Optional<Port> held(List<Port> servers, String device) {
        return servers.stream()
                .filter(port -> port.attributes().get(PortDescription.DEVICE_ID).equals(device))
                .findFirst();
    }

    /** A subnet on a segment is served from the hosts that are wired to that. */
    private boolean isServedFrom(String host, Network network, SubnetId id) {
        return streams.peek(SubnetState.TYPE, id)
                .map(state -> state.subnet().attributes())
                .filter(subnet -> subnet.get(SubnetDescription.ENABLE_DHCP))
                .filter(subnet -> subnet.find(SubnetDescription.SEGMENT_ID)
                        .map(segment -> hosts.connects(host, network, segment))
                        .orElse(true))
                .isPresent();
    }

    private void make(Network network, String device, List<SubnetId> subnets, String host) {
        List<FixedIpWish> wishes =
                subnets.stream().map(id -> new FixedIpWish(id, null)).toList();
        Port port = ports.make(network, new Owner(network.project(), device, OWNER), wishes);
        ports.place(port.id(), host);
    }

    private void complete(Port port, List<SubnetId> wanted) {
        Set<SubnetId> has = port.fixedIps().stream().map(FixedIp::subnetId).collect(Collectors.toSet());
        if (has.equals(Set.copyOf(wanted))) {
            return;
        }
        List<FixedIpWish> wishes = wanted.stream()
                .map(id -> port.fixedIps().stream()
                        .filter(fixedIp -> fixedIp.subnetId().equals(id))
                        .findFirst()
                        .map(fixedIp -> new FixedIpWish(id, fixedIp.ipAddress()))
                        .orElse(new FixedIpWish(id, null)))
                .toList();
        ports.readdress(port.id(), wishes);
    }
}
