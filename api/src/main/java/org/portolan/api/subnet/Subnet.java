package org.portolan.api.subnet;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.AddressPool;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.api.subnet.SubnetEvent.RouterAttached;
import org.portolan.api.subnet.SubnetEvent.RouterDetached;
import org.portolan.api.subnet.SubnetEvent.SubnetCreated;
import org.portolan.api.subnet.SubnetEvent.SubnetDeleted;
import org.portolan.api.subnet.SubnetEvent.SubnetUpdated;
import org.portolan.api.subnetpool.SubnetPoolId;

/**
 * A subnet: a prefix of a network, and how its addresses are handed out.
 *
 * @param networkId the one network that it belongs to
 */
public record Subnet(SubnetId id, ProjectId project, NetworkId networkId, Attributes attributes, Lifecycle lifecycle)
        implements Resource {

    /** The subnet after an event, or null when it is gone. */
    public static @Nullable Subnet evolve(@Nullable Subnet subnet, Recorded<? extends SubnetEvent> recorded) {
        if (recorded.event() instanceof SubnetCreated created) {
            return new Subnet(
                    created.id(),
                    created.projectId(),
                    created.networkId(),
                    created.attributes(),
                    Lifecycle.startedAt(recorded.at(), 0));
        }
        Subnet before = Objects.requireNonNull(subnet, "a subnet's first event is its creation");
        return switch (recorded.event()) {
            case SubnetCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case SubnetUpdated updated ->
                new Subnet(
                        before.id,
                        before.project,
                        before.networkId,
                        before.attributes.with(updated.changes()),
                        before.lifecycle.changedAt(recorded.at()));
            case AddressAllocated allocated -> before;
            case AddressReleased released -> before;
            case RouterAttached attached -> before;
            case RouterDetached detached -> before;
            case SubnetDeleted deleted -> null;
        };
    }

    /** The prefix. */
    public IPAddress cidr() {
        return attributes.get(SubnetDescription.CIDR);
    }

    /** 4 or 6. */
    public int ipVersion() {
        return attributes.get(SubnetDescription.IP_VERSION);
    }

    /** The pool that the prefix is of, if it is of one. */
    public Optional<SubnetPoolId> subnetPool() {
        return attributes
                .find(SubnetDescription.SUBNETPOOL_ID)
                .filter(id -> !id.equals(SubnetDescription.PREFIX_DELEGATION))
                .map(SubnetPoolId::of);
    }

    /** Whether the prefix is to be delegated by somebody else (RFC 8415), and is none of the subnet's until then. */
    public boolean isDelegated() {
        return attributes
                .find(SubnetDescription.SUBNETPOOL_ID)
                .filter(SubnetDescription.PREFIX_DELEGATION::equals)
                .isPresent();
    }

    /** The default gateway of the subnet's hosts, if they are to have one. */
    public Optional<IPAddress> gatewayIp() {
        return attributes.find(SubnetDescription.GATEWAY_IP);
    }

    /** The ranges that addresses are handed out from when nobody asks for a certain one. */
    public List<AddressPool> allocationPools() {
        return attributes.get(SubnetDescription.ALLOCATION_POOLS);
    }

    /** Whether hosts make their addresses themselves, from the prefix and their MAC (RFC 4862, EUI-64). */
    public boolean hasAutomaticAddresses() {
        return Stream.of(SubnetDescription.IPV6_ADDRESS_MODE, SubnetDescription.IPV6_RA_MODE)
                .flatMap(mode -> attributes.find(mode).stream())
                .anyMatch(mode -> mode.equals("slaac") || mode.equals("dhcpv6-stateless"));
    }
}
