package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.PlainResource;

/** What holds for every resource that is no more than its description and three events, seen on address scopes. */
class PlainResourceTest {

    private static final AddressScopeDescription SCOPES = new AddressScopeDescription();
    private static final Caller ENGINES = caller("engines", "member");

    private final Scenario scenario = Scenario.begin();

    private PlainResource scope(String members) {
        return scenario.create(SCOPES, "{'ip_version':4" + members + "}", ENGINES);
    }

    @Test
    void it_is_made_changed_and_removed_and_the_log_tells_each() {
        PlainResource made = scope(",'name':'sea'");
        PlainResource renamed = scenario.update(SCOPES, made, "{'name':'ocean'}", null, ENGINES);
        scenario.delete(SCOPES, renamed, null, ENGINES);

        assertThat(SCOPES.render(made).toString())
                .isEqualTo("{\"id\":\"" + made.id() + "\",\"project_id\":\"engines\",\"name\":\"sea\",\"shared\":false,"
                        + "\"ip_version\":4,\"tenant_id\":\"engines\"}");
        assertThat(renamed.attributes().get(AddressScopeDescription.NAME)).isEqualTo("ocean");
        assertThat(scenario.newEventNames())
                .containsExactly("AddressScopeCreated", "AddressScopeUpdated", "AddressScopeDeleted");
        assertThat(scenario.log())
                .extracting(recorded -> recorded.cause().command())
                .endsWith("CreateAddressScope", "UpdateAddressScope", "DeleteAddressScope");
    }

    @Test
    void a_change_that_changes_nothing_tells_nothing() {
        PlainResource made = scope(",'name':'sea'");
        scenario.newEvents();

        scenario.update(SCOPES, made, "{'name':'sea'}", null, ENGINES);

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void what_belongs_to_another_project_is_not_there_unless_it_is_shared_and_then_not_theirs_to_change() {
        PlainResource own = scope("");
        PlainResource shared = scenario.create(SCOPES, "{'ip_version':6,'shared':true}", ADMIN);

        refusal(() -> scenario.update(SCOPES, own, "{'name':'x'}", null, caller("others", "member")))
                .is(404, "AddressScopeNotFound");
        refusal(() -> scenario.delete(SCOPES, shared, null, ENGINES)).is(403, "PolicyNotAuthorized");
    }

    @Test
    void what_is_gone_or_never_was_is_not_found() {
        PlainResource made = scope("");
        scenario.delete(SCOPES, made);

        refusal(() -> scenario.delete(SCOPES, made)).is(404, "AddressScopeNotFound");
    }

    @Test
    void a_change_meant_for_another_revision_is_refused() {
        PlainResource made = scope("");

        refusal(() -> scenario.update(SCOPES, made, "{'name':'x'}", 7L, ADMIN))
                .is(412, "RevisionNumberConstraintFailed");
    }

    @Test
    void only_administrators_share() {
        refusal(() -> scope(",'shared':true")).is(403, "PolicyNotAuthorized");
    }
}
