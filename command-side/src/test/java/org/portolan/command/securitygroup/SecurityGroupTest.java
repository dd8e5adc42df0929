package org.portolan.command.securitygroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.event.Event;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.securitygroup.DefaultSecurityGroupEvent.DefaultSecurityGroupMade;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.command.Scenario;
import org.portolan.command.securitygroup.SecurityGroupDecisions.MakeDefaultSecurityGroup;

class SecurityGroupTest {

    private static final SecurityGroupDescription GROUPS = new SecurityGroupDescription();
    private static final SecurityGroupRuleDescription RULES = new SecurityGroupRuleDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final Caller ENGINES = caller("engines", "member");
    private static final Caller STRANGER = caller("strangers", "member");

    private final Scenario scenario = Scenario.begin();

    private SecurityGroup group(String members) {
        return scenario.create(GROUPS, "{" + members + "}", ENGINES);
    }

    private SecurityGroup now(SecurityGroup group) {
        return scenario.update(GROUPS, group, "{}");
    }

    private SecurityGroup defaultOf(Caller caller) {
        scenario.newEvents();
        scenario.execute(new MakeDefaultSecurityGroup(caller.project(), caller));
        SecurityGroup any = scenario.create(GROUPS, "{}", caller);
        List<Event> all =
                scenario.log().stream().<Event>map(recorded -> recorded.event()).toList();
        return all.stream()
                .filter(DefaultSecurityGroupMade.class::isInstance)
                .map(DefaultSecurityGroupMade.class::cast)
                .filter(made -> made.projectId().equals(caller.project()))
                .reduce((earlier, later) -> later)
                .map(made -> now(new SecurityGroup(
                        made.securityGroupId(), any.project(), any.attributes(), List.of(), any.lifecycle())))
                .orElseThrow();
    }

    private static List<String> passes(SecurityGroup group) {
        return group.rules().stream()
                .map(rule -> RULES.render(rule))
                .map(rule -> rule.path("direction").asString() + " "
                        + rule.path("ethertype").asString()
                        + (rule.path("remote_group_id").isNull() ? "" : " from its own"))
                .toList();
    }

    @Test
    void a_projects_first_group_brings_its_default_group_along() {
        group("'name':'web'");

        assertThat(scenario.newEventNames())
                .containsExactly(
                        "DefaultSecurityGroupMade",
                        "SecurityGroupCreated",
                        "SecurityGroupRuleCreated",
                        "SecurityGroupRuleCreated",
                        "SecurityGroupRuleCreated",
                        "SecurityGroupRuleCreated",
                        "SecurityGroupCreated",
                        "SecurityGroupRuleCreated",
                        "SecurityGroupRuleCreated");
        group("'name':'db'");
        assertThat(scenario.newEventNames())
                .containsExactly("SecurityGroupCreated", "SecurityGroupRuleCreated", "SecurityGroupRuleCreated");
    }

    @Test
    void a_project_has_one_default_group_however_often_it_is_looked_for() {
        scenario.execute(new MakeDefaultSecurityGroup(ENGINES.project(), ENGINES));
        scenario.newEvents();

        scenario.execute(new MakeDefaultSecurityGroup(ENGINES.project(), ENGINES));

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_default_group_lets_all_leave_and_its_own_ports_come_in() {
        SecurityGroup group = defaultOf(ENGINES);

        assertThat(group.attributes().get(SecurityGroupDescription.NAME)).isEqualTo("default");
        assertThat(group.attributes().get(SecurityGroupDescription.DESCRIPTION)).isEqualTo("Default security group");
        assertThat(group.project()).isEqualTo(ENGINES.project());
        assertThat(passes(group))
                .containsExactly(
                        "ingress IPv4 from its own", "egress IPv4", "ingress IPv6 from its own", "egress IPv6");
    }

    @Test
    void a_new_group_lets_all_leave_and_nothing_come_in() {
        SecurityGroup group = group("'name':'web','description':'front','stateful':false");

        assertThat(passes(group)).containsExactly("egress IPv4", "egress IPv6");
        assertThat(group.attributes().get(SecurityGroupDescription.STATEFUL)).isFalse();
        assertThat(group.lifecycle().revision()).isEqualTo(1);
    }

    @Test
    void a_body_has_neutrons_members_in_neutrons_order_and_its_rules_in_it() {
        var body = GROUPS.render(group("'name':'web'"));

        assertThat(body.propertyNames())
                .containsExactly(
                        "id",
                        "name",
                        "stateful",
                        "tenant_id",
                        "description",
                        "shared",
                        "security_group_rules",
                        "tags",
                        "created_at",
                        "updated_at",
                        "revision_number",
                        "project_id");
        assertThat(body.path("security_group_rules").get(0).propertyNames())
                .containsExactly(
                        "id",
                        "tenant_id",
                        "security_group_id",
                        "ethertype",
                        "direction",
                        "protocol",
                        "port_range_min",
                        "port_range_max",
                        "remote_ip_prefix",
                        "remote_address_group_id",
                        "normalized_cidr",
                        "remote_group_id",
                        "description",
                        "tags",
                        "created_at",
                        "updated_at",
                        "revision_number",
                        "project_id");
    }

    @Test
    void no_other_group_is_called_default() {
        SecurityGroup web = group("'name':'web'");

        refusal(() -> group("'name':'Default'"))
                .is(409, "SecurityGroupDefaultAlreadyExists")
                .says("Default security group already exists.");
        refusal(() -> scenario.update(GROUPS, web, "{'name':'default'}", null, ENGINES))
                .is(409, "SecurityGroupDefaultAlreadyExists");
    }

    @Test
    void a_default_group_keeps_its_name_but_may_be_described() {
        SecurityGroup group = defaultOf(ENGINES);

        refusal(() -> scenario.update(GROUPS, group, "{'name':'x'}"))
                .is(409, "SecurityGroupCannotUpdateDefault")
                .says("Updating default security group not allowed.");
        assertThat(scenario.update(GROUPS, group, "{'description':'ours'}")
                        .attributes()
                        .get(SecurityGroupDescription.DESCRIPTION))
                .isEqualTo("ours");
    }

    @Test
    void only_administrators_remove_a_default_group_and_the_next_need_brings_another() {
        SecurityGroup first = defaultOf(ENGINES);

        refusal(() -> scenario.delete(GROUPS, first, null, ENGINES))
                .is(409, "SecurityGroupCannotRemoveDefault")
                .says("Insufficient rights for removing default security group.");
        scenario.delete(GROUPS, first);

        assertThat(defaultOf(ENGINES).id()).isNotEqualTo(first.id());
    }

    @Test
    void a_group_that_ports_are_in_stays_and_stays_as_stateful_as_it_is() {
        Network network = scenario.network("{}");
        SecurityGroup group = scenario.create(GROUPS, "{'name':'web'}");
        Port port = scenario.port(network, "'security_groups':['" + group.id() + "']");

        refusal(() -> scenario.delete(GROUPS, group))
                .is(409, "SecurityGroupInUse")
                .says("Security Group " + group.id() + " in use.");
        refusal(() -> scenario.update(GROUPS, group, "{'stateful':false}")).is(409, "SecurityGroupInUse");
        assertThat(scenario.update(GROUPS, group, "{'stateful':true,'name':'front'}")
                        .attributes()
                        .get(SecurityGroupDescription.NAME))
                .isEqualTo("front");
        scenario.delete(PORTS, port);
        scenario.delete(GROUPS, group);
        refusal(() -> now(group))
                .is(404, "SecurityGroupNotFound")
                .says("Security group " + group.id() + " does not exist");
    }

    @Test
    void with_a_group_go_its_rules_and_those_of_others_that_name_it() {
        SecurityGroup web = group("'name':'web'");
        SecurityGroup db = group("'name':'db'");
        PlainResource fromWeb = scenario.create(
                RULES,
                "{'security_group_id':'" + db.id() + "','direction':'ingress','remote_group_id':'" + web.id() + "'}",
                ENGINES);
        scenario.newEvents();

        scenario.delete(GROUPS, web, null, ENGINES);

        assertThat(passes(now(db))).containsExactly("egress IPv4", "egress IPv6");
        refusal(() -> scenario.delete(RULES, fromWeb)).is(404, "SecurityGroupRuleNotFound");
        refusal(() -> scenario.delete(RULES, web.rules().getFirst())).is(404, "SecurityGroupRuleNotFound");
        assertThat(scenario.newEventNames())
                .containsExactly(
                        "SecurityGroupRuleDeleted",
                        "SecurityGroupRuleDeleted",
                        "SecurityGroupRuleRemoved",
                        "RemoteGroupRuleRemoved",
                        "SecurityGroupRuleDeleted",
                        "SecurityGroupDeleted");
    }

    @Test
    void a_group_that_names_another_may_go_first() {
        SecurityGroup web = group("'name':'web'");
        SecurityGroup db = group("'name':'db'");
        scenario.create(
                RULES,
                "{'security_group_id':'" + db.id() + "','direction':'ingress','remote_group_id':'" + web.id() + "'}",
                ENGINES);

        scenario.delete(GROUPS, db, null, ENGINES);
        scenario.delete(GROUPS, web, null, ENGINES);

        refusal(() -> now(db)).is(404, "SecurityGroupNotFound");
        refusal(() -> now(web)).is(404, "SecurityGroupNotFound");
    }

    @Test
    void a_group_of_another_project_is_not_there() {
        SecurityGroup group = group("'name':'web'");

        refusal(() -> scenario.update(GROUPS, group, "{'name':'x'}", null, STRANGER))
                .is(404, "SecurityGroupNotFound");
        refusal(() -> scenario.delete(GROUPS, group, null, STRANGER)).is(404, "SecurityGroupNotFound");
    }

    @Test
    void a_change_of_a_groups_rules_is_a_change_of_the_group() {
        SecurityGroup group = group("'name':'web'");
        scenario.create(RULES, "{'security_group_id':'" + group.id() + "','direction':'ingress'}", ENGINES);

        refusal(() -> scenario.update(GROUPS, group, "{'name':'x'}", 1L, ADMIN))
                .is(412, "RevisionNumberConstraintFailed");
        assertThat(now(group).lifecycle().revision()).isEqualTo(2);
        assertThat(now(group).rules()).hasSize(3);
    }

    @Test
    void the_log_tells_the_same_groups_again() {
        SecurityGroup web = group("'name':'web'");
        SecurityGroup db = group("'name':'db'");
        scenario.create(
                RULES,
                "{'security_group_id':'" + db.id() + "','direction':'ingress','remote_group_id':'" + web.id() + "'}",
                ENGINES);
        SecurityGroup before = now(db);

        Scenario restarted = scenario.restarted(Scenario.types(new String[] {"vxlan"}, null));

        assertThat(restarted.update(GROUPS, db, "{}")).isEqualTo(before);
        restarted.delete(GROUPS, web);
        assertThat(restarted.update(GROUPS, db, "{}").rules()).hasSize(2);
    }
}
