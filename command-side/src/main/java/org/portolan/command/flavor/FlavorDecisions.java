package org.portolan.command.flavor;

import static org.portolan.api.flavor.FlavorDescription.SERVICE_PROFILES;
import static org.portolan.api.flavor.FlavorDescription.SERVICE_TYPE;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.flavor.FlavorCommand.AddServiceProfile;
import org.portolan.api.flavor.FlavorCommand.RemoveServiceProfile;
import org.portolan.api.flavor.FlavorDescription;
import org.portolan.api.flavor.ServiceProfileDescription;
import org.portolan.api.json.Json;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Target;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.PlainDecisions;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import tools.jackson.databind.node.ObjectNode;

/** Decides about flavors, and which service profiles they have. Flavors are nobody's, and all may see them. */
public final class FlavorDecisions extends PlainDecisions {

    private static final FlavorDescription FLAVORS = new FlavorDescription();
    private static final ServiceProfileDescription PROFILES = new ServiceProfileDescription();

    /** What services there are to choose kinds of. */
    private static final Set<String> SERVICE_TYPES =
            Set.of("L3_ROUTER_NAT", "METERING", "QOS", "FLAVORS", "LOG_API", "bgpvpn", "trunk");

    /** Decisions on these streams. */
    public FlavorDecisions(Streams streams) {
        super(streams, FLAVORS);
    }

    @Override
    protected ProjectId ownerOf(Create wish) {
        return new ProjectId("");
    }

    @Override
    protected Attributes ofNew(Create wish) {
        String service = wish.attributes().get(SERVICE_TYPE);
        if (!SERVICE_TYPES.contains(service)) {
            throw FlavorDescription.invalidService(service);
        }
        return wish.attributes().with(SERVICE_PROFILES, List.of()).with(FlavorDescription.SHARED, true);
    }

    /** Profiles come and go by their own requests only. */
    @Override
    protected Attributes ofChanged(PlainResource resource, Update wish) {
        return wish.changes().without(SERVICE_PROFILES);
    }

    /** Lets a flavor have a profile; answers with the flavor's id, as Neutron does. */
    @CommandHandler
    public ObjectNode handle(AddServiceProfile wish) {
        Guards.requireMay(Demand.of("create_flavor_service_profile"), Target.none(), wish.caller());
        List<UUID> profiles = new ArrayList<>(get(wish.id()).attributes().get(SERVICE_PROFILES));
        PlainResource profile = profile(wish.profile());
        if (profiles.contains(wish.profile())) {
            throw NeutronError.conflict(
                    "FlavorServiceProfileBindingExists",
                    "Service Profile " + wish.profile() + " is already associated with flavor " + wish.id() + ".");
        }
        profiles.add(wish.profile());
        change(streams, FLAVORS, wish.id(), Attributes.none().with(SERVICE_PROFILES, profiles));
        List<UUID> flavors = flavors(profile);
        flavors.add(wish.id());
        change(streams, PROFILES, wish.profile(), Attributes.none().with(ServiceProfileDescription.FLAVORS, flavors));
        ObjectNode answer = Json.object();
        answer.putObject("service_profile").put("id", wish.id().toString());
        return answer;
    }

    /** Lets a flavor have a profile no more. */
    @CommandHandler
    public void handle(RemoveServiceProfile wish) {
        Guards.requireMay(Demand.of("delete_flavor_service_profile"), Target.none(), wish.caller());
        // Of a flavor that is not there, Neutron says the same.
        List<UUID> profiles = streams.find(StreamType.of(FLAVORS), wish.id())
                .map(flavor -> flavor.attributes().get(SERVICE_PROFILES))
                .orElse(List.of());
        UUID profile = profiles.stream()
                .filter(one -> one.toString().equals(wish.profile()))
                .findFirst()
                .orElseThrow(() -> new NeutronError(
                        404,
                        "FlavorServiceProfileBindingNotFound",
                        "Service Profile " + wish.profile() + " is not associated with flavor " + wish.id() + "."));
        List<UUID> rest = new ArrayList<>(profiles);
        rest.remove(profile);
        change(streams, FLAVORS, wish.id(), Attributes.none().with(SERVICE_PROFILES, rest));
        release(wish.id(), profile);
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before != null && after == null) {
            before.attributes().get(SERVICE_PROFILES).forEach(profile -> release(before.id(), profile));
        }
    }

    private void release(UUID flavor, UUID profile) {
        List<UUID> flavors = flavors(profile(profile));
        flavors.remove(flavor);
        change(streams, PROFILES, profile, Attributes.none().with(ServiceProfileDescription.FLAVORS, flavors));
    }

    private static List<UUID> flavors(PlainResource profile) {
        return new ArrayList<>(
                profile.attributes().find(ServiceProfileDescription.FLAVORS).orElse(List.of()));
    }

    private PlainResource profile(UUID id) {
        return streams.get(StreamType.of(PROFILES), id, () -> PROFILES.notFound(id));
    }
}
