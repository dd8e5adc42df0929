package org.portolan.command.addressgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.addressgroup.AddressGroupCommand.AddAddresses;
import org.portolan.api.addressgroup.AddressGroupCommand.RemoveAddresses;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.rbac.RbacPolicyDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.node.ObjectNode;

class AddressGroupTest {

    private static final AddressGroupDescription ADDRESS_GROUPS = new AddressGroupDescription();
    private static final Caller ENGINES = caller("engines", "member");
    private static final Caller STRANGER = caller("strangers", "member");

    private final Scenario scenario = Scenario.begin();

    private PlainResource group(String addresses) {
        return scenario.create(ADDRESS_GROUPS, "{'name':'offices','addresses':[" + addresses + "]}", ENGINES);
    }

    private ObjectNode add(PlainResource group, String... addresses) {
        return scenario.commands().execute(new AddAddresses(group.id(), List.of(addresses), ENGINES), ObjectNode.class);
    }

    private ObjectNode remove(PlainResource group, String... addresses) {
        return scenario.commands()
                .execute(new RemoveAddresses(group.id(), List.of(addresses), ENGINES), ObjectNode.class);
    }

    @Test
    void prefixes_are_kept_sorted_and_none_is_said_twice() {
        PlainResource group = group("'2001:db8::/64','10.0.0.0/24'");

        assertThat(ADDRESS_GROUPS.render(group).propertyNames())
                .containsExactly("id", "name", "project_id", "addresses", "description", "tenant_id");
        assertThat(group.attributes().get(AddressGroupDescription.ADDRESSES))
                .containsExactly("10.0.0.0/24", "2001:db8::/64");
        assertThat(scenario.create(ADDRESS_GROUPS, "{}", ENGINES).attributes().get(AddressGroupDescription.ADDRESSES))
                .isEmpty();
        refusal(() -> group("'10.0.0.0/24','10.0.0.0/24'")).is(400, "HTTPBadRequest");
    }

    @Test
    void what_is_no_prefix_is_refused() {
        refusal(() -> group("'abc'"))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for addresses. Reason: 'abc' is not a valid IP subnet.");
        refusal(() -> group("'10.9.9.9'"))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for addresses. Reason: '10.9.9.9' isn't a recognized IP subnet cidr,"
                        + " '10.9.9.9/32' is recommended.");
    }

    @Test
    void prefixes_are_added_and_removed_by_actions() {
        PlainResource group = group("'10.0.0.0/24'");

        assertThat(add(group, "10.1.0.0/24").at("/address_group/addresses"))
                .hasToString("[\"10.0.0.0/24\",\"10.1.0.0/24\"]");
        refusal(() -> add(group, "10.1.0.0/24", "10.2.0.0/24"))
                .is(400, "AddressesAlreadyExist")
                .says("Addresses ['10.1.0.0/24'] already exist in the address group " + group.id() + ".");
        ObjectNode answer = remove(group, "10.1.0.0/24");
        assertThat(answer.at("/address_group/addresses")).hasToString("[\"10.0.0.0/24\"]");
        assertThat(answer.path("address_group").propertyNames())
                .contains("shared", "revision_number", "created_at", "updated_at");
        refusal(() -> remove(group, "10.1.0.0/24"))
                .is(404, "AddressesNotFound")
                .says("Addresses ['10.1.0.0/24'] not found in the address group " + group.id() + ".");
    }

    @Test
    void who_may_only_use_a_group_is_told_which_action_he_may_not_do() {
        PlainResource group = group("'10.0.0.0/24'");
        scenario.create(
                new RbacPolicyDescription(),
                "{'object_type':'address_group','object_id':'" + group.id()
                        + "','action':'access_as_shared','target_tenant':'bob'}");

        refusal(() -> scenario.execute(
                        new AddAddresses(group.id(), List.of("10.1.0.0/24"), Scenario.caller("bob", "member"))))
                .is(403, "PolicyNotAuthorized")
                .says("rule:add_addresses is disallowed by policy");
    }

    @Test
    void an_action_that_changes_nothing_tells_nothing() {
        PlainResource group = group("'10.0.0.0/24'");
        scenario.newEvents();

        add(group);

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_group_that_a_rule_names_stays_until_the_rule_is_gone() {
        PlainResource group = group("");
        SecurityGroup security = scenario.create(new SecurityGroupDescription(), "{}", ENGINES);
        SecurityGroupRuleDescription rules = new SecurityGroupRuleDescription();
        PlainResource rule = scenario.create(
                rules,
                "{'security_group_id':'" + security.id() + "','direction':'ingress','remote_address_group_id':'"
                        + group.id() + "'}",
                ENGINES);

        refusal(() -> scenario.delete(ADDRESS_GROUPS, group, null, ENGINES))
                .is(409, "AddressGroupInUse")
                .says("Address group " + group.id() + " is in use on one or more security group rules.");
        scenario.delete(rules, rule, null, ENGINES);
        scenario.delete(ADDRESS_GROUPS, group, null, ENGINES);
    }

    @Test
    void the_end_of_a_security_group_frees_what_its_rules_named() {
        PlainResource group = group("");
        SecurityGroup security = scenario.create(new SecurityGroupDescription(), "{}", ENGINES);
        scenario.create(
                new SecurityGroupRuleDescription(),
                "{'security_group_id':'" + security.id() + "','direction':'ingress','remote_address_group_id':'"
                        + group.id() + "'}",
                ENGINES);

        scenario.delete(new SecurityGroupDescription(), security, null, ENGINES);

        scenario.delete(ADDRESS_GROUPS, group, null, ENGINES);
        refusal(() -> scenario.update(ADDRESS_GROUPS, group, "{}"))
                .is(404, "AddressGroupNotFound")
                .says("Address group " + group.id() + " could not be found.");
    }

    @Test
    void a_strangers_group_is_not_there() {
        PlainResource group = group("'10.0.0.0/24'");

        refusal(() -> scenario.update(ADDRESS_GROUPS, group, "{'name':'x'}", null, STRANGER))
                .is(404, "AddressGroupNotFound");
        refusal(() -> scenario.commands()
                        .execute(new AddAddresses(group.id(), List.of("10.1.0.0/24"), STRANGER), ObjectNode.class))
                .is(404, "AddressGroupNotFound");
        refusal(() -> scenario.commands()
                        .execute(new RemoveAddresses(new UUID(0, 0), List.of(), ENGINES), ObjectNode.class))
                .is(404, "AddressGroupNotFound");
    }
}
