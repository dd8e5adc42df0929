package org.portolan.command.port;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.subnet.AutomaticAddress;
import org.portolan.command.subnet.SubnetPlan;
import org.portolan.command.subnet.SubnetState;

/**
 * Which addresses a port gets.
 *
 * <p>Wishes for certain addresses are met first, so that none of them is taken by a wish for any address. Nothing is
 * appended here: the whole assignment is decided before the first event, so a refusal leaves nothing behind.
 */
final class AddressAssignment {

    private static final int FIXED_IPS_MAX = 5;

    private final Network network;
    private final Mac mac;
    private final String deviceOwner;
    private final List<FixedIp> kept;
    private final Map<SubnetId, SubnetState> subnets = new HashMap<>();
    private final Set<IPAddress> assignedNow = new HashSet<>();

    /**
     * An assignment for a port on that network.
     *
     * @param kept the addresses that the port has already
     */
    AddressAssignment(Streams streams, Network network, Mac mac, String deviceOwner, List<FixedIp> kept) {
        this.network = network;
        this.mac = mac;
        this.deviceOwner = deviceOwner;
        this.kept = kept;
        for (SubnetId subnet : network.subnets()) {
            subnets.put(subnet, SubnetState.get(streams, subnet));
        }
    }

    /**
     * The addresses of a port whose creator does not say: one of an IPv4 subnet, one of an IPv6 subnet that hands them out,
     * and one of each subnet whose hosts make their own.
     *
     * @throws NeutronError 409 when a subnet should give one but none has any left
     */
    List<FixedIp> byDefault() {
        List<FixedIp> assigned = new ArrayList<>();
        List<SubnetState> usable = usable();
        for (int version : new int[] {4, 6}) {
            List<SubnetState> giving = usable.stream()
                    .filter(state -> state.subnet().ipVersion() == version
                            && !state.subnet().hasAutomaticAddresses())
                    .toList();
            if (!giving.isEmpty()) {
                assigned.add(anyOf(giving));
            }
        }
        usable.stream()
                .filter(state -> state.subnet().hasAutomaticAddresses() && !isRouterPort())
                .forEach(state -> assigned.add(automatic(state.subnet())));
        return assigned;
    }

    /**
     * The addresses that the wishes lead to, in the wishes' order; addresses that the port has already are kept where they
     * meet a wish.
     *
     * @throws NeutronError 400, 404 or 409 when a wish cannot be met
     */
    List<FixedIp> of(List<FixedIpWish> wishes) {
        if (wishes.size() > FIXED_IPS_MAX && !deviceOwner.startsWith("network:")) {
            throw NeutronError.invalidInput("Exceeded maximum amount of fixed ips per port");
        }
        if (network.subnets().isEmpty() && !wishes.isEmpty()) {
            throw requireSubnetOf(wishes.getFirst());
        }
        FixedIp[] assigned = new FixedIp[wishes.size()];
        for (int i = 0; i < assigned.length; i++) {
            IPAddress address = wishes.get(i).ipAddress();
            if (address != null) {
                assigned[i] = certain(wishes.get(i).subnetId(), address);
            }
        }
        for (int i = 0; i < assigned.length; i++) {
            SubnetId subnet = wishes.get(i).subnetId();
            if (assigned[i] == null && subnet != null) {
                assigned[i] = anyOf(subnet);
            }
        }
        return List.of(assigned);
    }

    private NeutronError requireSubnetOf(FixedIpWish wish) {
        IPAddress address = wish.ipAddress();
        SubnetId subnet = wish.subnetId();
        if (subnet != null) {
            return new SubnetDescription().notFound(subnet);
        }
        return invalidForNetwork(address == null ? "" : address.toCanonicalString());
    }

    private List<SubnetState> usable() {
        return network.subnets().stream()
                .map(this::state)
                .filter(state -> serves(state.subnet()))
                .toList();
    }

    private boolean serves(Subnet subnet) {
        List<String> types = subnet.attributes().get(SubnetDescription.SERVICE_TYPES);
        return types.isEmpty() || types.contains(deviceOwner);
    }

    private SubnetState state(SubnetId id) {
        SubnetState state = subnets.get(id);
        if (state == null) {
            throw new SubnetDescription().notFound(id);
        }
        return state;
    }

    private FixedIp certain(@Nullable SubnetId subnetId, IPAddress address) {
        Subnet subnet = subnetId == null ? subnetOf(address) : state(subnetId).subnet();
        FixedIp wanted = new FixedIp(subnet.id(), address);
        if (kept.contains(wanted)) {
            assignedNow.add(address);
            return wanted;
        }
        if (!isHostOf(subnet, address)) {
            throw new NeutronError(
                    400,
                    "InvalidIpForSubnet",
                    "IP address " + address.toCanonicalString() + " is not a valid IP for the specified subnet.");
        }
        if (subnet.hasAutomaticAddresses()
                && !isRouterPort()
                && !address.equals(AutomaticAddress.of(subnet.cidr(), mac))) {
            throw new NeutronError(
                    400,
                    "AllocationOnAutoAddressSubnet",
                    "IPv6 address " + address.toCanonicalString()
                            + " cannot be directly assigned to a port on subnet " + subnet.id()
                            + " as the subnet is configured for automatic addresses");
        }
        if (state(subnet.id()).isHeld(address) || !assignedNow.add(address)) {
            throw NeutronError.conflict(
                    "IpAddressAlreadyAllocated",
                    "IP address " + address.toCanonicalString() + " already allocated in subnet " + subnet.id());
        }
        return wanted;
    }

    private Subnet subnetOf(IPAddress address) {
        return subnets.values().stream()
                .map(SubnetState::subnet)
                .filter(subnet -> subnet.cidr().contains(address))
                .findAny()
                .orElseThrow(() -> invalidForNetwork(address.toCanonicalString()));
    }

    private static NeutronError invalidForNetwork(String address) {
        return new NeutronError(
                400,
                "InvalidIpForNetwork",
                "IP address " + address + " is not a valid IP for any of the subnets on the specified network.");
    }

    private static boolean isHostOf(Subnet subnet, IPAddress address) {
        return SubnetPlan.isHost(address, subnet.cidr());
    }

    private FixedIp anyOf(SubnetId subnetId) {
        Subnet subnet = state(subnetId).subnet();
        if (subnet.hasAutomaticAddresses() && !isRouterPort()) {
            return automatic(subnet);
        }
        Optional<FixedIp> already = kept.stream()
                .filter(fixedIp -> fixedIp.subnetId().equals(subnetId))
                .filter(fixedIp -> assignedNow.add(fixedIp.ipAddress()))
                .findFirst();
        return already.orElseGet(() -> anyOf(List.of(state(subnetId))));
    }

    private FixedIp anyOf(List<SubnetState> candidates) {
        for (SubnetState candidate : candidates) {
            Optional<IPAddress> address = candidate.nextAddress(assignedNow);
            if (address.isPresent()) {
                assignedNow.add(address.get());
                return new FixedIp(candidate.subnet().id(), address.get());
            }
        }
        throw NeutronError.conflict(
                "IpAddressGenerationFailure", "No more IP addresses available on network " + network.id() + ".");
    }

    private FixedIp automatic(Subnet subnet) {
        IPAddress address = AutomaticAddress.of(subnet.cidr(), mac);
        assignedNow.add(address);
        return new FixedIp(subnet.id(), address);
    }

    private boolean isRouterPort() {
        return deviceOwner.startsWith("network:router");
    }
}
