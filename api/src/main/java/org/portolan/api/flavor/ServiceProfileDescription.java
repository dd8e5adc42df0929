package org.portolan.api.flavor;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.portolan.api.error.NeutronError;
import org.portolan.api.flavor.ServiceProfileEvent.ServiceProfileCreated;
import org.portolan.api.flavor.ServiceProfileEvent.ServiceProfileDeleted;
import org.portolan.api.flavor.ServiceProfileEvent.ServiceProfileUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.node.StringNode;

/** The {@code service_profile} resource: by which driver, or with which hints, a service is made. */
@AutoService(Described.class)
public final class ServiceProfileDescription extends PlainDescription {

    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(1024)).defaultsTo("").nullAllowed();
    public static final Attribute<String> DRIVER =
            Attribute.of("driver", Types.text(1024)).defaultsTo("");
    public static final Attribute<Boolean> ENABLED =
            Attribute.of("enabled", Types.trueIfNull()).defaultsTo(true);
    public static final Attribute<String> METAINFO =
            Attribute.of("metainfo", metainfo()).defaultsTo("").nullAllowed();
    public static final Attribute<List<UUID>> FLAVORS =
            Attribute.of("flavors", Types.uuids(Function.identity())).decided().hidden();

    /** Always: they are nobody's, and only the policy says who may read them. */
    public static final Attribute<Boolean> SHARED =
            Attribute.of("shared", Types.bool()).decided().hidden();

    private static final List<Field> FIELDS = List.of(id(), DESCRIPTION, DRIVER, ENABLED, METAINFO);

    /** The description, for whoever looks for all of them. */
    public ServiceProfileDescription() {
        super(
                "ServiceProfile",
                "service_profile",
                "service_profiles",
                new Events(
                        new ServiceProfileEvent.Family(),
                        ServiceProfileCreated::new,
                        ServiceProfileUpdated::new,
                        ServiceProfileDeleted::new));
    }

    /** Neutron looks at nothing here, and keeps numbers and truth values as texts. */
    private static Type<String> metainfo() {
        Type<String> text = Types.text(4096);
        return new Type<>(
                text.kind(),
                (attribute, input) -> {
                    boolean isEmpty = input.isContainer() && input.isEmpty();
                    String written = isEmpty ? "" : Types.quoted(input);
                    boolean isText = isEmpty || input.isValueNode();
                    return text.parser().parse(attribute, isText ? StringNode.valueOf(written) : input);
                },
                text.reader(),
                text.writer());
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public Listing listing() {
        return Listing.IN_PAGES.with(Listing.Pages.EMPTY_AFTER_NOTHING);
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public String path() {
        return "service_profiles";
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "ServiceProfileNotFound", "Service Profile " + id + " could not be found.");
    }
}
