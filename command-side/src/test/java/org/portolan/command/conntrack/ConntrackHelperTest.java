package org.portolan.command.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.conntrack.ConntrackHelperDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.command.Scenario;

class ConntrackHelperTest {

    private static final ConntrackHelperDescription HELPERS = new ConntrackHelperDescription();
    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");

    private final Scenario scenario = Scenario.begin();
    private final Router router = scenario.create(ROUTERS, "{'name':'sea'}");

    private PlainResource helper(String body) {
        return scenario.createBelow(HELPERS, router.id(), body, Scenario.ADMIN);
    }

    private String shown() {
        return ROUTERS.render(scenario.update(ROUTERS, router, "{}"))
                .path("conntrack_helpers")
                .toString();
    }

    @Test
    void a_router_shows_its_helpers() {
        PlainResource helper = helper("{'protocol':'tcp','port':21,'helper':'ftp'}");
        assertThat(shown()).isEqualTo("[{\"protocol\":\"tcp\",\"port\":21,\"helper\":\"ftp\"}]");

        scenario.update(HELPERS, helper, "{'port':2121}");
        assertThat(shown()).isEqualTo("[{\"protocol\":\"tcp\",\"port\":2121,\"helper\":\"ftp\"}]");

        scenario.delete(HELPERS, helper);
        assertThat(shown()).isEqualTo("[]");
    }

    @Test
    void a_helper_understands_its_own_protocols_only() {
        refusal(() -> helper("{'protocol':'udp','port':21,'helper':'ftp'}"))
                .is(400, "InvalidProtocolForHelper")
                .says("Conntrack Helper ftp does not support: udp. Supported protocols are: tcp");
        refusal(() -> helper("{'protocol':'tcp','port':21,'helper':'foo'}"))
                .is(400, "ConntrackHelperNotAllowed")
                .says("Conntrack Helper foo is not allowed.");
        refusal(() -> helper("{'protocol':'TCP','port':21,'helper':'ftp'}")).is(400, "HTTPBadRequest");
        refusal(() -> helper("{'protocol':'foo','port':21,'helper':'ftp'}")).is(400, "InvalidInput");
        refusal(() -> helper("{'protocol':'tcp','port':70000,'helper':'ftp'}")).is(400, "HTTPBadRequest");
    }

    @Test
    void no_router_has_a_helper_twice() {
        helper("{'protocol':'tcp','port':21,'helper':'ftp'}");
        PlainResource other = helper("{'protocol':'tcp','port':22,'helper':'ftp'}");

        refusal(() -> helper("{'protocol':'tcp','port':21,'helper':'ftp'}")).is(400, "BadRequest");
        refusal(() -> scenario.update(HELPERS, other, "{'port':21}")).is(400, "BadRequest");
    }

    @Test
    void whoever_has_the_router_may_do_with_its_helpers_what_he_likes_be_it_as_a_reader() {
        Caller reader = Scenario.caller(router.project().value(), "reader");
        PlainResource helper =
                scenario.createBelow(HELPERS, router.id(), "{'protocol':'tcp','port':21,'helper':'ftp'}", reader);

        scenario.update(HELPERS, helper, "{'port':2121}", null, reader);
        scenario.delete(HELPERS, helper, null, reader);

        assertThat(shown()).isEqualTo("[]");
    }

    @Test
    void helpers_end_with_their_router_and_are_not_there_for_other_projects() {
        PlainResource helper = helper("{'protocol':'tcp','port':21,'helper':'ftp'}");
        refusal(() -> scenario.createBelow(HELPERS, router.id(), "{'protocol':'tcp','port':22,'helper':'ftp'}", ADA))
                .is(404, "RouterNotFound");
        refusal(() -> scenario.delete(HELPERS, helper, null, ADA)).is(404, "RouterNotFound");
        scenario.newEvents();

        scenario.delete(ROUTERS, router);

        assertThat(scenario.newEventNames()).isEqualTo(List.of("ConntrackHelperDeleted", "RouterDeleted"));
    }
}
