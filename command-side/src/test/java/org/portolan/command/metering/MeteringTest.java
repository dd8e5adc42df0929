package org.portolan.command.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.metering.MeteringLabelDescription;
import org.portolan.api.metering.MeteringLabelRuleDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.command.Scenario;

/** What is counted under a metering label. */
class MeteringTest {

    private static final MeteringLabelDescription LABELS = new MeteringLabelDescription();
    private static final MeteringLabelRuleDescription RULES = new MeteringLabelRuleDescription();

    private final Scenario scenario = Scenario.begin();
    private final PlainResource label = scenario.create(LABELS, "{'name':'sea','project_id':'engines'}");

    private PlainResource rule(PlainResource of, String members) {
        return scenario.create(RULES, "{'metering_label_id':'" + of.id() + "','direction':'ingress'," + members + "}");
    }

    @Test
    void a_label_and_a_rule_look_as_neutron_shows_them() {
        PlainResource rule = rule(label, "'remote_ip_prefix':'10.0.0.0/24'");

        assertThat(LABELS.render(label).toString())
                .isEqualTo("{\"id\":\"" + label.id() + "\",\"name\":\"sea\",\"description\":\"\","
                        + "\"tenant_id\":\"engines\",\"shared\":false,\"project_id\":\"engines\"}");
        assertThat(RULES.render(rule).toString())
                .startsWith("{\"id\":\"" + rule.id() + "\",\"metering_label_id\":\"" + label.id()
                        + "\",\"direction\":\"ingress\",\"remote_ip_prefix\":\"10.0.0.0/24\",")
                .contains("\"excluded\":false");
        assertThat(rule.project())
                .as("rules belong to whom their label belongs")
                .isEqualTo(label.project());
    }

    @Test
    void rules_of_one_label_count_no_address_twice_in_a_direction() {
        rule(label, "'remote_ip_prefix':'10.0.0.0/24'");
        PlainResource other = scenario.create(LABELS, "{}");

        refusal(() -> rule(label, "'remote_ip_prefix':'10.0.0.0/25'"))
                .is(409, "MeteringLabelRuleOverlaps")
                .says("Metering label rule with remote_ip_prefix '10.0.0.0/25' overlaps another.");
        rule(label, "'remote_ip_prefix':'10.0.0.0/25','excluded':true");
        rule(label, "'remote_ip_prefix':'10.0.1.0/24'");
        rule(other, "'remote_ip_prefix':'10.0.0.0/24'");
        assertThat(scenario.newEventNames()).endsWith("MeteringLabelRuleCreated", "MeteringLabelUpdated");
    }

    @Test
    void an_address_is_free_to_be_counted_again_when_its_rule_is_gone() {
        scenario.delete(RULES, rule(label, "'remote_ip_prefix':'10.0.0.0/24'"));

        assertThat(rule(label, "'remote_ip_prefix':'10.0.0.0/24'").id()).isNotNull();
    }

    @Test
    void rules_say_what_they_count_by_one_end_or_by_both() {
        rule(label, "'source_ip_prefix':'10.0.0.0/24','destination_ip_prefix':'10.1.0.0/24'");

        refusal(() -> rule(label, "'excluded':false"))
                .is(400, "Invalid")
                .says("You must define at least one of the following parameters 'remote_ip_prefix', or"
                        + " 'source_ip_prefix' or 'destination_ip_prefix'.");
        refusal(() -> rule(label, "'remote_ip_prefix':'10.0.0.0/24','source_ip_prefix':'10.0.0.0/24'"))
                .is(400, "Invalid")
                .says("Cannot use 'remote-ip-prefix' in conjunction with 'source-ip-prefix' or"
                        + " 'destination-ip-prefix'.");
        refusal(() -> rule(label, "'source_ip_prefix':'abc'"))
                .is(400, "Invalid")
                .says("source_ip_prefix: abc is invalid ['abc' does not appear to be an IPv4 or IPv6 interface].");
    }

    @Test
    void a_prefix_is_shown_with_the_host_bits_that_it_was_sent_with_and_counted_without() {
        PlainResource rule =
                rule(label, "'remote_ip_prefix':'10.0.0.1/24','source_ip_prefix':'','destination_ip_prefix':[]");

        assertThat(RULES.render(rule).path("remote_ip_prefix").stringValue()).isEqualTo("10.0.0.1/24");
        assertThat(RULES.render(rule).path("source_ip_prefix").isNull()).isTrue();
        refusal(() -> rule(label, "'remote_ip_prefix':'10.0.0.128/25'"))
                .is(409, "MeteringLabelRuleOverlaps")
                .says("Metering label rule with remote_ip_prefix '10.0.0.128/25' overlaps another.");
    }

    @Test
    void a_labels_rules_go_with_it() {
        rule(label, "'remote_ip_prefix':'10.0.0.0/24'");
        scenario.newEvents();

        scenario.delete(LABELS, label);

        assertThat(scenario.newEventNames()).containsExactly("MeteringLabelDeleted", "MeteringLabelRuleDeleted");
        refusal(() -> rule(label, "'remote_ip_prefix':'10.0.0.0/24'"))
                .is(404, "MeteringLabelNotFound")
                .says("Metering label '" + label.id() + "' does not exist.");
    }

    @Test
    void only_administrators_meter() {
        refusal(() -> scenario.create(LABELS, "{}", caller("engines", "member")))
                .is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(LABELS, label, null, caller("engines", "reader")))
                .is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(LABELS, label, null, caller("engines", "member")))
                .is(404, "HTTPNotFound");
        refusal(() -> scenario.delete(LABELS, label, null, caller("others", "member")))
                .is(404, "MeteringLabelNotFound");
        refusal(() -> scenario.create(
                        RULES,
                        "{'metering_label_id':'" + UUID.randomUUID()
                                + "','direction':'ingress','remote_ip_prefix':'10.0.0.0/24'}"))
                .is(404, "MeteringLabelNotFound");
    }
}
