package org.portolan.command.segment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.segment.SegmentRange;

/** Tagged segments on physical networks. */
record VlanType(NetworkTypesProperties properties, PooledIds ids) implements TypeDriver {

    /** What administrators get of a physical network that keeps no range for tenants. */
    static final List<SegmentRange> ALL =
            List.of(new SegmentRange(NetworkType.VLAN.lowestId(), NetworkType.VLAN.highestId()));

    @Override
    public NetworkType type() {
        return NetworkType.VLAN;
    }

    @Override
    public Set<@Nullable String> pools() {
        return Set.copyOf(properties.vlan().keySet());
    }

    @Override
    public Optional<Segment> allocate(NetworkId network, ProjectId project) {
        SortedSet<String> physicalNetworks = ids.rangedNetworks();
        physicalNetworks.addAll(properties.vlan().keySet());
        return physicalNetworks.stream()
                .flatMap(physicalNetwork -> ids.any(NetworkType.VLAN, physicalNetwork, network, project).stream())
                .findFirst();
    }

    @Override
    public Segment reserve(SegmentWish wish, NetworkId network, ProjectId project) {
        String physicalNetwork = wish.physicalNetwork();
        Long id = wish.segmentationId();
        if (physicalNetwork == null) {
            if (id != null) {
                throw NeutronError.invalidInput("segmentation_id requires physical_network for VLAN provider network");
            }
            return allocate(network, project).orElseThrow(Segments::noneLeft);
        }
        boolean isConfigured = properties.vlan().containsKey(physicalNetwork);
        if (!isConfigured && !ids.rangedNetworks().contains(physicalNetwork)) {
            throw NeutronError.invalidInput(
                    "physical_network '" + physicalNetwork + "' unknown for VLAN provider network");
        }
        if (id == null) {
            Optional<Segment> any = ids.any(NetworkType.VLAN, physicalNetwork, network, project);
            boolean isForAdministrators = isConfigured
                    && properties.ranges(NetworkType.VLAN, physicalNetwork).isEmpty();
            return (any.isEmpty() && isForAdministrators
                            ? ids.anyOf(ALL, NetworkType.VLAN, physicalNetwork, network)
                            : any)
                    .orElseThrow(Segments::noneLeft);
        }
        if (id < NetworkType.VLAN.lowestId() || id > NetworkType.VLAN.highestId()) {
            throw NeutronError.invalidInput("segmentation_id out of range (1 through 4094)");
        }
        return ids.certain(NetworkType.VLAN, physicalNetwork, id, network)
                .orElseThrow(() -> NeutronError.conflict(
                        "VlanIdInUse",
                        "Unable to create the network. The VLAN " + id + " on physical network " + physicalNetwork
                                + " is in use."));
    }

    @Override
    public void release(Segment segment, NetworkId network) {
        ids.release(
                NetworkType.VLAN, segment.physicalNetwork(), Objects.requireNonNull(segment.segmentationId()), network);
    }

    @Override
    public int mtu(Segment segment) {
        return properties.physnetMtu();
    }
}
