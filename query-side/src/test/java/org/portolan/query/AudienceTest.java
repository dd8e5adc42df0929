package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.metering.MeteringLabelDescription;
import org.portolan.api.metering.MeteringLabelEvent;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.qos.QosPolicyEvent;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyCreated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyUpdated;
import org.portolan.api.rbac.RbacPolicyDescription;
import org.portolan.api.rbac.RbacPolicyEvent;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyCreated;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.subnet.SubnetDescription;
import tools.jackson.databind.JsonNode;

class AudienceTest {

    private static final ProjectId ALICE = new ProjectId("a11ce000000000000000000000000000");
    private static final ProjectId BOB = new ProjectId("b0b00000000000000000000000000000");
    private static final ProjectId EVE = new ProjectId("e0e00000000000000000000000000000");
    private static final List<ProjectId> PROJECTS = List.of(ALICE, BOB, EVE, ADMIN);
    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final QosPolicyDescription POLICIES = new QosPolicyDescription();

    private static TestServer server;
    private static Story story;

    @BeforeAll
    static void start() {
        server = new TestServer();
        story = server.story();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Attributes grants(Grant... grants) {
        return Attributes.none().with(Grant.ALL, List.of(grants));
    }

    private static Grant grant(String action, ProjectId target) {
        return new Grant(UUID.randomUUID(), action, target);
    }

    private static Attributes random(Random random, Attributes attributes) {
        List<Grant> grants = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            ProjectId target = random.nextInt(6) == 0 ? ProjectId.ALL : PROJECTS.get(random.nextInt(4));
            grants.add(grant(random.nextBoolean() ? Grant.SHARED : Grant.EXTERNAL, target));
        }
        return attributes
                .with(Grant.ALL, grants)
                .with(NetworkDescription.SHARED, random.nextInt(6) == 0)
                .with(NetworkDescription.EXTERNAL, random.nextInt(4) == 0);
    }

    @Test
    void what_the_fold_says_is_visible_is_what_lists_show_whatever_was_granted() throws InterruptedException {
        Random random = new Random(20_090_701);
        List<NetworkId> networks = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            ProjectId owner = PROJECTS.get(random.nextInt(4));
            if (networks.size() < 30 || random.nextInt(3) == 0) {
                NetworkId network = story.network("r" + step, owner, random(random, Attributes.none()));
                networks.add(network);
                story.subnet("s" + step, network, PROJECTS.get(random.nextInt(4)), "10." + step + ".0.0/24");
                story.port("p" + step, network, null, PROJECTS.get(random.nextInt(4)), Attributes.none());
                UUID policy = UUID.randomUUID();
                story.append(
                        Map.of(
                                new QosPolicyEvent.Family().stream(policy),
                                new QosPolicyCreated(
                                        policy,
                                        owner,
                                        random(random, Story.defaults(POLICIES))
                                                .without(NetworkDescription.EXTERNAL)
                                                .with(QosPolicyDescription.NAME, "q" + step))),
                        "CreateQosPolicy");
            } else {
                story.update(networks.get(random.nextInt(networks.size())), random(random, Attributes.none()));
            }
        }
        server.settled();

        assertListsShowWhatIsVisible(NETWORKS);
        assertListsShowWhatIsVisible(POLICIES);
        assertSubnetsFollowTheirNetworks();
    }

    private static <S extends Resource> void assertListsShowWhatIsVisible(ResourceDescription<S> description)
            throws InterruptedException {
        Map<String, S> states = story.fold(description);
        String path = "/v2.0/" + description.path();
        for (ProjectId project : PROJECTS) {
            Caller caller = new Caller("", "", project, List.of("member"));
            Map<String, JsonNode> listed = listed(project, path, description.collection());
            assertThat(listed.keySet())
                    .isEqualTo(idsOf(states, state -> state.isVisibleTo(caller)))
                    .isNotEmpty();
            listed.forEach((id, body) -> assertThat(body.get("shared").booleanValue())
                    .as("%s for %s", id, project)
                    .isEqualTo(state(states, id).isSharedWith(project)));
            assertThat(listed(project, path + "?shared=true", description.collection())
                            .keySet())
                    .isEqualTo(idsOf(states, state -> state.isVisibleTo(caller) && state.isSharedWith(project)));
            assertThat(listed(project, path + "?shared=false", description.collection())
                            .keySet())
                    .isEqualTo(idsOf(states, state -> state.isVisibleTo(caller) && !state.isSharedWith(project)));
        }
    }

    private static void assertSubnetsFollowTheirNetworks() throws InterruptedException {
        Map<String, Network> networks = story.fold(NETWORKS);
        var subnets = story.fold(new SubnetDescription());
        var ports = story.fold(new PortDescription());
        for (ProjectId project : PROJECTS) {
            assertThat(listed(project, "/v2.0/subnets", "subnets").keySet())
                    .isEqualTo(idsOf(
                            subnets,
                            subnet -> subnet.project().equals(project)
                                    || state(networks, subnet.networkId().toString())
                                            .isSharedWith(project)));
            assertThat(listed(project, "/v2.0/ports", "ports").keySet())
                    .isEqualTo(idsOf(
                            ports,
                            port -> port.project().equals(project)
                                    || state(networks, port.networkId().toString())
                                            .project()
                                            .equals(project)));
        }
    }

    private static <S> S state(Map<String, S> states, String id) {
        return Objects.requireNonNull(states.get(id));
    }

    private static <S> Set<String> idsOf(Map<String, S> states, Predicate<S> wanted) {
        return states.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Map<String, JsonNode> listed(ProjectId project, String path, String collection) {
        Map<String, JsonNode> bodies = new HashMap<>();
        for (JsonNode body : server.getAs(project, path).body().get(collection)) {
            bodies.put(body.get("id").stringValue(), body);
        }
        return bodies;
    }

    @Test
    void who_is_granted_a_resource_sees_it_and_its_changes_from_then_on_and_no_more_once_that_is_taken_back() {
        Grant toBob = grant(Grant.SHARED, BOB);
        UUID policy = UUID.randomUUID();
        Attributes attributes = Story.defaults(POLICIES).with(QosPolicyDescription.NAME, "slow");
        tell(policy, new QosPolicyCreated(policy, ALICE, attributes));
        tell(policy, new QosPolicyUpdated(policy, grants(toBob)));
        long granted = story.position();
        tell(policy, new QosPolicyUpdated(policy, Attributes.none().with(QosPolicyDescription.DESCRIPTION, "d")));
        server.settled();
        String path = "/v2.0/qos/policies/" + policy;

        assertThat(server.getAs(BOB, path).body().at("/policy/shared").booleanValue())
                .isTrue();
        assertThat(server.getAs(ALICE, path).body().at("/policy/shared").booleanValue())
                .isFalse();
        assertThat(server.getAs(BOB, path + "?as_of=" + granted)
                        .body()
                        .at("/policy/shared")
                        .booleanValue())
                .isTrue();
        assertThat(server.getAs(EVE, path).status()).isEqualTo(404);
        List<JsonNode> history = changes(BOB, policy);
        assertThat(history).hasSize(2);
        assertThat(history.getFirst().get("position").longValue()).isEqualTo(granted);
        assertThat(history.getFirst().at("/changes/shared/to").booleanValue()).isTrue();
        assertThat(history.getFirst().get("user").stringValue())
                .as("only owners learn who changed it")
                .isEmpty();
        assertThat(changes(ALICE, policy)).hasSize(3);

        tell(policy, new QosPolicyUpdated(policy, grants()));
        server.settled();
        assertThat(server.getAs(BOB, path).status()).isEqualTo(404);
        assertThat(server.getAs(BOB, path + "?as_of=" + granted).status()).isEqualTo(404);
        assertThat(server.getAs(BOB, "/portolan/v1/history/policies/" + policy).status())
                .isEqualTo(404);
    }

    private static void tell(UUID policy, Event event) {
        story.append(Map.of(new QosPolicyEvent.Family().stream(policy), event), "ChangeQosPolicy");
    }

    private static List<JsonNode> changes(ProjectId project, UUID policy) {
        return server.getAs(project, "/portolan/v1/history/policies/" + policy)
                .body()
                .get("history")
                .valueStream()
                .toList();
    }

    @Test
    void subnets_of_a_network_are_seen_by_those_with_whom_it_is_shared_not_by_those_for_whom_it_is_external() {
        NetworkId network = story.network(
                "both",
                ALICE,
                grants(grant(Grant.SHARED, BOB), grant(Grant.EXTERNAL, EVE)).with(NetworkDescription.EXTERNAL, true));
        var subnet = story.subnet("both", network, ALICE, "10.200.0.0/24");
        server.settled();

        assertThat(server.getAs(BOB, "/v2.0/networks/" + network).status()).isEqualTo(200);
        assertThat(server.getAs(EVE, "/v2.0/networks/" + network).status()).isEqualTo(200);
        assertThat(server.getAs(BOB, "/v2.0/subnets/" + subnet).status()).isEqualTo(200);
        assertThat(server.getAs(EVE, "/v2.0/subnets/" + subnet).status()).isEqualTo(404);
    }

    @Test
    void policies_are_found_by_the_other_name_of_their_target_and_come_neither_sorted_nor_in_pages() {
        for (ProjectId target : List.of(BOB, EVE, EVE)) {
            UUID id = UUID.randomUUID();
            story.append(
                    Map.of(
                            new RbacPolicyEvent.Family().stream(id),
                            new RbacPolicyCreated(
                                    id,
                                    ALICE,
                                    Attributes.none()
                                            .with(RbacPolicyDescription.OBJECT_TYPE, "network")
                                            .with(RbacPolicyDescription.OBJECT_ID, UUID.randomUUID())
                                            .with(RbacPolicyDescription.TARGET_TENANT, target.value())
                                            .with(RbacPolicyDescription.ACTION, Grant.SHARED))),
                    "CreateRbacPolicy");
        }
        server.settled();

        assertThat(policies("?target_project=" + EVE)).hasSize(2);
        assertThat(policies("?target_tenant=" + BOB)).hasSize(1);
        assertThat(policies("?limit=1")).hasSize(3).allMatch(body -> !body.has("target_project"));
        assertThat(server.getAs(ALICE, "/v2.0/rbac-policies?sort_key=id&sort_dir=asc")
                        .error())
                .isEqualTo("HTTPBadRequest: ['id'] is invalid attribute for sort_keys");
        assertThat(server.getAs(ALICE, "/v2.0/rbac-policies?zork=1").error())
                .isEqualTo("InvalidInput: Invalid input for operation: 'zork' is not supported for filtering.");
        assertThat(server.getAs(BOB, "/v2.0/rbac-policies").body().get("rbac_policies"))
                .as("to be a policy's target is not to see it")
                .isEmpty();
    }

    private static List<JsonNode> policies(String parameters) {
        return server.getAs(ALICE, "/v2.0/rbac-policies" + parameters)
                .body()
                .get("rbac_policies")
                .valueStream()
                .toList();
    }

    @Test
    void a_shared_metering_label_is_withheld_from_all_but_its_owner() throws InterruptedException {
        UUID label = UUID.randomUUID();
        Attributes shared = Story.defaults(new MeteringLabelDescription())
                .with(MeteringLabelDescription.NAME, "traffic")
                .with(MeteringLabelDescription.SHARED, true);
        story.append(
                Map.of(
                        new MeteringLabelEvent.Family().stream(label),
                        new MeteringLabelEvent.MeteringLabelCreated(label, ALICE, shared)),
                "CreateMeteringLabel");
        server.settled();

        assertThat(server.send("GET", "/v2.0/metering/metering-labels", ALICE, "reader")
                        .names("metering_labels"))
                .containsExactly("traffic");
        assertThat(server.send("GET", "/v2.0/metering/metering-labels", BOB, "reader")
                        .names("metering_labels"))
                .isEmpty();
        assertThat(server.send("GET", "/v2.0/metering/metering-labels/" + label, BOB, "reader")
                        .error())
                .isEqualTo("HTTPNotFound: The resource could not be found.");
    }

    @Test
    void policies_are_not_asked_for_by_a_type_that_cannot_be_shared() {
        assertThat(server.get("/v2.0/rbac-policies?object_type=zork").error())
                .isEqualTo("InvalidInput: Invalid input for operation: 'zork' is not a valid RBAC object type.");
        assertThat(server.get("/v2.0/rbac-policies?object_type=Network").status())
                .isEqualTo(200);
    }
}
