package org.portolan.api.segment;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Set;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Types;
import org.portolan.api.segment.SegmentEvent.SegmentCreated;
import org.portolan.api.segment.SegmentEvent.SegmentDeleted;
import org.portolan.api.segment.SegmentEvent.SegmentUpdated;

/** The {@code segment} resource: a layer-2 broadcast domain that carries a network. */
@AutoService(Described.class)
public final class SegmentDescription extends PlainDescription {

    public static final Attribute<NetworkId> NETWORK_ID = Attribute.of("network_id", Types.uuid(NetworkId::new))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).nullable();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();
    public static final Attribute<String> PHYSICAL_NETWORK =
            Attribute.of("physical_network", Types.text(64)).onPostOnly();
    public static final Attribute<String> NETWORK_TYPE =
            Attribute.of("network_type", Types.text(32)).required().onPostOnly();
    public static final Attribute<Long> SEGMENTATION_ID =
            Attribute.of("segmentation_id", Types.longInteger()).onPostOnly();

    private static final List<Field> FIELDS = List.of(
            id(),
            NETWORK_ID,
            NAME,
            DESCRIPTION,
            PHYSICAL_NETWORK,
            NETWORK_TYPE,
            SEGMENTATION_ID,
            standard("created_at"),
            standard("updated_at"),
            standard("revision_number"),
            standard(Tags.NAME).onlyFiltering());

    /** The description, for whoever looks for all of them. */
    public SegmentDescription() {
        super(
                "Segment",
                "segment",
                "segments",
                new Events(new SegmentEvent.Family(), SegmentCreated::new, SegmentUpdated::new, SegmentDeleted::new));
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    /** Neutron leaves out of lists only what its policy wants to know itself. */
    @Override
    public Set<String> alongWithFields(boolean inList) {
        return inList
                ? Set.of(
                        "name",
                        "description",
                        "network_id",
                        "network_type",
                        "physical_network",
                        "segmentation_id",
                        "created_at",
                        "updated_at",
                        "revision_number")
                : Set.of();
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public Sight sight() {
        return Sight.ADMINS;
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension("segment", "Segment", "Segments extension.", "2016-02-24T17:00:00-00:00"),
                new Extension(
                        "standard-attr-segment",
                        "Standard Attribute Segment Extension",
                        "Add standard attributes to Segment resource",
                        "2018-04-09T10:00:00-00:00"),
                new Extension(
                        "subnet-segmentid-writable",
                        "Subnet SegmentID (writable)",
                        "Provides a writable segment_id attribute for a subnet resource.",
                        "2018-03-12T00:00:00-00:00"),
                new Extension(
                        "segments-peer-subnet-host-routes",
                        "Segments peer-subnet host routes",
                        "Add host routes to subnets on a routed network (segments)",
                        "2018-06-12T10:00:00-00:00"));
    }
}
