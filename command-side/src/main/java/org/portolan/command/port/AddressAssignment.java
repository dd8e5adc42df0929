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
     * @throws NeutronError 409 when a subnet should give one but none has any left, or none serves such ports
     */
    List<FixedIp> byDefault() {
        List<FixedIp> assigned = new ArrayList<>();
        List<SubnetState> usable = usable();
        if (usable.isEmpty() && !network.subnets().isEmpty()) {
            throw NeutronError.conflict(
                    "IpAddressGenerationFailureNoMatchingSubnet",
                    "No valid service subnet for the given device owner, network " + network.id() + ", service type "
                            + deviceOwner + ".");
        }
        for (int version : new int[] {4, 6}) {
            List<SubnetState> giving = usable.stream()
                    .filter(state -> state.subnet().ipVersion() == version
                            && !state.subnet().hasAutomaticAddresses())
                    .toList();
            if (!giving.isEmpty()) {
                assigned.add(anyOf(giving));
            }
        }
        assigned.addAll(automatic());
        return assigned;
    }

    /**
     * The addresses that the wishes lead to, in the wishes' order, and one of each subnet whose hosts make their own;
     * addresses that the port has already are kept where they meet a wish.
     *
     * @throws NeutronError 400, 404 or 409 when a wish cannot be met
     */
    List<FixedIp> of(List<FixedIpWish> wishes) {
        if (network.subnets().isEmpty() && !wishes.isEmpty()) {
            throw requireSubnetOf(wishes.getFirst());
        }
        Map<FixedIpWish, FixedIp> certain = new HashMap<>();
        for (FixedIpWish wish : wishes) {
            IPAddress address = wish.ipAddress();
            if (address != null) {
                certain(wish.subnetId(), address).ifPresent(fixedIp -> certain.put(wish, fixedIp));
            }
        }
        List<FixedIp> assigned = new ArrayList<>();
        for (FixedIpWish wish : wishes) {
            SubnetId subnet = wish.subnetId();
            FixedIp already = certain.get(wish);
            if (already != null) {
                assigned.add(already);
            } else if (wish.ipAddress() == null && subnet != null && !isAutomatic(state(subnet))) {
                assigned.add(anyOf(subnet));
            }
        }
        assigned.addAll(automatic());
        return assigned;
    }

    /** The addresses that the port has, where those that it makes itself follow the MAC of this assignment. */
    List<FixedIp> keptWithThisMac() {
        List<FixedIp> assigned = new ArrayList<>(kept);
        assigned.removeIf(fixedIp -> isAutomatic(state(fixedIp.subnetId())));
        assigned.forEach(fixedIp -> assignedNow.add(fixedIp.ipAddress()));
        assigned.addAll(automatic());
        return assigned;
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

    /** That address; empty when it is one that the port has made itself, which needs no wish. */
    private Optional<FixedIp> certain(@Nullable SubnetId subnetId, IPAddress address) {
        Subnet subnet = subnetId == null ? subnetOf(address) : state(subnetId).subnet();
        FixedIp wanted = new FixedIp(subnet.id(), address);
        boolean has = kept.contains(wanted);
        if (isAutomatic(state(subnet.id()))) {
            if (has) {
                return Optional.empty();
            }
            throw new NeutronError(
                    400,
                    "AllocationOnAutoAddressSubnet",
                    "IPv6 address " + address.toCanonicalString()
                            + " cannot be directly assigned to a port on subnet " + subnet.id()
                            + " as the subnet is configured for automatic addresses");
        }
        if (!has && !isHostOf(subnet, address)) {
            throw new NeutronError(
                    400,
                    "InvalidIpForSubnet",
                    "IP address " + address.toCanonicalString() + " is not a valid IP for the specified subnet.");
        }
        if ((!has && state(subnet.id()).isHeld(address)) || !assignedNow.add(address)) {
            throw taken(subnet.id(), address);
        }
        return Optional.of(wanted);
    }

    private static NeutronError taken(SubnetId subnet, IPAddress address) {
        return NeutronError.conflict(
                "IpAddressAlreadyAllocated",
                "IP address " + address.toCanonicalString() + " already allocated in subnet " + subnet);
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

    /** Routers, and ports of which nobody says what they are for, may have the address that IPv6 keeps for routers. */
    private boolean isHostOf(Subnet subnet, IPAddress address) {
        boolean isRoutersAnycast =
                address.isIPv6() && address.equals(subnet.cidr().getLower().withoutPrefixLength());
        return SubnetPlan.isHost(address, subnet.cidr())
                && (!isRoutersAnycast || deviceOwner.isEmpty() || deviceOwner.startsWith("network:router"));
    }

    private FixedIp anyOf(SubnetId subnetId) {
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

    private List<FixedIp> automatic() {
        List<FixedIp> assigned = new ArrayList<>();
        for (SubnetId id : network.subnets()) {
            SubnetState state = state(id);
            boolean has = kept.stream().anyMatch(fixedIp -> fixedIp.subnetId().equals(id));
            if (isAutomatic(state) && (has || serves(state.subnet()))) {
                assigned.add(automatic(state));
            }
        }
        return assigned;
    }

    private FixedIp automatic(SubnetState state) {
        SubnetId id = state.subnet().id();
        IPAddress address = AutomaticAddress.of(state.subnet().cidr(), mac);
        FixedIp own = new FixedIp(id, address);
        if (!kept.contains(own) && state.isHeld(address)) {
            throw taken(id, address);
        }
        return own;
    }

    /** Whether the port makes its address of the subnet itself. */
    private boolean isAutomatic(SubnetState state) {
        return state.subnet().hasAutomaticAddresses() && !AutomaticAddress.isRouters(deviceOwner);
    }
}
