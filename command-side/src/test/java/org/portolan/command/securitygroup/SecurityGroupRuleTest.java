package org.portolan.command.securitygroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class SecurityGroupRuleTest {

    private static final SecurityGroupDescription GROUPS = new SecurityGroupDescription();
    private static final SecurityGroupRuleDescription RULES = new SecurityGroupRuleDescription();
    private static final Caller ENGINES = caller("engines", "member");
    private static final Caller STRANGER = caller("strangers", "member");

    private final Scenario scenario = Scenario.begin();
    private final SecurityGroup group = scenario.create(GROUPS, "{'name':'web'}", ENGINES);

    private String body(String members) {
        return "{'security_group_id':'" + group.id() + "'"
                + (members.contains("'direction'") ? "" : ",'direction':'ingress'")
                + (members.isEmpty() ? "" : "," + members) + "}";
    }

    private PlainResource rule(String members) {
        return scenario.create(RULES, body(members), ENGINES);
    }

    private JsonNode shown(String members) {
        return RULES.render(rule(members));
    }

    @Test
    void a_rule_is_shown_with_neutrons_members_in_neutrons_order() {
        JsonNode rule = shown("'protocol':'tcp','port_range_min':80,'port_range_max':80,'description':'web'");

        assertThat(rule.propertyNames())
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
                        "created_at",
                        "updated_at",
                        "revision_number",
                        "project_id");
        assertThat(rule.path("ethertype").asString()).isEqualTo("IPv4");
        assertThat(rule.path("revision_number").asInt()).isZero();
        assertThat(rule.path("remote_ip_prefix").isNull()).isTrue();
    }

    @Test
    void a_rule_is_told_of_its_group_and_by_itself() {
        scenario.newEvents();

        PlainResource rule = rule("");
        assertThat(scenario.newEventNames()).containsExactly("SecurityGroupRuleAdded", "SecurityGroupRuleCreated");

        scenario.delete(RULES, rule, null, ENGINES);
        assertThat(scenario.newEventNames()).containsExactly("SecurityGroupRuleRemoved", "SecurityGroupRuleDeleted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'protocol':'TCP','port_range_min':'443','port_range_max':'443' | tcp       | 443  | 443
            'protocol':'6','port_range_min':1,'port_range_max':65535       | 6         | null | null
            'protocol':17,'port_range_min':5,'port_range_max':6            | 17        | 5    | 6
            'protocol':'icmp','port_range_min':8,'port_range_max':0        | icmp      | 8    | 0
            'protocol':'icmp','port_range_min':8                           | icmp      | 8    | null
            'protocol':'icmp','ethertype':'ipv6'                           | ipv6-icmp | null | null
            'protocol':'icmpv6','ethertype':'IPv6'                         | ipv6-icmp | null | null
            'protocol':'0'                                                 | 0         | null | null
            'protocol':255                                                 | 255       | null | null
            'protocol':null                                                | null      | null | null
            """)
    void protocols_and_ports_are_kept_in_one_form(String members, String protocol, String min, String max) {
        JsonNode rule = shown(members);

        assertThat(rule.path("protocol").asString("null")).isEqualTo(protocol);
        assertThat(rule.path("port_range_min").asString("null")).isEqualTo(min);
        assertThat(rule.path("port_range_max").asString("null")).isEqualTo(max);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            192.168.1.5    | IPv4 | 192.168.1.5/32    | 192.168.1.5/32
            192.168.1.5/24 | IPv4 | 192.168.1.5/24    | 192.168.1.0/24
            2001:DB8::5/64 | IPv6 | 2001:db8::5/64    | 2001:db8::/64
            0.0.0.0/0      | IPv4 | 0.0.0.0/0         | 0.0.0.0/0
            """)
    void a_prefix_is_kept_as_written_and_shown_without_host_bits_beside(
            String written, String ethertype, String kept, String normalized) {
        JsonNode rule = shown("'remote_ip_prefix':'" + written + "','ethertype':'" + ethertype + "'");

        assertThat(rule.path("remote_ip_prefix").asString()).isEqualTo(kept);
        assertThat(rule.path("normalized_cidr").asString()).isEqualTo(normalized);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'protocol':'zork'                                                | SecurityGroupRuleInvalidProtocol           | Security group rule protocol zork not supported. Only protocol values [None, 'ah', 'dccp', 'egp', 'esp', 'gre', 'hopopt', 'icmp', 'igmp', 'ip', 'ipip', 'ipv6-encap', 'ipv6-frag', 'ipv6-icmp', 'icmpv6', 'ipv6-nonxt', 'ipv6-opts', 'ipv6-route', 'ospf', 'pgm', 'rsvp', 'sctp', 'tcp', 'udp', 'udplite', 'vrrp'] and integer representations [0 to 255] are supported.
            'ethertype':'IPv5'                                               | SecurityGroupRuleInvalidEtherType          | Security group rule for ethertype 'IPv5' not supported. Allowed values are ['IPv4', 'IPv6'].
            'direction':'sideways'                                           | HTTPBadRequest                             | Invalid input for direction. Reason: sideways is not in valid_values.
            'protocol':'tcp','port_range_min':'a','port_range_max':'b'       | SecurityGroupInvalidPortValue              | Invalid value for port a
            'protocol':'tcp','port_range_min':1,'port_range_max':65536       | SecurityGroupInvalidPortValue              | Invalid value for port 65536
            'protocol':'tcp','port_range_min':0,'port_range_max':0           | SecurityGroupInvalidPortValue              | Invalid value for port 0
            'protocol':'tcp','port_range_min':90,'port_range_max':80         | SecurityGroupInvalidPortRange              | For TCP/UDP protocols, port_range_min must be <= port_range_max
            'protocol':'tcp','port_range_min':90                             | SecurityGroupInvalidPortRange              | For TCP/UDP protocols, port_range_min must be <= port_range_max
            'port_range_min':1,'port_range_max':2                            | SecurityGroupProtocolRequiredWithPorts     | Must also specify protocol if port range is given.
            'protocol':'ah','port_range_min':5,'port_range_max':6            | SecurityGroupInvalidProtocolForPort        | Ports cannot be specified for protocol 51. Ports are only supported for DCCP, SCTP, TCP, UDP, UDPLITE.
            'protocol':'icmp','port_range_max':0                             | SecurityGroupMissingIcmpType               | ICMP code (port-range-max) 0 is provided but ICMP type (port-range-min) is missing.
            'protocol':'icmp','port_range_min':256                           | SecurityGroupInvalidIcmpValue              | Invalid value for ICMP type (port_range_min) 256. It must be 0 to 255.
            'protocol':'icmp','port_range_min':8,'port_range_max':256        | SecurityGroupInvalidIcmpValue              | Invalid value for ICMP code (port_range_max) 256. It must be 0 to 255.
            'protocol':'ipv6-icmp'                                           | SecurityGroupEthertypeConflictWithProtocol | Invalid ethertype IPv4 for protocol ipv6-icmp.
            'protocol':'44'                                                  | SecurityGroupEthertypeConflictWithProtocol | Invalid ethertype IPv4 for protocol 44.
            'remote_ip_prefix':'300.1.1.0/24'                                | InvalidCIDR                                | Invalid CIDR 300.1.1.0/24 given as IP prefix.
            'remote_ip_prefix':'2001:db8::/32'                               | SecurityGroupRuleParameterConflict         | Conflicting value ethertype IPv4 for CIDR 2001:db8::/32
            'remote_ip_prefix':'10.0.0.0/8','remote_group_id':'x'            | SecurityGroupMultipleRemoteEntites         | Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.
            'remote_address_group_id':'y','remote_group_id':'x'              | SecurityGroupMultipleRemoteEntites         | Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.
            """)
    void what_contradicts_itself_is_refused(String members, String type, String message) {
        refusal(() -> rule(members)).is(400, type).says(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'protocol':'tcp'                             | 'protocol':'6','description':'other'
            'protocol':'112'                             | 'protocol':'vrrp'
            'protocol':'icmpv6','ethertype':'IPv6'       | 'protocol':'icmp','ethertype':'IPv6'
            'description':'all'                          | 'remote_ip_prefix':'0.0.0.0/0'
            'protocol':'udp'                             | 'protocol':'udp','port_range_min':1,'port_range_max':65535
            """)
    void two_rules_that_mean_the_same_are_the_same(String first, String second) {
        PlainResource known = rule(first);

        refusal(() -> rule(second))
                .is(409, "SecurityGroupRuleExists")
                .says("Security group rule already exists. Rule id is " + known.id() + ".");
        rule(second + ",'direction':'egress','protocol':'sctp'");
    }

    @Test
    void once_it_is_gone_a_rule_may_be_made_again() {
        PlainResource first = rule("'protocol':'tcp'");
        scenario.delete(RULES, first, null, ENGINES);

        assertThat(rule("'protocol':'tcp'").id()).isNotEqualTo(first.id());
        refusal(() -> scenario.delete(RULES, first, null, ENGINES))
                .is(404, "SecurityGroupRuleNotFound")
                .says("Security group rule " + first.id() + " does not exist");
    }

    @Test
    void what_a_rule_names_must_be_there() {
        UUID zero = new UUID(0, 0);

        refusal(() -> rule("'remote_group_id':'" + zero + "'"))
                .is(404, "SecurityGroupNotFound")
                .says("Security group " + zero + " does not exist");
        refusal(() -> rule("'remote_group_id':'zork'"))
                .is(404, "SecurityGroupNotFound")
                .says("Security group zork does not exist");
        refusal(() -> rule("'remote_address_group_id':'" + zero + "'"))
                .is(404, "AddressGroupNotFound")
                .says("Address group " + zero + " could not be found.");
        refusal(() -> scenario.create(RULES, "{'security_group_id':7,'direction':'ingress'}", ENGINES))
                .is(404, "SecurityGroupNotFound")
                .says("Security group 7 does not exist");
    }

    @Test
    void a_group_may_name_itself_as_the_remote_one() {
        PlainResource rule = rule("'remote_group_id':'" + group.id() + "'");

        assertThat(rule.attributes().get(SecurityGroupRuleDescription.REMOTE_GROUP_ID))
                .isEqualTo(group.id().toString());
        scenario.delete(GROUPS, group, null, ENGINES);
        refusal(() -> scenario.delete(RULES, rule)).is(404, "SecurityGroupRuleNotFound");
    }

    @Test
    void a_strangers_group_can_neither_be_ruled_nor_named() {
        refusal(() -> scenario.create(RULES, body(""), STRANGER)).is(404, "SecurityGroupNotFound");
        SecurityGroup theirs = scenario.create(GROUPS, "{}", STRANGER);
        refusal(() -> rule("'remote_group_id':'" + theirs.id() + "'")).is(404, "SecurityGroupNotFound");
        PlainResource rule = rule("");
        refusal(() -> scenario.delete(RULES, rule, null, STRANGER)).is(404, "SecurityGroupRuleNotFound");
    }

    @Test
    void a_rule_that_an_administrator_made_for_another_project_is_not_for_the_groups_owner_to_remove() {
        PlainResource rule = scenario.create(RULES, body("'project_id':'strangers','protocol':'tcp'"));

        assertThat(rule.project().value()).isEqualTo("strangers");
        refusal(() -> scenario.delete(RULES, rule, null, ENGINES))
                .is(403, "PolicyNotAuthorized")
                .says("rule:delete_security_group_rule is disallowed by policy");
        scenario.delete(RULES, rule, null, STRANGER);
    }

    @Test
    void rules_that_are_made_together_are_of_one_group_and_one_project_and_differ() {
        SecurityGroup other = scenario.create(GROUPS, "{}", ENGINES);
        String tcp = body("'protocol':'tcp'");

        assertThat(scenario.createAll(RULES, tcp, body("'protocol':'udp'"))).hasSize(2);
        refusal(() -> scenario.createAll(RULES, body("'protocol':'sctp'"), body("'protocol':132")))
                .is(409, "DuplicateSecurityGroupRuleInPost")
                .says("Duplicate Security Group Rule in POST.");
        refusal(() -> scenario.createAll(
                        RULES,
                        tcp,
                        tcp.replace(group.id().toString(), other.id().toString())))
                .is(400, "SecurityGroupNotSingleGroupRules")
                .says("Only allowed to update rules for one security profile at a time");
        refusal(() -> scenario.createAll(RULES, tcp, body("'protocol':'udp','project_id':'strangers'")))
                .is(400, "SecurityGroupRulesNotSingleTenant");
    }

    @Test
    void a_rule_never_changes() {
        PlainResource rule = rule("'protocol':'tcp'");

        refusal(() -> scenario.update(RULES, rule, "{'protocol':'udp'}"))
                .is(400, "HTTPBadRequest")
                .says("Cannot update read-only attribute protocol");
        refusal(() -> scenario.update(RULES, rule, "{'description':'x'}")).is(404, "HTTPNotFound");
    }
}
