package org.portolan.command.port;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.PortId;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
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

    private static final String DISTRIBUTED = "network:distributed";

    private final Streams streams;
    private final Caller caller;
    private final Network network;
    private final HostSegments hosts;
    private final Mac mac;
    private final String deviceOwner;
    private final String host;
    private final List<FixedIp> kept;
    private final Map<SubnetId, SubnetState> subnets = new HashMap<>();
    private final Set<IPAddress> assignedNow = new HashSet<>();

    /**
     * An assignment for a port on that network.
     *
     * @param host the host that the port is to be on, empty when that is not known
     * @param kept the addresses that the port has already
     * @param caller who wishes for addresses
     */
    AddressAssignment(
            Streams streams,
            HostSegments hosts,
            Network network,
            Mac mac,
            String deviceOwner,
            String host,
            List<FixedIp> kept,
            Caller caller) {
        this.streams = streams;
        this.caller = caller;
        this.hosts = hosts;
        this.network = network;
        this.mac = mac;
        this.deviceOwner = deviceOwner;
        this.host = host;
        this.kept = kept;
        for (SubnetId subnet : network.subnets()) {
            subnets.put(subnet, SubnetState.get(streams, subnet));
        }
    }

    /**
     * The addresses of a port whose creator does not say: one of an IPv4 subnet, one of an IPv6 subnet that hands them out,
     * and one of each subnet whose hosts make their own. Nothing when that has to wait until the port's host is known, since
     * the network's subnets are on segments that not all hosts are wired to.
     *
     * @throws NeutronError 409 when a subnet should give one but none has any left, or none serves such ports or that host
     */
    Optional<List<FixedIp>> byDefault() {
        List<SubnetState> candidates = host.isEmpty()
                ? serving().filter(state -> segmentOf(state).isEmpty()).toList()
                : reachable();
        if (candidates.isEmpty() && !network.subnets().isEmpty()) {
            requireWired();
            if (serving().findAny().isPresent()) {
                return Optional.empty();
            }
            throw NeutronError.conflict(
                    "IpAddressGenerationFailureNoMatchingSubnet",
                    "No valid service subnet for the given device owner, network " + network.id() + ", service type "
                            + deviceOwner + ".");
        }
        List<FixedIp> assigned = new ArrayList<>();
        for (int version : new int[] {4, 6}) {
            // Those that serve only such ports come first.
            List<SubnetState> giving = candidates.stream()
                    .filter(state -> state.subnet().ipVersion() == version
                            && !state.subnet().hasAutomaticAddresses())
                    .sorted(Comparator.comparing(state -> serviceTypes(state).isEmpty()))
                    .toList();
            if (!giving.isEmpty()) {
                assigned.add(anyOf(giving));
            }
        }
        assigned.addAll(automatic(candidates));
        return Optional.of(assigned);
    }

    /**
     * The addresses that the wishes lead to, in the wishes' order, and one of each subnet whose hosts make their own;
     * addresses that the port has already are kept where they meet a wish.
     *
     * @throws NeutronError 400, 404 or 409 when a wish cannot be met
     */
    List<FixedIp> of(List<FixedIpWish> wishes) {
        if (network.subnets().isEmpty() && !wishes.isEmpty()) {
            throw NeutronError.invalidInput("IP allocation requires subnets for network");
        }
        List<SubnetState> candidates = host.isEmpty() ? onOneSegment(wishes) : reachable();
        if (candidates.isEmpty()) {
            requireWired();
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
        assigned.forEach(fixedIp -> requireReachable(fixedIp, candidates));
        assigned.addAll(automatic(candidates));
        return assigned;
    }

    /**
     * Refuses that a port is on that host with the addresses that it has.
     *
     * @throws NeutronError 409
     */
    void requireUsableOnHost(PortId port) {
        List<SubnetState> candidates = reachable();
        if (candidates.isEmpty()) {
            requireWired();
        }
        for (FixedIp fixedIp : kept) {
            if (!candidates.contains(state(fixedIp.subnetId()))) {
                throw NeutronError.conflict(
                        "HostNotCompatibleWithFixedIps",
                        "Host " + host + " is not connected to a segment where the existing fixed_ips on port " + port
                                + " will function given the routed network topology.");
            }
        }
    }

    private Stream<SubnetState> serving() {
        return network.subnets().stream().map(this::state).filter(state -> serves(state.subnet()));
    }

    private static Optional<UUID> segmentOf(SubnetState state) {
        return state.subnet().attributes().find(SubnetDescription.SEGMENT_ID);
    }

    private static List<String> serviceTypes(SubnetState state) {
        return state.subnet().attributes().get(SubnetDescription.SERVICE_TYPES);
    }

    /** The subnets that are on no segment, or on the one that the host is wired to. */
    private List<SubnetState> reachable() {
        List<SubnetState> reachable = serving()
                .filter(state -> segmentOf(state)
                        .map(segment -> hosts.connects(host, network, segment))
                        .orElse(true))
                .toList();
        if (reachable.stream()
                        .flatMap(state -> segmentOf(state).stream())
                        .distinct()
                        .count()
                > 1) {
            throw NeutronError.conflict(
                    "HostConnectedToMultipleSegments",
                    "Host " + host + " is connected to multiple segments on routed provider network '" + network.id()
                            + "'.  It should be connected to one.");
        }
        return reachable;
    }

    /** A host that none of the network's segments leads to can have no port there. */
    private void requireWired() {
        if (!host.isEmpty()
                && subnets.values().stream().anyMatch(state -> segmentOf(state).isPresent())) {
            throw NeutronError.conflict(
                    "HostNotConnectedToAnySegment",
                    "Host " + host + " is not connected to any segments on routed provider network '" + network.id()
                            + "'.  It should be connected to one.");
        }
    }

    /** Where the host is not known, the first wish tells which segment it must be on; without one, it is on none. */
    private List<SubnetState> onOneSegment(List<FixedIpWish> wishes) {
        Set<Optional<UUID>> segments = new HashSet<>();
        for (FixedIpWish wish : wishes) {
            Optional<SubnetState> named =
                    serving().filter(state -> isMeant(state, wish)).findFirst();
            if (named.isEmpty()) {
                return serving().toList();
            }
            segments.add(segmentOf(named.get()));
        }
        if (segments.size() > 1 && !deviceOwner.equals(DISTRIBUTED)) {
            throw new NeutronError(
                    400, "FixedIpsSubnetsNotOnSameSegment", "Cannot allocate addresses from different segments.");
        }
        return serving()
                .filter(state -> segments.size() > 1
                        || segments.contains(segmentOf(state))
                        || (segments.isEmpty() && segmentOf(state).isEmpty()))
                .toList();
    }

    private static boolean isMeant(SubnetState state, FixedIpWish wish) {
        IPAddress address = wish.ipAddress();
        return wish.subnetId() == null
                ? address != null && state.subnet().cidr().contains(address)
                : state.subnet().id().equals(wish.subnetId());
    }

    /** What the port has already it keeps; else its host must be wired to the subnet's segment. */
    private void requireReachable(FixedIp wanted, List<SubnetState> candidates) {
        SubnetState state = state(wanted.subnetId());
        if (segmentOf(state).isPresent() && !kept.contains(wanted) && !candidates.contains(state)) {
            throw ofElsewhere(wanted.subnetId());
        }
    }

    /** The addresses that the port has, where those that it makes itself follow the MAC of this assignment. */
    List<FixedIp> keptWithThisMac() {
        List<FixedIp> assigned = new ArrayList<>(kept);
        assigned.removeIf(fixedIp -> isAutomatic(state(fixedIp.subnetId())));
        assigned.forEach(fixedIp -> assignedNow.add(fixedIp.ipAddress()));
        assigned.addAll(
                automatic(serving().filter(state -> segmentOf(state).isEmpty()).toList()));
        return assigned;
    }

    private boolean serves(Subnet subnet) {
        List<String> types = subnet.attributes().get(SubnetDescription.SERVICE_TYPES);
        return types.isEmpty() || types.contains(deviceOwner);
    }

    private SubnetState state(SubnetId id) {
        SubnetState state = subnets.get(id);
        if (state == null) {
            throw isKnownToCaller(id) ? ofElsewhere(id) : new SubnetDescription().notFound(id);
        }
        return state;
    }

    private boolean isKnownToCaller(SubnetId id) {
        return streams.peek(SubnetState.TYPE, id)
                .map(SubnetState::subnet)
                .filter(subnet -> subnet.isFoundBy(caller)
                        || streams.peek(NetworkState.TYPE, subnet.networkId())
                                .filter(owner -> owner.network().isFoundBy(caller))
                                .isPresent())
                .isPresent();
    }

    private NeutronError ofElsewhere(SubnetId id) {
        return NeutronError.invalidInput("Failed to create port on network " + network.id()
                + ", because fixed_ips included invalid subnet " + id);
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
                .filter(subnet -> subnet.cidr().contains(address)
                        && (kept.contains(new FixedIp(subnet.id(), address)) || isHostOf(subnet, address)))
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

    /** Of those that the port has one of already, and of the candidates. */
    private List<FixedIp> automatic(List<SubnetState> candidates) {
        List<FixedIp> assigned = new ArrayList<>();
        for (SubnetId id : network.subnets()) {
            SubnetState state = state(id);
            boolean has = kept.stream().anyMatch(fixedIp -> fixedIp.subnetId().equals(id));
            if (isAutomatic(state) && (has || candidates.contains(state))) {
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
