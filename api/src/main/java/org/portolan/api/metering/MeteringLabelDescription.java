package org.portolan.api.metering;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Set;
import org.portolan.api.error.NeutronError;
import org.portolan.api.metering.MeteringLabelEvent.MeteringLabelCreated;
import org.portolan.api.metering.MeteringLabelEvent.MeteringLabelDeleted;
import org.portolan.api.metering.MeteringLabelEvent.MeteringLabelUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.Types;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** The {@code metering_label} resource: a name under which traffic is counted. */
@AutoService(Described.class)
public final class MeteringLabelDescription extends PlainDescription {

    public static final Attribute<String> NAME = Attribute.of("name", Types.text(Types.NAME_MAX))
            .defaultsTo("")
            .onPostOnly()
            .indexed();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(1024)).defaultsTo("").onPostOnly();
    public static final Attribute<Boolean> SHARED =
            Attribute.of("shared", Types.bool()).defaultsTo(false).onPostOnly();
    public static final Attribute<List<ObjectNode>> RULES = Attribute.of(
                    "rules", Types.structured((attribute, input) -> input, new TypeReference<List<ObjectNode>>() {}))
            .decided()
            .hidden();

    private static final List<Field> FIELDS = List.of(id(), NAME, DESCRIPTION, tenant(), SHARED, project());

    /** The description, for whoever looks for all of them. */
    public MeteringLabelDescription() {
        super(
                "MeteringLabel",
                "metering_label",
                "metering_labels",
                new Events(
                        new MeteringLabelEvent.Family(),
                        MeteringLabelCreated::new,
                        MeteringLabelUpdated::new,
                        MeteringLabelDeleted::new));
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    /** Shared labels are found by all, and read by those whose they are: so clients of Neutron know it. */
    @Override
    public boolean isReadOneByOne() {
        return true;
    }

    @Override
    public Listing listing() {
        return Listing.IN_PAGES.with(Listing.Pages.EMPTY_AFTER_NOTHING);
    }

    /** Neutron leaves out of lists only what its policy wants to know itself. */
    @Override
    public Set<String> alongWithFields(boolean inList) {
        return inList ? Set.of("name", "description", "shared") : Set.of();
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public String path() {
        return "metering/metering-labels";
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "MeteringLabelNotFound", "Metering label '" + id + "' does not exist.");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "metering", "Neutron Metering", "Neutron Metering extension.", "2013-06-12T10:00:00-00:00"),
                new Extension(
                        "metering_source_and_destination_fields",
                        "Neutron Metering with source and destination filtering",
                        "Neutron Metering extension that enables the use of source and destination IP prefixes to create metering label rules.",
                        "2020-08-21T08:12:00-00:00"));
    }
}
