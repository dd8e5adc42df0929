package org.portolan.command.segment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Command;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangesConfigured;
import org.portolan.api.segment.SegmentRange;
import org.portolan.command.Streams;

/** Which segments carry a network: asked for by administrators, or the first type that has one left. */
public final class Segments {

    /** Who asks on nobody's behalf: it gets ids of everybody's ranges. */
    static final ProjectId NOBODY = new ProjectId("");

    private final Streams streams;
    private final NetworkTypesProperties properties;
    private final PooledIds ids;
    private final Map<NetworkType, TypeDriver> drivers = new EnumMap<>(NetworkType.class);

    /** Segments as these properties allow. */
    public Segments(Streams streams, NetworkTypesProperties properties) {
        this.streams = streams;
        this.properties = properties;
        this.ids = new PooledIds(streams);
        for (NetworkType type : NetworkType.values()) {
            drivers.put(
                    type,
                    switch (type) {
                        case LOCAL -> new LocalType(properties);
                        case FLAT -> new FlatType(properties, ids);
                        case VLAN -> new VlanType(properties, ids);
                        case VXLAN, GRE, GENEVE -> new TunnelType(type, properties, ids);
                    });
        }
    }

    /** The wish that the configured ranges are the pools' ranges. */
    public record ConfigureSegmentRanges(Caller caller) implements Command {}

    /** Makes the configured ranges the pools' ranges, and shows them; ids in use stay with their holders. */
    @CommandHandler
    void handle(ConfigureSegmentRanges command) {
        DefaultRanges shown = new DefaultRanges(streams, ids);
        shown.hideUnconfigured(properties.vlan()::containsKey);
        for (TypeDriver driver : drivers.values()) {
            for (String physicalNetwork : driver.pools()) {
                List<SegmentRange> wanted = properties.ranges(driver.type(), physicalNetwork);
                List<SegmentRange> before =
                        ids.pool(driver.type(), physicalNetwork).ranges();
                shown.change(driver.type(), physicalNetwork, before, wanted);
                if (!before.equals(wanted)) {
                    streams.append(
                            SegmentPool.TYPE,
                            PooledIds.key(driver.type(), physicalNetwork),
                            new SegmentRangesConfigured(driver.type(), physicalNetwork, wanted));
                }
            }
        }
    }

    /**
     * The segments that an administrator asks for, for a network of that project: of its ranges, where he does not say
     * which id he wants.
     *
     * @throws NeutronError 400, 409 or 503 when one of them cannot be had
     */
    public List<Segment> reserve(List<SegmentWish> wishes, NetworkId network, ProjectId project) {
        List<Segment> segments = new ArrayList<>();
        for (SegmentWish wish : wishes) {
            segments.add(driver(wish.networkType()).reserve(wish, network, project));
        }
        return segments;
    }

    private TypeDriver driver(@Nullable String typeName) {
        if (typeName == null) {
            throw NeutronError.invalidInput("network_type required");
        }
        return driver(NetworkType.named(typeName)
                .orElseThrow(() -> NeutronError.invalidInput("network_type value '" + typeName + "' not supported")));
    }

    private TypeDriver driver(NetworkType type) {
        return Objects.requireNonNull(drivers.get(type));
    }

    /**
     * A segment for a network of that project whose creator asks for none: with an id of the project's own ranges, or else of
     * everybody's.
     *
     * @param external whether routers may have their gateways on the network
     * @throws NeutronError 503 when no type has one left
     */
    public List<Segment> allocate(boolean external, NetworkId network, ProjectId project) {
        String externalType = properties.external();
        List<String> types = external && externalType != null ? List.of(externalType) : properties.tenant();
        for (String type : types) {
            Optional<Segment> segment = driver(type).allocate(network, project);
            if (segment.isPresent()) {
                return List.of(segment.get());
            }
        }
        throw noneLeft();
    }

    static NeutronError noneLeft() {
        return NeutronError.unavailable(
                "NoNetworkAvailable", "Unable to create the network. No tenant network is available for allocation.");
    }

    /**
     * A segment of that one's type on its physical network, with its id and a segmentation id that is free.
     *
     * @throws NeutronError 400 or 503 when there is none
     */
    public Segment have(Segment wanted, NetworkId network) {
        SegmentWish wish = new SegmentWish(wanted.networkType().toString(), wanted.physicalNetwork(), null);
        Segment had = reserve(List.of(wish), network, NOBODY).getFirst();
        return new Segment(wanted.id(), had.networkType(), had.physicalNetwork(), had.segmentationId());
    }

    /** Takes back a segment that the network had by {@link #have}. */
    public static void release(Streams streams, Segment segment, NetworkId network) {
        Long id = segment.segmentationId();
        if (id != null) {
            new PooledIds(streams).release(segment.networkType(), segment.physicalNetwork(), id, network);
        }
    }

    /** Takes back segments that the network held. */
    public void release(List<Segment> segments, NetworkId network) {
        segments.forEach(segment -> driver(segment.networkType()).release(segment, network));
    }

    /** The largest IP packet that fits each of the segments, in bytes. */
    public int mtu(List<Segment> segments) {
        return segments.stream()
                .mapToInt(segment -> driver(segment.networkType()).mtu(segment))
                .min()
                .orElse(properties.physnetMtu());
    }
}
