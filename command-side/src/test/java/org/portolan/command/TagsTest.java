package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Tags;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.trunk.TrunkDescription;

class TagsTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final Caller ENGINES = caller("engines", "member");
    private static final Caller OTHERS = caller("others", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.create(NETWORKS, "{'name':'sea'}", ENGINES);

    private String put(String tags) {
        return scenario.tag(NETWORKS, network.id(), "PUT", "", "{'tags':" + tags + "}", ENGINES);
    }

    private String one(String method, String tag) {
        return scenario.tag(NETWORKS, network.id(), method, tag, "{}", ENGINES);
    }

    private Network now() {
        return scenario.update(NETWORKS, network, "{}");
    }

    private static String tagsOf(Network network) {
        return NETWORKS.render(network).path("tags").toString();
    }

    @Test
    void tags_are_replaced_added_and_removed_and_the_log_tells_each() {
        scenario.newEvents();

        assertThat(put("['red','Blue']")).isEqualTo("{\"tags\":[\"red\",\"Blue\"]}");
        assertThat(one("PUT", "green")).isEqualTo("null");
        scenario.tag(NETWORKS, network.id(), "DELETE", "red", "{}", ENGINES);
        assertThat(tagsOf(now())).isEqualTo("[\"Blue\",\"green\"]");
        scenario.tag(NETWORKS, network.id(), "DELETE", "", "{}", ENGINES);
        assertThat(tagsOf(now())).isEqualTo("[]");

        assertThat(scenario.newEvents()).hasSize(4).allMatch(NetworkUpdated.class::isInstance);
        assertThat(scenario.log())
                .extracting(recorded -> recorded.cause().command())
                .endsWith("TagNetwork", "TagNetwork", "TagNetwork", "TagNetwork");
    }

    @Test
    void a_change_of_tags_is_a_change_of_the_resource_and_no_change_is_none() {
        long revision = now().lifecycle().revision();
        put("['a','b']");
        put("['b','a']");
        one("PUT", "a");

        assertThat(now().lifecycle().revision()).isEqualTo(revision + 1);
        assertThat(now().lifecycle().updatedAt()).isAfter(now().lifecycle().createdAt());
    }

    @Test
    void other_changes_leave_tags_alone() {
        put("['a']");

        assertThat(tagsOf(scenario.update(NETWORKS, network, "{'name':'ocean'}")))
                .isEqualTo("[\"a\"]");
    }

    @Test
    void tags_that_are_no_tags_are_refused_in_neutrons_words() {
        Map<String, String> complaints = new TreeMap<>(Map.of(
                "['a','b','a','b']",
                "Duplicate items in the list: 'a, b'",
                "'a'",
                "'a' is not a list",
                "null",
                "'None' is not a list",
                "[1]",
                "'1' is not a valid string",
                "['" + "x".repeat(256) + "']",
                "'" + "x".repeat(256) + "' exceeds maximum length of 255"));
        complaints.forEach((tags, complaint) -> refusal(() -> put(tags))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: " + complaint + "."));
        refusal(() -> scenario.tag(NETWORKS, network.id(), "PUT", "", "{'tag':['a']}", ENGINES))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Invalid tags body.");
        refusal(() -> one("PUT", "x".repeat(256))).is(400, "InvalidInput");
    }

    @Test
    void a_tag_that_is_not_there_is_not_removed() {
        refusal(() -> one("DELETE", "red")).is(404, "TagNotFound").says("Tag red could not be found.");
    }

    @Test
    void what_is_not_there_or_not_to_be_seen_has_no_tags() {
        refusal(() -> scenario.tag(NETWORKS, "zork", "PUT", "", "{'tags':[]}", ADMIN))
                .is(404, "TagResourceNotFound")
                .says("Resource networks zork could not be found.");
        refusal(() -> scenario.tag(NETWORKS, UUID.randomUUID(), "DELETE", "", "{}", ADMIN))
                .is(404, "TagResourceNotFound");
        refusal(() -> scenario.tag(NETWORKS, network.id(), "PUT", "a", "{}", OTHERS))
                .is(404, "TagResourceNotFound");
    }

    @Test
    void what_a_project_only_uses_it_does_not_tag() {
        Network shared = scenario.network("{'shared':true}");

        refusal(() -> scenario.tag(NETWORKS, shared.id(), "PUT", "a", "{}", OTHERS))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void a_port_is_made_with_tags() {
        Port port = scenario.port(network, "'tags':['b','a']");

        assertThat(new PortDescription().render(port).path("tags").toString()).isEqualTo("[\"a\",\"b\"]");
        refusal(() -> scenario.port(network, "'tags':['b','b']"))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for tags. Reason: Duplicate items in the list: 'b'.");
    }

    @Test
    void every_resource_that_shows_tags_takes_them() {
        Network outside = scenario.network("{'router:external':true}");
        scenario.subnet4(outside, "203.0.113.0/24");
        Port parent = scenario.port(network, "");
        List<String> tagged = new ArrayList<>();
        tagged.add(tag(NETWORKS, network));
        tagged.add(tag(new SubnetDescription(), scenario.subnet4(network, "10.0.0.0/24")));
        tagged.add(tag(new PortDescription(), scenario.port(network, "")));
        tagged.add(tag(new RouterDescription(), scenario.create(new RouterDescription(), "{}")));
        tagged.add(tag(
                new FloatingIpDescription(),
                scenario.create(new FloatingIpDescription(), "{'floating_network_id':'" + outside.id() + "'}")));
        tagged.add(
                tag(new SecurityGroupDescription(), scenario.create(new SecurityGroupDescription(), "{'name':'web'}")));
        tagged.add(tag(new QosPolicyDescription(), scenario.create(new QosPolicyDescription(), "{'name':'gold'}")));
        tagged.add(tag(
                new TrunkDescription(), scenario.create(new TrunkDescription(), "{'port_id':'" + parent.id() + "'}")));

        assertThat(tagged)
                .contains(
                        "networks",
                        "subnets",
                        "ports",
                        "routers",
                        "floatingips",
                        "security_groups",
                        "policies",
                        "trunks");
        assertThat(Tags.actions(new AddressScopeDescription())).isEmpty();
    }

    /** Tags it and says what it is. */
    private <S extends Resource> String tag(ResourceDescription<S> description, S resource) {
        scenario.tag(description, resource.id(), "PUT", "", "{'tags':['deep','blue']}", ADMIN);
        S now = scenario.update(description, resource, "{}");
        assertThat(description.render(now).path("tags").toString()).isEqualTo("[\"blue\",\"deep\"]");
        return description.collection();
    }
}
