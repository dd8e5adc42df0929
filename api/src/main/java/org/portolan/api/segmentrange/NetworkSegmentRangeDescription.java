package org.portolan.api.segmentrange;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.function.LongPredicate;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Types;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.SegmentRange;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeCreated;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeDeleted;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeUpdated;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The {@code network_segment_range} resource: segmentation ids for one project's networks, or for everybody's. Which of them
 * are in use is not kept with it: whoever answers looks it up.
 */
@AutoService(Described.class)
public final class NetworkSegmentRangeDescription extends PlainDescription {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("");
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("");

    /** Whether the range is the configuration's. */
    public static final Attribute<Boolean> DEFAULT =
            Attribute.of("default", Types.bool()).decided();

    public static final Attribute<Boolean> SHARED =
            Attribute.of("shared", Types.bool()).defaultsTo(true).onPostOnly();
    public static final Attribute<String> NETWORK_TYPE = Attribute.of(
                    "network_type", Types.oneOf("vlan", "vxlan", "gre", "geneve"))
            .onPostOnly();
    public static final Attribute<String> PHYSICAL_NETWORK =
            Attribute.of("physical_network", Types.text(64)).onPostOnly();
    public static final Attribute<Long> MINIMUM = Attribute.of("minimum", Types.range(1L, NetworkType.GRE.highestId()))
            .required();
    public static final Attribute<Long> MAXIMUM = Attribute.of("maximum", Types.range(1L, NetworkType.GRE.highestId()))
            .required();

    /** The projects of the networks that hold ids of the range, by id: in answers to writes only. */
    public static final Attribute<ObjectNode> USED =
            Attribute.of("used", Types.dictionary(Integer.MAX_VALUE)).decided();

    /** So many free ids of a range are told at most, the lowest. */
    public static final int MOST_TOLD = 100_000;

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    NAME,
                    DEFAULT,
                    SHARED,
                    Derived.<PlainResource, String>of(
                                    "project_id", Types.text(255), NetworkSegmentRangeDescription::owner)
                            .indexed(),
                    NETWORK_TYPE,
                    Derived.<PlainResource>asked(
                            PHYSICAL_NETWORK, range -> orNull(range.attributes().json(PHYSICAL_NETWORK.name()))),
                    MINIMUM,
                    MAXIMUM,
                    DESCRIPTION),
            standardAttributes(),
            List.of(
                    Derived.<PlainResource, List<String>>of("available", Types.words(), range -> Json.array())
                            .unfiltered(),
                    Derived.<PlainResource, ObjectNode>of(USED.name(), USED.type(), range -> Json.object())
                            .unfiltered()));

    /** The description, for whoever looks for all of them. */
    public NetworkSegmentRangeDescription() {
        super(
                "NetworkSegmentRange",
                "network_segment_range",
                "network_segment_ranges",
                new Events(
                        new NetworkSegmentRangeEvent.Family(),
                        NetworkSegmentRangeCreated::new,
                        NetworkSegmentRangeUpdated::new,
                        NetworkSegmentRangeDeleted::new));
    }

    private static JsonNode owner(PlainResource range) {
        return range.attributes().get(SHARED)
                ? NullNode.getInstance()
                : StringNode.valueOf(range.project().value());
    }

    private static JsonNode orNull(JsonNode value) {
        return value.isMissingNode() ? NullNode.getInstance() : value;
    }

    /** The ids from the lowest to the highest. */
    public static SegmentRange idsOf(Attributes range) {
        return new SegmentRange(range.get(MINIMUM), range.get(MAXIMUM));
    }

    /** The ids of the range that nobody has: the lowest {@link #MOST_TOLD}. */
    public static ArrayNode available(SegmentRange range, LongPredicate isUsed) {
        ArrayNode available = Json.array();
        for (long id = range.lowest(); id <= range.highest() && available.size() < MOST_TOLD; id++) {
            if (!isUsed.test(id)) {
                available.add(id);
            }
        }
        return available;
    }

    @Override
    public String projectMember() {
        return ProjectOf.PROJECT;
    }

    @Override
    public boolean isFilteredByTags() {
        return false;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public ObjectNode renderNew(PlainResource range) {
        return withUse(range);
    }

    @Override
    public ObjectNode renderChanged(PlainResource range, Attributes wished) {
        return withUse(range);
    }

    private ObjectNode withUse(PlainResource range) {
        ObjectNode body = render(range);
        ObjectNode used = range.attributes().find(USED).orElseGet(Json::object);
        body.set("available", available(idsOf(range.attributes()), id -> used.has(Long.toString(id))));
        body.set(USED.name(), used);
        return body;
    }

    @Override
    public Sight sight() {
        return Sight.ADMINS;
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(
                404, "NetworkSegmentRangeNotFound", "Network Segment Range " + id + " could not be found.");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "network-segment-range",
                "Neutron Network Segment Range",
                "Provides support for the network segment range management",
                "2018-11-29T00:00:00-00:00"));
    }
}
