package org.portolan.command.securitygroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_ADDRESS_GROUP_ID;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_GROUP_ID;
import static org.portolan.command.Scenario.caller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupRuleAdded;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupRuleRemoved;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.securitygroup.DefaultSecurityGroupEvent.DefaultSecurityGroupGone;
import org.portolan.api.securitygroup.DefaultSecurityGroupEvent.DefaultSecurityGroupMade;
import org.portolan.api.securitygroup.RuleMeaning;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberRemoved;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.command.Scenario;

/** Whatever clients do to groups, rules and ports in whatever order, who relies on whom is told right by all of them. */
class SecurityGroupInvariantsTest {

    private static final SecurityGroupDescription GROUPS = new SecurityGroupDescription();
    private static final SecurityGroupRuleDescription RULES = new SecurityGroupRuleDescription();
    private static final AddressGroupDescription ADDRESS_GROUPS = new AddressGroupDescription();
    private static final PortDescription PORTS = new PortDescription();

    /** One request: what kind, on which of what there is, and how. */
    record Request(int kind, int which, int how) {}

    @Provide
    Arbitrary<List<Request>> requests() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.integers().between(0, 11))
                .as(Request::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    @Property(tries = 200)
    void groups_rules_and_ports_agree_and_the_log_tells_the_same_groups_again(
            @ForAll("requests") List<Request> requests) {
        Clients clients = new Clients();
        requests.forEach(clients::send);

        Told told = new Told(clients.scenario.log());
        told.requireAgreement();
        Scenario restarted = clients.scenario.restarted(Scenario.types(new String[] {"vxlan"}, null));
        told.groups.values().forEach(group -> assertThat(restarted.update(GROUPS, group, "{}"))
                .isEqualTo(group));
    }

    private static final class Clients {

        private final Scenario scenario = Scenario.begin();
        private final Network network = scenario.network("{'shared':true}");
        private final List<Caller> callers = List.of(caller("engines", "member"), Scenario.ADMIN);
        private final List<SecurityGroup> groups = new ArrayList<>();
        private final List<PlainResource> rules = new ArrayList<>();
        private final List<PlainResource> addressGroups = new ArrayList<>();
        private final List<Port> ports = new ArrayList<>();

        void send(Request request) {
            try {
                carryOut(request, callers.get(request.how() % callers.size()));
            } catch (NeutronError refused) {
                assertThat(refused.status()).isIn(400, 403, 404, 409);
            }
        }

        private void carryOut(Request request, Caller caller) {
            switch (request.kind()) {
                case 0, 1 -> groups.add(scenario.create(GROUPS, "{}", caller));
                case 2 -> scenario.delete(GROUPS, one(groups, request), null, caller);
                case 3, 4 ->
                    rules.add(scenario.create(
                            RULES,
                            "{'security_group_id':'" + one(groups, request).id() + "','direction':'ingress'"
                                    + remote(request) + "}",
                            caller));
                case 5 -> scenario.delete(RULES, one(rules, request), null, caller);
                case 6 -> ports.add(scenario.create(PORTS, port(request), caller));
                case 7 -> scenario.update(PORTS, one(ports, request), "{" + in(request) + "}", null, caller);
                case 8 -> scenario.delete(PORTS, one(ports, request), null, caller);
                default -> {
                    if (request.which() < 6) {
                        addressGroups.add(scenario.create(ADDRESS_GROUPS, "{}", caller));
                    } else {
                        scenario.delete(ADDRESS_GROUPS, one(addressGroups, request), null, caller);
                    }
                }
            }
        }

        private String remote(Request request) {
            return switch (request.which() % 4) {
                case 0 ->
                    ",'remote_group_id':'"
                            + groups.get(request.how() % groups.size()).id() + "'";
                case 1 ->
                    ",'remote_address_group_id':'" + one(addressGroups, request).id() + "'";
                case 2 -> ",'protocol':'" + request.how() + "'";
                default -> ",'remote_ip_prefix':'10.0.0." + request.how() + "'";
            };
        }

        private String port(Request request) {
            String more =
                    switch (request.which() % 4) {
                        case 0 -> "";
                        case 1 -> ",'device_owner':'network:dhcp'";
                        default -> "," + in(request);
                    };
            return "{'network_id':'" + network.id() + "'" + more + "}";
        }

        private String in(Request request) {
            UUID first = one(groups, request).id();
            UUID second = groups.getFirst().id();
            return switch (request.how() % 3) {
                case 0 -> "'security_groups':[]";
                case 1 -> "'security_groups':['" + first + "']";
                default ->
                    first.equals(second)
                            ? "'port_security_enabled':false"
                            : "'security_groups':['" + second + "','" + first + "']";
            };
        }

        private static <T> T one(List<T> all, Request request) {
            if (all.isEmpty()) {
                throw NeutronError.notFound("Resource", "any");
            }
            return all.get((request.which() * 7 + request.how()) % all.size());
        }
    }

    /** What the log tells, folded from nothing by the resources' own folds and by plain sets of who relies on whom. */
    private static final class Told {

        private final Map<Object, SecurityGroup> groups = new HashMap<>();
        private final Map<Object, PlainResource> rules = new HashMap<>();
        private final Map<Object, PlainResource> addressGroups = new HashMap<>();
        private final Map<Object, Port> ports = new HashMap<>();
        private final Map<ProjectId, UUID> defaults = new HashMap<>();
        private final Set<String> memberships = new HashSet<>();
        private final Set<String> references = new HashSet<>();

        Told(List<Recorded<?>> log) {
            for (Recorded<?> recorded : log) {
                fold(GROUPS, groups, recorded);
                fold(RULES, rules, recorded);
                fold(ADDRESS_GROUPS, addressGroups, recorded);
                fold(PORTS, ports, recorded);
                relate(recorded);
            }
        }

        private static <S extends Resource> void fold(
                ResourceDescription<S> description, Map<Object, S> states, Recorded<?> recorded) {
            if (recorded.stream().type().equals(description.family().streamType())) {
                S after = description.evolve(states.remove(recorded.stream().key()), recorded);
                if (after != null) {
                    states.put(recorded.stream().key(), after);
                }
            }
        }

        private void relate(Recorded<?> recorded) {
            boolean isNews =
                    switch (recorded.event()) {
                        case SecurityGroupMemberAdded e -> memberships.add(e.portId() + " in " + e.id());
                        case SecurityGroupMemberRemoved e -> memberships.remove(e.portId() + " in " + e.id());
                        case RemoteGroupRuleAdded e -> references.add(e.ruleId() + " to " + e.id());
                        case RemoteGroupRuleRemoved e -> references.remove(e.ruleId() + " to " + e.id());
                        case AddressGroupRuleAdded e -> references.add(e.ruleId() + " to " + e.id());
                        case AddressGroupRuleRemoved e -> references.remove(e.ruleId() + " to " + e.id());
                        case DefaultSecurityGroupMade e -> defaults.put(e.projectId(), e.securityGroupId()) == null;
                        case DefaultSecurityGroupGone e -> defaults.remove(e.projectId(), e.securityGroupId());
                        default -> true;
                    };
            assertThat(isNews).as(recorded.toString()).isTrue();
        }

        void requireAgreement() {
            List<PlainResource> inGroups = new ArrayList<>();
            groups.values().forEach(group -> {
                inGroups.addAll(group.rules());
                assertThat(group.rules())
                        .extracting(rule -> RuleMeaning.of(rule.attributes()))
                        .doesNotHaveDuplicates();
                if (group.isDefault()) {
                    assertThat(defaults).containsEntry(group.project(), group.id());
                }
            });
            assertThat(inGroups)
                    .extracting(Told::told)
                    .containsExactlyInAnyOrderElementsOf(
                            rules.values().stream().map(Told::told).toList());
            defaults.values().forEach(group -> assertThat(groups).containsKey(group.toString()));
            assertThat(memberships).isEqualTo(membershipsOfPorts());
            assertThat(references).isEqualTo(referencesOfRules());
        }

        private static String told(PlainResource rule) {
            return rule.id() + " of " + rule.project() + ": " + rule.attributes();
        }

        private Set<String> membershipsOfPorts() {
            Set<String> expected = new HashSet<>();
            ports.values().forEach(port -> Memberships.of(port).forEach(group -> {
                assertThat(groups).containsKey(group.toString());
                expected.add(port.id() + " in " + group);
            }));
            return expected;
        }

        private Set<String> referencesOfRules() {
            Set<String> expected = new HashSet<>();
            rules.values().forEach(rule -> {
                rule.attributes().find(REMOTE_GROUP_ID).ifPresent(remote -> assertThat(groups)
                        .containsKey(remote));
                SecurityGroups.remoteGroup(rule.attributes())
                        .ifPresent(remote -> expected.add(rule.id() + " to " + remote));
                rule.attributes().find(REMOTE_ADDRESS_GROUP_ID).ifPresent(remote -> {
                    assertThat(addressGroups).containsKey(remote);
                    expected.add(rule.id() + " to " + remote);
                });
            });
            return expected;
        }
    }
}
