package org.portolan.api.flavor;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.portolan.api.error.NeutronError;
import org.portolan.api.flavor.FlavorCommand.AddServiceProfile;
import org.portolan.api.flavor.FlavorCommand.RemoveServiceProfile;
import org.portolan.api.flavor.FlavorEvent.FlavorCreated;
import org.portolan.api.flavor.FlavorEvent.FlavorDeleted;
import org.portolan.api.flavor.FlavorEvent.FlavorUpdated;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The {@code flavor} resource: a kind of service that users can choose. All see it. */
@AutoService(Described.class)
public final class FlavorDescription extends PlainDescription {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(1024)).defaultsTo("").nullAllowed();
    public static final Attribute<String> SERVICE_TYPE =
            Attribute.of("service_type", serviceType()).required().onPostOnly();
    public static final Attribute<Boolean> ENABLED =
            Attribute.of("enabled", Types.trueIfNull()).defaultsTo(true);
    public static final Attribute<List<UUID>> SERVICE_PROFILES = Attribute.of(
                    "service_profiles", Types.uuids(Function.identity()))
            .defaultsTo(List.of())
            .unfiltered();
    public static final Attribute<Boolean> SHARED =
            Attribute.of("shared", Types.bool()).decided().hidden();

    private static final List<Field> FIELDS = List.of(id(), NAME, DESCRIPTION, SERVICE_TYPE, ENABLED, SERVICE_PROFILES);

    /** The description, for whoever looks for all of them. */
    public FlavorDescription() {
        super(
                "Flavor",
                "flavor",
                "flavors",
                new Events(new FlavorEvent.Family(), FlavorCreated::new, FlavorUpdated::new, FlavorDeleted::new));
    }

    /** Which services there are the decision says; what is no text is none of them. */
    private static Type<String> serviceType() {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> {
                    if (!input.isString()) {
                        throw invalidService(Types.quoted(input));
                    }
                    return input;
                },
                JsonNode::stringValue,
                StringNode::valueOf);
    }

    /** 400: there is no such service. */
    public static NeutronError invalidService(String service) {
        return new NeutronError(400, "InvalidServiceType", "Invalid service type: " + service + ".");
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
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
    public List<Action> actions() {
        return List.of(
                Action.post(
                        "service_profiles",
                        (id, body, caller) -> new AddServiceProfile(UUID.fromString(id), profile(body), caller)),
                Action.delete(
                        "service_profiles/*",
                        (id, body, caller) -> new RemoveServiceProfile(
                                UUID.fromString(id), body.path("id").asString(), caller)));
    }

    private static UUID profile(JsonNode body) {
        JsonNode profile = body.path("service_profile");
        if (!profile.isObject()) {
            throw NeutronError.badRequest("Unable to find 'service_profile' in request body");
        }
        if (!profile.has("id")) {
            throw NeutronError.badRequest("Failed to parse request. Required attribute 'id' not specified");
        }
        return UUID.fromString(Types.uuid(Function.identity())
                .parser()
                .parse("id", profile.get("id"))
                .stringValue());
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "flavors",
                "Neutron Service Flavors",
                "Flavor specification for Neutron advanced services.",
                "2015-09-17T10:00:00-00:00"));
    }
}
