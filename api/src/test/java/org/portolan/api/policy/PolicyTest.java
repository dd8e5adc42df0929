package org.portolan.api.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterDescription;

class PolicyTest {

    /** A port for a network's DHCP server: its network, security group and parent belong to another project. */
    private static final Target PORT = Target.of(json("{'project_id':'own','tenant_id':'own','shared':false,"
                    + "'router:external':false,'device_owner':'network:dhcp','target_tenant':'*'}"))
            .naming("network", () -> Target.of(json("{'tenant_id':'net','project_id':'net'}")))
            .naming("security_group", () -> Target.of(json("{'tenant_id':'net'}")))
            .naming("ext_parent", () -> Target.of(json("{'tenant_id':'net'}")));

    private static final Map<String, Caller> CALLERS = Map.of(
            "admin", caller("theirs", "admin"),
            "owner", caller("own", "member"),
            "reader", caller("own", "reader"),
            "roleless", caller("own"),
            "netowner", caller("net", "member"),
            "stranger", caller("theirs", "member"),
            "advsvc", caller("theirs", "advsvc"));

    private static Caller caller(String project, String... roles) {
        return caller(Policy.defaults(), project, roles);
    }

    private static Caller caller(Policy policy, String project, String... roles) {
        return new Caller("req-1", "ada", new ProjectId(project), List.of(roles), policy);
    }

    private static tools.jackson.databind.JsonNode json(String text) {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void each_rule_lets_those_do_it_whom_neutron_lets() throws IOException {
        Map<String, Set<String>> neutron = new TreeMap<>();
        try (InputStream in = Objects.requireNonNull(PolicyTest.class.getResourceAsStream("neutron-21.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        List<String> words = Arrays.asList(line.strip().split(" ", -1));
                        neutron.put(words.getFirst(), new TreeSet<>(words.subList(1, words.size())));
                    });
        }
        Map<String, Set<String>> ours = new TreeMap<>();
        for (String rule : Policy.defaults().names()) {
            Set<String> allowed = new TreeSet<>();
            CALLERS.forEach((name, caller) -> {
                if (caller.may(rule, PORT)) {
                    allowed.add(name);
                }
            });
            ours.put(rule, allowed);
        }

        assertThat(ours.remove(Policy.AUDITOR)).containsExactly("admin");
        assertThat(ours).hasSizeGreaterThan(250).containsExactlyEntriesOf(neutron);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                  | true",
                "@                                                   | true",
                "!                                                   | false",
                "role:MEMBER                                         | true",
                "role:%(wanted)s                                     | true",
                "role:%(absent)s                                     | false",
                "not role:member                                     | false",
                "not not role:member                                 | true",
                "role:a or role:member and role:b                    | false",
                "role:member or role:a and role:b                    | true",
                "(role:member or role:a) and role:b                  | false",
                "NOT role:a AND role:member                          | true",
                "not (role:a or role:b)                              | true",
                "((role:member))                                     | true",
                "user_id:ada                                         | true",
                "user_id:%(owner)s                                   | true",
                "project_id:%(project_id)s                           | true",
                "tenant_id:%(network:tenant_id)s                     | false",
                "project_id:prefix-%(project_id)s                    | false",
                "is_admin:False                                      | true",
                "is_admin:True                                       | false",
                "True:%(shared)s                                     | true",
                "'x':%(name)s                                        | false",
                "'harbour':%(name)s                                  | true",
                "1000:%(mtu)s                                        | true",
                "None:%(nothing)s                                    | true",
                "domain_id:x                                         | false",
                "field:networks:shared=True                          | true",
                "field:networks:shared=False                         | false",
                "field:networks:router:external=True                 | false",
                "field:port:name=~^har                               | true",
                "field:port:name=~bour                               | false",
                "field:port:name=harbour                             | true",
                "field:port:absent=x                                 | false",
                "rule:owner                                          | true",
            },
            quoteCharacter = '"')
    void the_language_is_that_of_oslo_policy(String text, boolean allowed) {
        Policy policy = Policy.defaults().with(Map.of("asked", text.equals("''") ? "" : text));
        Caller ada = caller(policy, "own", "member", "reader");
        Target network = Target.of(json("{'project_id':'own','tenant_id':'own','shared':true,'router:external':false,"
                        + "'name':'harbour','mtu':1000,'owner':'ada','wanted':'reader','nothing':null}"))
                .naming("network", () -> Target.of(json("{'tenant_id':'net'}")));

        assertThat(ada.may("asked", network)).isEqualTo(allowed);
    }

    @Test
    void the_old_form_is_a_list_of_alternatives() {
        Policy policy = Policy.defaults()
                .with(Map.of(
                        "both", List.of(List.of("role:a", "role:b")),
                        "either", List.of("role:a", List.of("role:b")),
                        "everybody", List.of(),
                        "nobody", List.of(List.of())));
        Caller b = caller(policy, "own", "b");

        assertThat(b.may("both", PORT)).isFalse();
        assertThat(b.may("either", PORT)).isTrue();
        assertThat(b.may("everybody", PORT)).isTrue();
        assertThat(b.may("nobody", PORT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role:a and             | 11 | a check is missing at the end",
                "role:a role:b          | 8  | and, or or nothing is expected, not role:b",
                "(role:a or role:b      | 18 | there is no ) for the ( in column 1",
                "role:a)                | 7  | there is no ( for this )",
                "or role:a              | 1  | a check is expected, not or",
                "role:a and member      | 12 | 'member' is no check: kind:value is expected",
                "tenant_id:own          | 11 | tenant_id: is followed by a member of the target, %(name)s",
                "project_id:%(project_id| 12 | a member of the target is written %(name)s",
                "field:networks         | 7  | field: is followed by collection:member=value",
                "field:port:name=~[     | 18 | Unclosed character class",
                "http://judge/%(name)s  | 1  | checks by other servers (http:) are not supported",
                "rule:nobody            | 0  | there is no rule 'nobody'",
                "not rule:create_network| 0  | it needs itself to be told: create_network needs create_network",
            },
            quoteCharacter = '"')
    void a_rule_that_is_not_understood_is_told_with_its_place(String text, int column, String reason) {
        assertThatThrownBy(() -> Policy.defaults().with(Map.of("create_network", text)))
                .isInstanceOfSatisfying(MalformedRuleException.class, wrong -> {
                    assertThat(wrong.rule()).isEqualTo("create_network");
                    assertThat(wrong.reason()).isEqualTo(reason);
                    assertThat(wrong.column()).isEqualTo(column);
                });
    }

    @Test
    void a_rule_takes_the_place_of_neutrons_and_those_that_name_it_follow() {
        Policy policy = Policy.defaults().with(Map.of("admin_only", "role:captain", "create_network", "role:captain"));
        Caller captain = caller(policy, "own", "captain");

        assertThat(captain.isAdmin()).isFalse();
        assertThat(captain.may("create_network", PORT)).isTrue();
        assertThat(captain.may("create_network:shared", PORT)).isTrue();
        assertThat(caller(policy, "own", "member").may("create_network", PORT)).isFalse();
        assertThat(policy.isChanged("create_network:shared")).isTrue();
        assertThat(policy.isChanged("delete_network")).isFalse();
    }

    @Test
    void an_administrator_is_who_the_policy_says() {
        Policy policy = Policy.defaults().with(Map.of("context_is_admin", "role:harbourmaster"));

        assertThat(caller(policy, "own", "harbourmaster").isAdmin()).isTrue();
        assertThat(caller(policy, "own", "admin").isAdmin()).isFalse();
        assertThat(caller(policy, "own", "admin").may("create_network:shared", PORT))
                .isFalse();
    }

    @Test
    void before_the_target_is_known_a_rule_says_whether_it_must_be() {
        Caller ada = caller("own", "member");

        assertThat(ada.judge("get_network", Target.UNKNOWN)).isEqualTo(Verdict.DEPENDS);
        assertThat(ada.judge("get_network:router:external", Target.UNKNOWN)).isEqualTo(Verdict.YES);
        assertThat(ada.judge("get_network:segments", Target.UNKNOWN)).isEqualTo(Verdict.NO);
        assertThat(ada.judge("get_metering_label", Target.UNKNOWN)).isEqualTo(Verdict.NO);
    }

    @Test
    void what_is_set_beside_the_defaults_is_asked_about_in_neutrons_order() {
        Attributes asked = new NetworkDescription()
                .parseCreate(
                        json("{'name':'sea','router:external':true,'shared':true,'is_default':false,'mtu':1400}"),
                        caller("own"));

        assertThat(new NetworkDescription().demandOfCreate(asked, Policy.defaults()))
                .isEqualTo(new Demand(
                        "(((rule:create_network and rule:create_network:shared)"
                                + " and rule:create_network:router:external) and rule:create_network:mtu)",
                        List.of(
                                "create_network",
                                "create_network:shared",
                                "create_network:router:external",
                                "create_network:mtu")));
    }

    @Test
    void a_change_asks_about_all_that_it_names_and_what_is_within() {
        Attributes asked = new RouterDescription()
                .parseUpdate(
                        json("{'external_gateway_info':{'network_id':'00000000-0000-0000-0000-000000000001',"
                                + "'enable_snat':true},'ha':false,'name':'x'}"),
                        caller("own"));

        assertThat(new RouterDescription()
                        .demandOfUpdate(asked, Policy.defaults())
                        .text())
                .isEqualTo("((rule:update_router and (rule:update_router:external_gateway_info and"
                        + " (rule:update_router:external_gateway_info:network_id and"
                        + " rule:update_router:external_gateway_info:enable_snat))) and rule:update_router:ha)");
    }

    @Test
    void an_operator_can_have_any_attribute_asked_about() {
        Policy policy = Policy.defaults()
                .with(Map.of("create_network:name", "role:namer", "create_subnet:service_types", "role:x"));
        Attributes asked = new NetworkDescription().parseCreate(json("{'name':'sea'}"), caller("own"));

        assertThat(new NetworkDescription().demandOfCreate(asked, policy).rules())
                .containsExactly("create_network", "create_network:name");
        assertThat(policy.attributesOf("create_subnet")).containsExactly("service_types");
        assertThat(Policy.defaults().attributesOf("create_subnet")).isEmpty();
    }

    @Test
    void attributes_are_asked_about_only_if_there_are_such() {
        Set<String> actions = new HashSet<>();
        Map<String, List<String>> asked = new LinkedHashMap<>();
        for (String rule : Policy.defaults().names()) {
            int colon = rule.indexOf(':');
            if (colon > 0) {
                actions.add(rule.substring(0, colon));
            }
        }
        actions.forEach(action -> asked.put(action, Policy.defaults().attributesOf(action)));

        assertThat(asked.get("create_network")).contains("shared", "provider:network_type", "segments");
        assertThat(asked.get("get_port")).contains("binding:host_id", "resource_request");
        assertThat(asked.get("create_port")).doesNotContain("fixed_ips:subnet_id", "fixed_ips:ip_address");
    }
}
