package org.portolan.command.qos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.qos.BandwidthLimitRuleDescription;
import org.portolan.api.qos.DscpMarkingRuleDescription;
import org.portolan.api.qos.MinimumBandwidthRuleDescription;
import org.portolan.api.qos.MinimumPacketRateRuleDescription;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.qos.QosRuleDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

/** Which rules a QoS policy can have, who may have the policy, and how long it stays. */
class QosTest {

    private static final QosPolicyDescription POLICIES = new QosPolicyDescription();
    private static final FloatingIpDescription FLOATING_IPS = new FloatingIpDescription();
    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final BandwidthLimitRuleDescription LIMITS = new BandwidthLimitRuleDescription();
    private static final Caller ENGINES = caller("engines", "member");

    private final Scenario scenario = Scenario.begin();
    private final QosPolicy policy = scenario.create(POLICIES, "{'name':'gold'}");

    private PlainResource rule(QosRuleDescription description, UUID below, String body, Caller caller) {
        return scenario.createBelow(description, below, body, caller);
    }

    private PlainResource rule(QosRuleDescription description, String body) {
        return rule(description, policy.id(), body, ADMIN);
    }

    private String rules() {
        return POLICIES.render(scenario.update(POLICIES, policy, "{}"))
                .path("rules")
                .toString();
    }

    private PlainResource change(PlainResource rule, UUID below, String body) {
        return scenario.commands()
                .execute(
                        new Update(
                                LIMITS.kind(),
                                rule.id().toString(),
                                below.toString(),
                                LIMITS.parseUpdate(Json.mapper().readTree(body.replace('\'', '"')), ADMIN),
                                null,
                                ADMIN),
                        PlainResource.class);
    }

    @Test
    void a_policy_shows_its_rules_as_they_are_made_changed_and_removed() {
        PlainResource limit = rule(LIMITS, "{'max_kbps':1000}");
        assertThat(rules())
                .isEqualTo("[{\"max_kbps\":1000,\"max_burst_kbps\":0,\"direction\":\"egress\",\"id\":\"" + limit.id()
                        + "\",\"qos_policy_id\":\"" + policy.id() + "\",\"type\":\"bandwidth_limit\"}]");
        assertThat(LIMITS.render(limit).toString())
                .isEqualTo("{\"max_kbps\":1000,\"max_burst_kbps\":0,\"direction\":\"egress\",\"id\":\"" + limit.id()
                        + "\"}");

        change(limit, policy.id(), "{'max_kbps':2000}");
        assertThat(rules()).contains("2000");

        scenario.execute(
                new Delete(LIMITS.kind(), limit.id().toString(), policy.id().toString(), null, ADMIN));
        assertThat(rules()).isEqualTo("[]");
    }

    @Test
    void a_rule_is_found_below_its_own_policy_only_or_by_its_second_path() {
        PlainResource limit = rule(LIMITS, "{'max_kbps':1000}");
        QosPolicy other = scenario.create(POLICIES, "{'name':'silver'}");

        refusal(() -> change(limit, other.id(), "{'max_kbps':1}"))
                .is(404, "QosRuleNotFound")
                .says("QoS rule " + limit.id() + " for policy " + other.id() + " could not be found.");
        refusal(() -> change(limit, UUID.randomUUID(), "{'max_kbps':1}")).is(404, "QosPolicyNotFound");
        assertThat(scenario.update(LIMITS, limit, "{'max_kbps':3000}")
                        .attributes()
                        .get(BandwidthLimitRuleDescription.MAX_KBPS))
                .isEqualTo(3000);
    }

    @Test
    void two_rules_of_a_type_differ_in_direction() {
        PlainResource egress = rule(LIMITS, "{'max_kbps':1000}");

        rule(LIMITS, "{'max_kbps':1000,'direction':'ingress'}");
        refusal(() -> rule(LIMITS, "{'max_kbps':2000}"))
                .is(409, "QoSRulesConflict")
                .says("Rule bandwidth_limit conflicts with rule " + egress.id() + " which already exists in QoS Policy "
                        + policy.id() + ".");
        rule(new DscpMarkingRuleDescription(), "{'dscp_mark':10}");
        refusal(() -> rule(new DscpMarkingRuleDescription(), "{'dscp_mark':12}"))
                .is(409, "QoSRulesConflict");
        rule(new MinimumPacketRateRuleDescription(), "{'min_kpps':10,'direction':'any'}");
        refusal(() -> rule(new MinimumPacketRateRuleDescription(), "{'min_kpps':10}"))
                .is(409, "QoSRuleParameterConflict");
    }

    @Test
    void what_is_guaranteed_is_no_more_than_what_is_allowed() {
        PlainResource limit = rule(LIMITS, "{'max_kbps':1000}");

        refusal(() -> rule(new MinimumBandwidthRuleDescription(), "{'min_kbps':2000}"))
                .is(409, "QoSRuleParameterConflict")
                .says("Unable to add the rule with value 2000 to the policy " + policy.id()
                        + " as the existing rule of type bandwidth_limit has value 1000.");
        rule(new MinimumBandwidthRuleDescription(), "{'min_kbps':800}");
        refusal(() -> change(limit, policy.id(), "{'max_kbps':700}")).is(409, "QoSRuleParameterConflict");
    }

    @Test
    void values_have_bounds() {
        refusal(() -> rule(LIMITS, "{'max_kbps':-1}"))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for max_kbps. Reason: '-1' is too small - must be at least '0'.");
        refusal(() -> rule(LIMITS, "{'max_kbps':2147483648}")).is(400, "HTTPBadRequest");
        refusal(() -> rule(LIMITS, "{}")).is(400, "HTTPBadRequest");
        refusal(() -> rule(LIMITS, "{'max_kbps':1,'qos_policy_id':'x'}"))
                .is(400, "HTTPBadRequest")
                .says("Unrecognized attribute(s) 'qos_policy_id'");
        refusal(() -> rule(new DscpMarkingRuleDescription(), "{'dscp_mark':11}"))
                .is(400, "HTTPBadRequest");
    }

    @Test
    void a_port_asks_for_what_its_policy_guarantees() {
        PlainResource rate = rule(new MinimumPacketRateRuleDescription(), "{'min_kpps':5,'direction':'any'}");
        QosPolicy both = scenario.create(POLICIES, "{'name':'both'}");
        scenario.createBelow(new MinimumBandwidthRuleDescription(), both.id(), "{'min_kbps':800}", ADMIN);
        scenario.createBelow(new MinimumPacketRateRuleDescription(), both.id(), "{'min_kpps':7}", ADMIN);
        Network tunnel = scenario.network("{'qos_policy_id':'" + policy.id() + "'}");
        Network wire = scenario.network("{'provider:network_type':'vlan','provider:physical_network':'physnet1',"
                + "'provider:segmentation_id':101}");

        JsonNode inTunnel = requestOf(scenario.port(tunnel, ""));
        JsonNode onWire =
                requestOf(scenario.port(wire, "'qos_policy_id':'" + both.id() + "','binding:vnic_type':'direct'"));

        assertThat(inTunnel.at("/request_groups/0/required")).hasToString("[\"CUSTOM_VNIC_TYPE_NORMAL\"]");
        assertThat(inTunnel.at("/request_groups/0/resources"))
                .hasToString("{\"NET_PACKET_RATE_KILOPACKET_PER_SEC\":5}");
        assertThat(inTunnel.at("/same_subtree/0")).isEqualTo(inTunnel.at("/request_groups/0/id"));
        assertThat(onWire.at("/request_groups/0/required"))
                .hasToString("[\"CUSTOM_PHYSNET_PHYSNET1\",\"CUSTOM_VNIC_TYPE_DIRECT\"]");
        assertThat(onWire.at("/request_groups/0/resources")).hasToString("{\"NET_BW_EGR_KILOBIT_PER_SEC\":800}");
        assertThat(onWire.path("request_groups")).hasSize(2);
        scenario.execute(new Delete(
                new MinimumPacketRateRuleDescription().kind(),
                rate.id().toString(),
                policy.id().toString(),
                null,
                ADMIN));
        assertThat(requestOf(scenario.port(tunnel, "")).isNull()).isTrue();
    }

    private static JsonNode requestOf(Port port) {
        return PORTS.render(port).path("resource_request");
    }

    @Test
    void only_administrators_make_policies_and_rules() {
        QosPolicy shared = scenario.create(POLICIES, "{'name':'all','shared':true}");

        refusal(() -> scenario.create(POLICIES, "{'name':'mine'}", ENGINES))
                .is(403, "PolicyNotAuthorized")
                .says("rule:create_policy is disallowed by policy");
        refusal(() -> rule(LIMITS, shared.id(), "{'max_kbps':1}", ENGINES))
                .is(403, "PolicyNotAuthorized")
                .says("rule:create_policy_bandwidth_limit_rule is disallowed by policy");
        refusal(() -> scenario.delete(POLICIES, shared, null, ENGINES)).is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(POLICIES, policy, null, ENGINES)).is(404, "QosPolicyNotFound");
    }

    @Test
    void a_policy_in_use_stays_and_its_rules_go_with_it_in_the_end() {
        rule(LIMITS, "{'max_kbps':1000}");
        Network network = scenario.network("{'qos_policy_id':'" + policy.id() + "'}");
        Port port = scenario.port(network, "'qos_policy_id':'" + policy.id() + "'");

        refusal(() -> scenario.delete(POLICIES, policy))
                .is(409, "QosPolicyInUse")
                .says("QoS Policy " + policy.id() + " is used by port " + port.id() + ".");
        scenario.delete(PORTS, port);
        refusal(() -> scenario.delete(POLICIES, policy))
                .is(409, "QosPolicyInUse")
                .says("QoS Policy " + policy.id() + " is used by network " + network.id() + ".");
        scenario.update(NETWORKS, network, "{'qos_policy_id':null}");
        scenario.newEvents();

        scenario.delete(POLICIES, policy);

        assertThat(scenario.newEventNames()).containsExactly("BandwidthLimitRuleDeleted", "QosPolicyDeleted");
    }

    @Test
    void a_policy_is_free_again_when_its_network_is_gone() {
        Network network = scenario.network("{'qos_policy_id':'" + policy.id() + "'}");

        scenario.delete(NETWORKS, network);
        scenario.delete(POLICIES, policy);

        assertThat(scenario.newEventNames()).endsWith("QosPolicyDeleted");
    }

    @Test
    void nobody_gets_a_policy_that_he_cannot_see_or_gives_one_up() {
        QosPolicy shared = scenario.create(POLICIES, "{'name':'all','shared':true}");
        Network own = scenario.create(NETWORKS, "{'qos_policy_id':'" + shared.id() + "'}", ENGINES);

        refusal(() -> scenario.create(NETWORKS, "{'qos_policy_id':'" + policy.id() + "'}", ENGINES))
                .is(404, "QosPolicyNotFound")
                .says("QoS policy " + policy.id() + " could not be found.");
        scenario.update(NETWORKS, own, "{'qos_policy_id':'" + policy.id() + "'}");
        refusal(() -> scenario.update(NETWORKS, own, "{'qos_policy_id':null}", null, ENGINES))
                .is(403, "PolicyRemoveAuthorizationError");
    }

    @Test
    void a_project_has_one_default_policy_which_its_new_networks_get() {
        QosPolicy usual = scenario.create(POLICIES, "{'name':'usual','is_default':true,'project_id':'engines'}");
        Network network = scenario.create(NETWORKS, "{}", ENGINES);

        assertThat(network.attributes().get(NetworkDescription.QOS_POLICY_ID)).isEqualTo(usual.id());
        assertThat(scenario.network("{}").attributes().find(NetworkDescription.QOS_POLICY_ID))
                .isEmpty();
        refusal(() -> scenario.create(POLICIES, "{'name':'x','is_default':true,'project_id':'engines'}"))
                .is(409, "QoSPolicyDefaultAlreadyExists");

        scenario.update(POLICIES, usual, "{'is_default':false}");
        QosPolicy next = scenario.create(POLICIES, "{'name':'next','is_default':true,'project_id':'engines'}");
        scenario.delete(POLICIES, next);
        assertThat(scenario.create(NETWORKS, "{}", ENGINES).attributes().find(NetworkDescription.QOS_POLICY_ID))
                .isEmpty();
    }

    @Test
    void a_floating_ip_has_a_policy_as_long_as_it_is_there() {
        Network outside = scenario.network("{'router:external':true}");
        scenario.subnet4(outside, "203.0.113.0/24");
        FloatingIp floatingIp = scenario.create(
                FLOATING_IPS, "{'floating_network_id':'" + outside.id() + "','qos_policy_id':'" + policy.id() + "'}");

        assertThat(FLOATING_IPS.render(floatingIp).path("qos_policy_id").asString())
                .isEqualTo(policy.id().toString());
        refusal(() -> scenario.delete(POLICIES, policy))
                .is(409, "QosPolicyInUse")
                .says("QoS Policy " + policy.id() + " is used by fip " + floatingIp.id() + ".");
        scenario.update(FLOATING_IPS, floatingIp, "{'qos_policy_id':null}");
        scenario.update(FLOATING_IPS, floatingIp, "{'qos_policy_id':'" + policy.id() + "'}");
        scenario.delete(FLOATING_IPS, floatingIp);
        scenario.delete(POLICIES, policy);

        assertThat(scenario.newEventNames()).endsWith("QosPolicyDeleted");
    }

    @Test
    void a_routers_gateway_has_a_policy_as_long_as_nobody_takes_it() {
        Network outside = scenario.network("{'router:external':true}");
        scenario.subnet4(outside, "203.0.113.0/24");
        String gateway = "{'external_gateway_info':{'network_id':'" + outside.id() + "'";
        String withPolicy = gateway + ",'qos_policy_id':'" + policy.id() + "'}}";
        Router router = scenario.create(ROUTERS, withPolicy);

        assertThat(ROUTERS.render(router)
                        .path("external_gateway_info")
                        .path("qos_policy_id")
                        .asString())
                .isEqualTo(policy.id().toString());
        scenario.update(ROUTERS, router, gateway + "}}");
        refusal(() -> scenario.delete(POLICIES, policy))
                .is(409, "QosPolicyInUse")
                .says("QoS Policy " + policy.id() + " is used by router " + router.id() + ".");
        Router without = scenario.update(ROUTERS, router, gateway + ",'qos_policy_id':null}}");
        assertThat(ROUTERS.render(without).path("external_gateway_info").has("qos_policy_id"))
                .isFalse();
        scenario.update(ROUTERS, router, withPolicy);
        scenario.update(ROUTERS, router, "{'external_gateway_info':null}");
        scenario.update(ROUTERS, router, withPolicy);
        scenario.delete(ROUTERS, router);
        scenario.delete(POLICIES, policy);

        assertThat(scenario.newEventNames()).endsWith("QosPolicyDeleted");
        refusal(() -> scenario.create(ROUTERS, withPolicy)).is(404, "QosPolicyNotFound");
    }

    @Test
    void ports_show_the_policy_of_their_network() {
        Network network = scenario.network("{'qos_policy_id':'" + policy.id() + "'}");
        Port port = scenario.port(network, "");
        assertThat(PORTS.render(port).path("qos_network_policy_id").asString())
                .isEqualTo(policy.id().toString());

        scenario.update(NETWORKS, network, "{'qos_policy_id':null}");

        assertThat(PORTS.render(scenario.now(port))
                        .path("qos_network_policy_id")
                        .isNull())
                .isTrue();
    }
}
