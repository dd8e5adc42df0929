package org.portolan.command.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.portolan.api.flavor.FlavorCommand.AddServiceProfile;
import org.portolan.api.flavor.FlavorDescription;
import org.portolan.api.flavor.ServiceProfileDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.command.Scenario;

class RouterFlavorTest {

    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final FlavorDescription FLAVORS = new FlavorDescription();
    private static final ServiceProfileDescription PROFILES = new ServiceProfileDescription();
    private static final String SINGLE = "neutron.services.l3_router.service_providers.single_node.SingleNodeDriver";

    private final Scenario scenario = Scenario.begin();
    private final PlainResource flavor = scenario.create(FLAVORS, "{'service_type':'L3_ROUTER_NAT'}");

    private PlainResource profile(String driver) {
        PlainResource profile = scenario.create(PROFILES, "{'driver':'" + driver + "'}");
        scenario.execute(new AddServiceProfile(flavor.id(), profile.id(), Scenario.ADMIN));
        return profile;
    }

    private Router router(String more) {
        return scenario.create(ROUTERS, "{'flavor_id':'" + flavor.id() + "'" + more + "}");
    }

    @Test
    void a_router_is_of_a_flavor_whose_driver_there_is() {
        profile(SINGLE);

        assertThat(ROUTERS.render(router("")).path("flavor_id").asString())
                .isEqualTo(flavor.id().toString());
        refusal(() -> router(",'ha':true"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Provider single_node does not support ha=True.");
    }

    @Test
    void flavors_without_a_way_to_make_routers_make_none() {
        refusal(() -> scenario.create(ROUTERS, "{'flavor_id':'00000000-0000-0000-0000-000000000000'}"))
                .is(404, "FlavorNotFound");
        refusal(() -> router("")).is(404, "FlavorServiceProfileBindingNotFound");
        PlainResource without = scenario.create(PROFILES, "{'metainfo':'none'}");
        scenario.execute(new AddServiceProfile(flavor.id(), without.id(), Scenario.ADMIN));
        refusal(() -> router(""))
                .is(404, "ServiceProfileDriverNotFound")
                .says("Service Profile driver  could not be found.");
        refusal(() -> profile("tea.Pot")).is(404, "ServiceProfileDriverNotFound");
    }

    @Test
    void a_profile_that_is_switched_off_makes_no_routers() {
        PlainResource off = scenario.create(PROFILES, "{'driver':'" + SINGLE + "','enabled':false}");
        scenario.execute(new AddServiceProfile(flavor.id(), off.id(), Scenario.ADMIN));

        refusal(() -> router("")).is(503, "ServiceProfileDisabled");
    }
}
