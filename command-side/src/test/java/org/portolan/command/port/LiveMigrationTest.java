package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.json.Json;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Part;
import org.portolan.api.segment.NetworkType;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class LiveMigrationTest {

    private static final PortDescription PORTS = new PortDescription();

    private final Scenario scenario = Scenario.begin();
    private Port port;

    @BeforeEach
    void a_device_on_the_first_of_two_hosts() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        scenario.host("node-2", "10.77.0.2", List.of(NetworkType.VXLAN));
        port = scenario.port(scenario.network("{}"), "'binding:host_id':'node-1','device_owner':'compute:nova'");
        scenario.newEvents();
    }

    private ObjectNode act(String name, String id, String body, Caller caller) {
        for (Action action : PORTS.actions()) {
            if ((action.method() + " " + action.name()).equals(name)) {
                ObjectNode json = (ObjectNode) Json.mapper().readTree(body.replace('\'', '"'));
                var outcome = scenario.commands()
                        .execute(List.of(action.parser().command(port.id().toString(), json.put("id", id), caller)));
                return action.method().equals("DELETE")
                        ? Json.object()
                        : outcome.getFirst().as(ObjectNode.class);
            }
        }
        throw new AssertionError("no action " + name);
    }

    private JsonNode prepare(String host) {
        return act("POST bindings", "", "{'binding':{'host':'" + host + "'}}", Scenario.ADMIN)
                .path("binding");
    }

    private ObjectNode activate(String host) {
        return act("PUT bindings/*/activate", host, "{}", Scenario.ADMIN);
    }

    private List<String> bindings() {
        Part<Port> part = PORTS.parts().getFirst();
        return part.entries().apply(scenario.now(port)).stream()
                .map(body -> body.path("host").asString() + " "
                        + body.path("vif_type").asString() + " "
                        + body.path("status").asString())
                .toList();
    }

    @Test
    void a_port_is_prepared_for_its_destination_while_it_stays_where_it_is() {
        scenario.reportWired(port);

        JsonNode prepared = prepare("node-2");

        assertThat(prepared.propertyNames())
                .containsExactly("host", "vif_type", "vnic_type", "status", "profile", "vif_details");
        assertThat(prepared.path("status").asString()).isEqualTo("INACTIVE");
        assertThat(bindings()).containsExactly("node-1 ovs ACTIVE", "node-2 ovs INACTIVE");
        Port now = scenario.now(port);
        assertThat(now.status()).isEqualTo("ACTIVE");
        assertThat(now.binding()).isEqualTo(port.binding());
    }

    @Test
    void an_activated_binding_is_of_a_new_generation_that_only_its_host_can_wire() {
        scenario.reportWired(port);
        prepare("node-2");
        scenario.newEvents();

        ObjectNode active = activate("node-2");

        assertThat(active.path("status").asString()).isEqualTo("ACTIVE");
        assertThat(scenario.newEventNames()).containsExactly("PortUpdated", "PortBound", "PortBindingPrepared");
        Port moved = scenario.now(port);
        assertThat(moved.status()).isEqualTo("DOWN");
        assertThat(PORTS.render(moved).path("binding:host_id").asString()).isEqualTo("node-2");
        assertThat(bindings()).containsExactly("node-1 unbound INACTIVE", "node-2 ovs ACTIVE");
        scenario.reportWired(port);
        assertThat(scenario.now(port).status()).isEqualTo("DOWN");
        scenario.reportWired(moved);
        assertThat(scenario.now(port).status()).isEqualTo("ACTIVE");
    }

    @Test
    void a_port_goes_back_where_it_came_from() {
        prepare("node-2");
        activate("node-2");
        act("PUT bindings/*", "node-1", "{'binding':{}}", Scenario.ADMIN);

        activate("node-1");

        assertThat(bindings()).containsExactly("node-1 ovs ACTIVE", "node-2 unbound INACTIVE");
        assertThat(scenario.now(port).binding().generation()).isEqualTo(3);
    }

    @Test
    void a_binding_that_is_dropped_is_forgotten_and_with_its_own_the_port_is_on_no_host() {
        prepare("node-2");
        act("DELETE bindings/*", "node-2", "{}", Scenario.ADMIN);
        assertThat(bindings()).containsExactly("node-1 ovs ACTIVE");

        act("DELETE bindings/*", "node-1", "{}", Scenario.ADMIN);
        assertThat(bindings()).containsExactly(" unbound ACTIVE");
    }

    @Test
    void the_profile_of_a_prepared_binding_is_its_own() {
        prepare("node-2");

        JsonNode changed = act("PUT bindings/*", "node-2", "{'binding':{'profile':{'k':'v'}}}", Scenario.ADMIN);

        assertThat(changed.path("binding").path("profile").path("k").asString()).isEqualTo("v");
        assertThat(PORTS.render(scenario.now(port)).path("binding:profile")).isEmpty();
        activate("node-2");
        assertThat(PORTS.render(scenario.now(port))
                        .path("binding:profile")
                        .path("k")
                        .asString())
                .isEqualTo("v");
    }

    @Test
    void what_cannot_be_is_refused_as_neutron_does_and_changes_nothing() {
        prepare("node-2");
        scenario.newEvents();

        refusal(() -> prepare("node-2"))
                .is(409, "PortBindingAlreadyExists")
                .says("Binding for port " + port.id() + " on host node-2 already exists.");
        refusal(() -> prepare("node-1")).is(409, "PortBindingAlreadyExists");
        refusal(() -> prepare("mars"))
                .is(500, "PortBindingError")
                .says("Binding for port " + port.id() + " on host mars could not be created or updated.");
        refusal(() -> activate("node-1")).is(409, "PortBindingAlreadyActive");
        refusal(() -> activate("mars"))
                .is(404, "PortBindingNotFound")
                .says("Binding for port " + port.id() + " for host mars could not be found.");
        refusal(() -> act("DELETE bindings/*", "mars", "{}", Scenario.ADMIN)).is(404, "PortBindingNotFound");
        refusal(() -> act("PUT bindings/*", "node-1", "{'binding':{'vnic_type':'direct'}}", Scenario.ADMIN))
                .is(500, "PortBindingError");
        refusal(() -> act("POST bindings", "", "{'binding':{}}", Scenario.ADMIN))
                .is(400, "HTTPBadRequest");

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void only_devices_of_compute_hosts_move_so() {
        scenario.update(PORTS, port, "{'device_owner':'network:dhcp'}");

        refusal(() -> prepare("node-2"))
                .is(400, "BadRequest")
                .says("Bad port request: Invalid port " + port.id() + ". Operation only valid on compute ports.");
    }

    @Test
    void a_port_that_is_bound_to_a_prepared_host_by_its_own_attributes_has_one_binding_for_it() {
        prepare("node-2");

        scenario.update(PORTS, port, "{'binding:host_id':'node-2'}");

        assertThat(bindings()).containsExactly("node-2 ovs ACTIVE");
    }

    @Test
    void a_ports_owner_is_told_of_no_binding_and_may_prepare_none() {
        prepare("node-2");
        Caller owner = Scenario.caller(port.project().value(), "member");

        refusal(() -> act("POST bindings", "", "{'binding':{'host':'node-3'}}", owner))
                .is(403, "PolicyNotAuthorized")
                .says("rule:create_port_binding is disallowed by policy");
        for (String action : List.of("PUT bindings/*", "PUT bindings/*/activate", "DELETE bindings/*")) {
            refusal(() -> act(action, "node-2", "{'binding':{'profile':{}}}", owner))
                    .is(404, "HTTPNotFound")
                    .says("The resource could not be found.");
            refusal(() -> act(action, "mars", "{'binding':{'profile':{}}}", owner))
                    .is(404, "PortBindingNotFound");
        }
    }

    @Test
    void strangers_do_not_find_the_port() {
        refusal(() -> act("PUT bindings/*/activate", "node-2", "{}", Scenario.caller("other", "member")))
                .is(404, "PortNotFound");
    }
}
