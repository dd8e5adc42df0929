package org.portolan.command.subnet;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import org.portolan.api.event.Recorded;
import org.portolan.api.port.PortId;
import org.portolan.api.router.RouterId;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetEvent;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.api.subnet.SubnetEvent.RouterAttached;
import org.portolan.api.subnet.SubnetEvent.RouterDetached;
import org.portolan.api.subnet.SubnetEvent.SubnetUpdated;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.StreamType;
import org.portolan.command.StreamType.Snapshots;
import org.portolan.command.Streams;

/** A subnet as decisions see it: what all see, and whose its addresses are. */
public final class SubnetState {

    /** The streams of subnets. */
    public static final StreamType<SubnetState> TYPE = new StreamType<>(
            new SubnetEvent.Family(),
            SubnetState.class,
            SubnetState::evolve,
            new Snapshots<>(Snapshot.class, Snapshot::of, Snapshot::state));

    private record Snapshot(
            Subnet subnet,
            Map<IPAddress, PortId> holders,
            @Nullable List<Leg> legs) {

        static Snapshot of(SubnetState state) {
            return new Snapshot(state.subnet, state.holders(), state.legs);
        }

        SubnetState state() {
            return new SubnetState(
                    subnet,
                    AddressBook.of(holders, subnet.allocationPools()),
                    TreePVector.from(legs == null ? List.of() : legs));
        }
    }

    /** A router's leg on the subnet. */
    public record Leg(RouterId router, PortId port, IPAddress address) {}

    private final Subnet subnet;
    private final AddressBook addresses;
    private final PVector<Leg> legs;

    private SubnetState(Subnet subnet, AddressBook addresses, PVector<Leg> legs) {
        this.subnet = subnet;
        this.addresses = addresses;
        this.legs = legs;
    }

    @SuppressWarnings("unchecked") // a subnet's stream holds subnet events only
    private static @Nullable SubnetState evolve(@Nullable SubnetState state, Recorded<?> recorded) {
        Subnet subnet = Subnet.evolve(state == null ? null : state.subnet, (Recorded<? extends SubnetEvent>) recorded);
        if (subnet == null) {
            return null;
        }
        AddressBook book = state == null ? AddressBook.of(subnet.allocationPools()) : state.addresses;
        return new SubnetState(
                subnet,
                switch ((SubnetEvent) recorded.event()) {
                    case AddressAllocated e -> book.plus(e.ipAddress(), e.portId());
                    case AddressReleased e -> book.minus(e.ipAddress());
                    case SubnetUpdated e
                    when e.changes().has(SubnetDescription.ALLOCATION_POOLS) ->
                        book.withPools(subnet.allocationPools());
                    default -> book;
                },
                legs(state, (SubnetEvent) recorded.event()));
    }

    private static PVector<Leg> legs(@Nullable SubnetState state, SubnetEvent event) {
        PVector<Leg> legs = state == null ? TreePVector.empty() : state.legs;
        return switch (event) {
            case RouterAttached e -> legs.plus(new Leg(e.routerId(), e.portId(), e.ipAddress()));
            case RouterDetached e ->
                TreePVector.from(legs.stream()
                        .filter(leg -> !leg.port().equals(e.portId()))
                        .toList());
            default -> legs;
        };
    }

    /**
     * The subnet, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static SubnetState get(Streams streams, SubnetId id) {
        return streams.get(TYPE, id, () -> new SubnetDescription().notFound(id));
    }

    /** What all see of it. */
    public Subnet subnet() {
        return subnet;
    }

    /** The address that somebody who does not care gets, but none of those; empty when none is left. */
    public Optional<IPAddress> nextAddress(Set<IPAddress> spoken) {
        return addresses.next(spoken);
    }

    /** Whether somebody has the address. */
    public boolean isHeld(IPAddress address) {
        return addresses.isHeld(address);
    }

    /** The legs that routers have on the subnet, oldest first. */
    public List<Leg> legs() {
        return legs;
    }

    /** Who has which address. */
    public Map<IPAddress, PortId> holders() {
        return addresses.holders();
    }
}
