package org.portolan.command.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.logging.LogDescription;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.command.Scenario;

/** What logs can be kept of. */
class LogTest {

    private static final LogDescription LOGS = new LogDescription();

    private static final PortDescription PORTS = new PortDescription();
    private static final SecurityGroupDescription GROUPS = new SecurityGroupDescription();

    private final Scenario scenario = Scenario.begin();

    @Test
    void a_log_is_of_security_groups_and_of_all_that_they_decide_unless_it_says() {
        PlainResource log = scenario.create(LOGS, "{'resource_type':'security_group','name':'all'}");

        assertThat(LOGS.render(log).path("event").asString()).isEqualTo("ALL");
        assertThat(LOGS.render(scenario.update(LOGS, log, "{'enabled':false}"))
                        .path("enabled")
                        .asBoolean())
                .isFalse();
        refusal(() -> scenario.create(LOGS, "{'resource_type':'tea'}"))
                .is(400, "InvalidLogResourceType")
                .says("Invalid log resource_type: tea.");
        refusal(() -> scenario.create(LOGS, "{'resource_type':'security_group','event':'TEA'}"))
                .is(400, "HTTPBadRequest");
    }

    @Test
    void a_log_is_kept_at_a_port_that_there_is() {
        UUID nowhere = UUID.randomUUID();

        refusal(() -> scenario.create(LOGS, "{'resource_type':'security_group','target_id':'" + nowhere + "'}"))
                .is(404, "TargetResourceNotFound")
                .says("Target resource " + nowhere + " could not be found.");
    }

    @Test
    void logs_are_for_administrators_even_those_of_ones_own_project() {
        PlainResource log = scenario.create(LOGS, "{'resource_type':'security_group','project_id':'engines'}");

        refusal(() -> scenario.delete(LOGS, log, null, caller("engines", "member")))
                .is(404, "HTTPNotFound");
        refusal(() -> scenario.create(LOGS, "{'resource_type':'security_group'}", caller("engines", "member")))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void a_log_of_one_group_at_one_port_is_of_one_that_the_port_is_in() {
        UUID nothing = UUID.randomUUID();
        SecurityGroup group = scenario.create(GROUPS, "{'name':'web'}");
        SecurityGroup other = scenario.create(GROUPS, "{'name':'db'}");
        Port port = scenario.port(scenario.network("{}"), "'security_groups':['" + group.id() + "']");
        String at = "','target_id':'" + port.id() + "'}";

        assertThat(scenario.create(LOGS, "{'resource_type':'security_group','resource_id':'" + group.id() + at)
                        .id())
                .isNotNull();
        refusal(() -> scenario.create(LOGS, "{'resource_type':'security_group','resource_id':'" + other.id() + at))
                .is(400, "InvalidResourceConstraint")
                .says("Invalid resource constraint between resource (security_group " + other.id()
                        + ") and target resource (port " + port.id() + ").");
        refusal(() -> scenario.create(LOGS, "{'resource_type':'security_group','resource_id':'" + nothing + "'}"))
                .is(404, "ResourceNotFound")
                .says("Resource " + nothing + " could not be found.");
    }

    @Test
    void a_log_ends_with_its_port_or_its_group_and_leaves_the_other_as_it_was() {
        SecurityGroup group = scenario.create(GROUPS, "{'name':'web'}");
        Network network = scenario.network("{}");
        Port first = scenario.port(network, "'security_groups':['" + group.id() + "']");
        Port second = scenario.port(network, "'security_groups':[]");
        String ofGroup = "{'resource_type':'security_group','resource_id':'" + group.id() + "'";
        PlainResource atFirst = scenario.create(LOGS, ofGroup + ",'target_id':'" + first.id() + "'}");
        PlainResource ofAll = scenario.create(LOGS, ofGroup + "}");
        PlainResource atSecond =
                scenario.create(LOGS, "{'resource_type':'security_group','target_id':'" + second.id() + "'}");
        long revision = scenario.now(second).lifecycle().revision();

        scenario.delete(PORTS, first);
        refusal(() -> scenario.delete(LOGS, atFirst)).is(404, "LogResourceNotFound");

        scenario.delete(GROUPS, group);
        refusal(() -> scenario.delete(LOGS, ofAll)).is(404, "LogResourceNotFound");

        scenario.delete(LOGS, atSecond);
        assertThat(scenario.now(second).lifecycle().revision()).isEqualTo(revision);
        scenario.newEvents();
        scenario.delete(PORTS, second);
        assertThat(scenario.newEventNames()).doesNotContain("LogDeleted");
    }
}
