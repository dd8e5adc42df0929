package org.portolan.command.flavor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.portolan.api.flavor.FlavorCommand.AddServiceProfile;
import org.portolan.api.flavor.FlavorCommand.RemoveServiceProfile;
import org.portolan.api.flavor.FlavorDescription;
import org.portolan.api.flavor.ServiceProfileDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.command.Scenario;

/** Flavors of services, and the profiles that they have. */
class FlavorTest {

    private static final FlavorDescription FLAVORS = new FlavorDescription();
    private static final ServiceProfileDescription PROFILES = new ServiceProfileDescription();

    private final Scenario scenario = Scenario.begin();
    private final PlainResource flavor = scenario.create(FLAVORS, "{'name':'fast','service_type':'L3_ROUTER_NAT'}");
    private final PlainResource profile = scenario.create(PROFILES, "{'metainfo':'{}'}");

    private String profiles() {
        return FLAVORS.render(scenario.update(FLAVORS, flavor, "{}"))
                .path("service_profiles")
                .toString();
    }

    @Test
    void a_flavor_has_the_profiles_that_it_is_given() {
        scenario.execute(new AddServiceProfile(flavor.id(), profile.id(), ADMIN));
        assertThat(profiles()).isEqualTo("[\"" + profile.id() + "\"]");
        refusal(() -> scenario.execute(new AddServiceProfile(flavor.id(), profile.id(), ADMIN)))
                .is(409, "FlavorServiceProfileBindingExists")
                .says("Service Profile " + profile.id() + " is already associated with flavor " + flavor.id() + ".");

        scenario.execute(new RemoveServiceProfile(flavor.id(), profile.id().toString(), ADMIN));
        assertThat(profiles()).isEqualTo("[]");
        refusal(() -> scenario.execute(
                        new RemoveServiceProfile(flavor.id(), profile.id().toString(), ADMIN)))
                .is(404, "FlavorServiceProfileBindingNotFound");
    }

    @Test
    void a_profile_that_a_flavor_has_neither_changes_nor_goes() {
        scenario.execute(new AddServiceProfile(flavor.id(), profile.id(), ADMIN));

        refusal(() -> scenario.update(PROFILES, profile, "{'enabled':false}")).is(409, "ServiceProfileInUse");
        refusal(() -> scenario.delete(PROFILES, profile)).is(409, "ServiceProfileInUse");

        scenario.delete(FLAVORS, flavor);
        scenario.delete(PROFILES, profile);
        assertThat(scenario.newEventNames()).endsWith("ServiceProfileDeleted");
    }

    @Test
    void a_profile_says_how_and_a_flavor_says_of_which_service() {
        refusal(() -> scenario.create(PROFILES, "{}"))
                .is(400, "ServiceProfileEmpty")
                .says("Service Profile needs either a driver or metainfo.");
        refusal(() -> scenario.create(PROFILES, "{'driver':'nobody'}")).is(404, "ServiceProfileDriverNotFound");
        refusal(() -> scenario.create(FLAVORS, "{'service_type':'tea'}"))
                .is(400, "InvalidServiceType")
                .says("Invalid service type: tea.");
    }

    @Test
    void what_is_enabled_is_so_also_when_null_says_it() {
        assertThat(scenario.update(FLAVORS, flavor, "{'enabled':null}")
                        .attributes()
                        .get(FlavorDescription.ENABLED))
                .isTrue();
        assertThat(scenario.create(PROFILES, "{'metainfo':-1,'enabled':null}")
                        .attributes()
                        .get(ServiceProfileDescription.METAINFO))
                .isEqualTo("-1");
        refusal(() -> scenario.create(PROFILES, "{'metainfo':null}")).is(400, "ServiceProfileEmpty");
        refusal(() -> scenario.create(FLAVORS, "{'service_type':null}"))
                .is(400, "InvalidServiceType")
                .says("Invalid service type: None.");
    }

    @Test
    void a_project_may_be_named_that_no_body_shows_and_never_changes() {
        assertThat(scenario.create(FLAVORS, "{'service_type':'METERING','project_id':'engines'}")
                        .project()
                        .value())
                .isEmpty();
        refusal(() -> scenario.update(FLAVORS, flavor, "{'project_id':'engines'}"))
                .is(400, "HTTPBadRequest")
                .says("Cannot update read-only attribute tenant_id");
    }

    @Test
    void all_see_flavors_and_only_administrators_see_profiles_or_change_either() {
        refusal(() -> scenario.delete(FLAVORS, flavor, null, caller("engines", "member")))
                .is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(PROFILES, profile, null, caller("engines", "member")))
                .is(404, "HTTPNotFound");
        refusal(() -> scenario.execute(new AddServiceProfile(flavor.id(), profile.id(), caller("engines", "member"))))
                .is(403, "PolicyNotAuthorized");
    }
}
