package org.portolan.command.segment;

import static org.portolan.api.segmentrange.NetworkSegmentRangeDescription.DEFAULT;
import static org.portolan.api.segmentrange.NetworkSegmentRangeDescription.MAXIMUM;
import static org.portolan.api.segmentrange.NetworkSegmentRangeDescription.MINIMUM;
import static org.portolan.api.segmentrange.NetworkSegmentRangeDescription.NETWORK_TYPE;
import static org.portolan.api.segmentrange.NetworkSegmentRangeDescription.PHYSICAL_NETWORK;
import static org.portolan.api.segmentrange.NetworkSegmentRangeDescription.SHARED;
import static org.portolan.api.segmentrange.NetworkSegmentRangeDescription.USED;

import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.policy.Demand;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.Tags;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.SegmentPoolEvent;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangeOffered;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangeWithdrawn;
import org.portolan.api.segment.SegmentRange;
import org.portolan.api.segmentrange.NetworkSegmentRangeDescription;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeCreated;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeDeleted;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeUpdated;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides about ranges of segmentation ids. Those of administrators do not overlap, and stay while networks hold their ids;
 * those of the configuration cannot be changed. A pool is locked before its ranges.
 */
public final class NetworkSegmentRangeDecisions implements ResourceDecisions<PlainResource> {

    static final StreamType<PlainResource> TYPE = StreamType.of(new NetworkSegmentRangeDescription());

    private final Streams streams;
    private final PooledIds ids;

    /** Decisions on these streams. */
    public NetworkSegmentRangeDecisions(Streams streams) {
        this.streams = streams;
        this.ids = new PooledIds(streams);
    }

    @Override
    public NetworkSegmentRangeDescription description() {
        return new NetworkSegmentRangeDescription();
    }

    /** Makes a range, for one project or for all. */
    @Override
    public PlainResource create(Create wish) {
        Attributes asked = wish.attributes();
        String typeName = asked.find(NETWORK_TYPE)
                .orElseThrow(() -> new NeutronError(
                        400,
                        "NetworkSegmentRangeNetTypeNotSupported",
                        "Network type None does not support network segment ranges."));
        NetworkType type = NetworkType.of(typeName);
        SegmentRange range = NetworkSegmentRangeDescription.idsOf(asked);
        requireValid(type, range);
        Attributes attributes = asked.with(DEFAULT, false);
        if (type != NetworkType.VLAN) {
            attributes = attributes.without(PHYSICAL_NETWORK);
        } else if (asked.find(PHYSICAL_NETWORK).isEmpty()) {
            throw new NeutronError(
                    400,
                    "BadRequest",
                    "Bad network_segment_range request: Network type vlan requires 'physical_network' to be specified"
                            + " while creating new range.");
        }
        requireNoOverlap(pool(attributes), range);
        UUID id = UUID.fromString(wish.id());
        boolean shared = attributes.get(SHARED);
        streams.begin(
                TYPE, id, new NetworkSegmentRangeCreated(id, shared ? Segments.NOBODY : wish.project(), attributes));
        PlainResource made = get(id);
        offer(made);
        return withUse(made);
    }

    private void requireNoOverlap(SegmentPool pool, SegmentRange range) {
        String others = pool.offers().entrySet().stream()
                .filter(entry -> entry.getValue().range().lowest() <= range.highest()
                        && entry.getValue().range().highest() >= range.lowest())
                .map(entry -> entry.getKey().toString())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw NeutronError.conflict(
                    "NetworkSegmentRangeOverlaps", "Network segment range overlaps with range(s) with id " + others);
        }
    }

    private static void requireValid(NetworkType type, SegmentRange range) {
        for (long id : LongStream.of(range.lowest(), range.highest()).toArray()) {
            if (id < type.lowestId() || id > type.highestId()) {
                throw invalid(
                        type,
                        range,
                        type == NetworkType.VLAN
                                ? id + " is not a valid VLAN tag"
                                : id + " is not a valid " + type + " identifier");
            }
        }
        if (range.highest() < range.lowest()) {
            String what = type == NetworkType.VLAN ? "VLAN" : "tunnel";
            throw invalid(type, range, "End of " + what + " range is less than start of " + what + " range");
        }
    }

    private static NeutronError invalid(NetworkType type, SegmentRange range, String reason) {
        return type == NetworkType.VLAN
                ? new NeutronError(
                        400, "NetworkVlanRangeError", "Invalid network VLAN range: '" + range + "' - '" + reason + "'.")
                : new NeutronError(
                        400,
                        "NetworkTunnelRangeError",
                        "Invalid network tunnel range: '" + range + "' - " + reason + ".");
    }

    /** Changes a range's bounds, as long as the ids that networks hold stay well inside, or what it is called. */
    @Override
    public PlainResource update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        SegmentPool pool = pool(peek(id).attributes());
        PlainResource range = get(id);
        Guards.requireMay(wish, description(), range.target());
        Guards.requireRevision(range, wish.revision());
        if (!isOfTagsOnly(wish.changes())) {
            requireOwn(range);
            requireInside(pool, range, wish.changes());
            Attributes after = range.attributes().with(wish.changes());
            requireValid(NetworkType.of(after.get(NETWORK_TYPE)), NetworkSegmentRangeDescription.idsOf(after));
        }
        Attributes changes = wish.changes().changedFrom(range.attributes());
        if (!changes.isEmpty()) {
            streams.append(TYPE, id, new NetworkSegmentRangeUpdated(id, changes));
        }
        if (changes.has(MINIMUM) || changes.has(MAXIMUM)) {
            offer(get(id));
        }
        return withUse(get(id));
    }

    private static boolean isOfTagsOnly(Attributes changes) {
        return Set.of(Tags.NAME).containsAll(changes.names());
    }

    private static void requireOwn(PlainResource range) {
        if (range.attributes().get(DEFAULT)) {
            throw new NeutronError(
                    400,
                    "NetworkSegmentRangeDefaultReadOnly",
                    "Network Segment Range " + range.id()
                            + " is a default segment range which could not be updated or deleted.");
        }
    }

    /** Neutron wants some room between the bounds and the ids that are held, whatever is changed. */
    private static void requireInside(SegmentPool pool, PlainResource range, Attributes changes) {
        SortedMap<Long, NetworkId> held = pool.heldOf(NetworkSegmentRangeDescription.idsOf(range.attributes()));
        if (held.isEmpty()) {
            return;
        }
        SegmentRange after =
                NetworkSegmentRangeDescription.idsOf(range.attributes().with(changes));
        if (after.lowest() >= held.firstKey() || after.highest() <= held.lastKey()) {
            throw inUse(range);
        }
    }

    private static NeutronError inUse(PlainResource range) {
        return NeutronError.conflict(
                "NetworkSegmentRangeReferencedByProject",
                "Network Segment Range " + range.id() + " is referenced by one or more tenant networks.");
    }

    /** Removes a range of which no network holds an id. */
    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        SegmentPool pool = pool(peek(id).attributes());
        PlainResource range = get(id);
        Guards.requireMay(Demand.of("delete_network_segment_range"), range.target(), wish.caller());
        Guards.requireRevision(range, wish.revision());
        requireOwn(range);
        if (!pool.heldOf(NetworkSegmentRangeDescription.idsOf(range.attributes()))
                .isEmpty()) {
            throw inUse(range);
        }
        NetworkType type = NetworkType.of(range.attributes().get(NETWORK_TYPE));
        String physicalNetwork = physicalNetwork(range.attributes());
        tell(range.attributes(), new SegmentRangeWithdrawn(type, physicalNetwork, id));
        streams.append(TYPE, id, new NetworkSegmentRangeDeleted(id));
    }

    private void offer(PlainResource range) {
        Attributes attributes = range.attributes();
        tell(
                attributes,
                new SegmentRangeOffered(
                        NetworkType.of(attributes.get(NETWORK_TYPE)),
                        physicalNetwork(attributes),
                        range.id(),
                        NetworkSegmentRangeDescription.idsOf(attributes),
                        attributes.get(SHARED) ? null : range.project()));
    }

    private void tell(Attributes range, SegmentPoolEvent event) {
        NetworkType type = NetworkType.of(range.get(NETWORK_TYPE));
        streams.append(SegmentPool.TYPE, PooledIds.key(type, physicalNetwork(range)), event);
        if (type == NetworkType.VLAN) {
            streams.append(SegmentPool.TYPE, PooledIds.key(type, null), event);
        }
    }

    private static @Nullable String physicalNetwork(Attributes range) {
        return range.find(PHYSICAL_NETWORK).orElse(null);
    }

    private SegmentPool pool(Attributes range) {
        return ids.pool(NetworkType.of(range.get(NETWORK_TYPE)), physicalNetwork(range));
    }

    private PlainResource peek(UUID id) {
        return streams.peek(TYPE, id).orElseThrow(() -> description().notFound(id));
    }

    private PlainResource get(UUID id) {
        return streams.get(TYPE, id, () -> description().notFound(id));
    }

    /** The range as the answer shows it. */
    private PlainResource withUse(PlainResource range) {
        ObjectNode used = Json.object();
        pool(range.attributes())
                .heldOf(NetworkSegmentRangeDescription.idsOf(range.attributes()))
                .forEach((id, network) -> streams.peek(NetworkState.TYPE, network)
                        .ifPresent(state -> used.put(
                                Long.toString(id), state.network().project().value())));
        return new PlainResource(range.id(), range.project(), range.attributes().with(USED, used), range.lifecycle());
    }
}
