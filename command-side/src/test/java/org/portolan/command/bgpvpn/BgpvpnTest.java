package org.portolan.command.bgpvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.NetworkAssociationDescription;
import org.portolan.api.bgpvpn.PortAssociationDescription;
import org.portolan.api.bgpvpn.RouteTargets;
import org.portolan.api.bgpvpn.RouterAssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;

/** BGP VPNs: administrators make them, tenants bring their own networks and ports into them. */
class BgpvpnTest {

    private static final BgpvpnDescription BGPVPNS = new BgpvpnDescription();
    private static final NetworkAssociationDescription NETWORKS_IN = new NetworkAssociationDescription();
    private static final PortAssociationDescription PORTS_IN = new PortAssociationDescription();
    private static final RouterAssociationDescription ROUTERS_IN = new RouterAssociationDescription();
    private static final RouterDescription ROUTERS = new RouterDescription();
    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final Caller ENGINES = caller("engines", "member");

    private final Scenario scenario = Scenario.begin();
    private final PlainResource vpn = scenario.create(
            BGPVPNS,
            "{'project_id':'engines','route_targets':['64512:1'],'import_targets':'64512:2','export_targets':['64512:3']}");
    private final Network network = scenario.create(NETWORKS, "{}", ENGINES);
    private final Port port = scenario.create(PORTS, "{'network_id':'" + network.id() + "'}", ENGINES);

    private PlainResource bring(Network member) {
        return scenario.createBelow(NETWORKS_IN, vpn.id(), "{'network_id':'" + member.id() + "'}", ENGINES);
    }

    private PlainResource bring(Port member, String routes) {
        return scenario.createBelow(
                PORTS_IN, vpn.id(), "{'port_id':'" + member.id() + "','routes':[" + routes + "]}", ENGINES);
    }

    private String shown(String member) {
        return BGPVPNS.render(scenario.update(BGPVPNS, vpn, "{}")).path(member).toString();
    }

    @Test
    void routes_are_taken_in_and_given_out_under_the_union_of_the_targets() {
        assertThat(RouteTargets.imported(vpn.attributes())).containsExactly("64512:1", "64512:2");
        assertThat(RouteTargets.exported(vpn.attributes())).containsExactly("64512:1", "64512:3");
    }

    @Test
    void tenants_neither_make_nor_remove_vpns_nor_change_their_targets_but_may_rename_their_own() {
        refusal(() -> scenario.create(BGPVPNS, "{}", ENGINES)).is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.delete(BGPVPNS, vpn, null, ENGINES)).is(403, "PolicyNotAuthorized");
        refusal(() -> scenario.update(BGPVPNS, vpn, "{'route_targets':['1:1']}", null, ENGINES))
                .is(403, "PolicyNotAuthorized");
        assertThat(scenario.update(BGPVPNS, vpn, "{'name':'sites'}", null, ENGINES)
                        .attributes()
                        .get(BgpvpnDescription.NAME))
                .isEqualTo("sites");
        refusal(() -> scenario.update(BGPVPNS, vpn, "{'name':'x'}", null, caller("others", "member")))
                .is(404, "BGPVPNNotFound")
                .says("BGPVPN " + vpn.id() + " could not be found");
    }

    @Test
    void members_are_read_only() {
        for (String members : new String[] {"networks", "routers", "ports"}) {
            refusal(() -> scenario.update(BGPVPNS, vpn, "{'" + members + "':[]}"))
                    .is(400, "HTTPBadRequest");
        }
    }

    @Test
    void targets_have_one_of_three_forms() {
        for (String target : new String[] {"65535:4294967295", "10.0.0.1:65535", "4294967295:65535"}) {
            assertThat(scenario.create(BGPVPNS, "{'route_targets':['" + target + "']}")
                            .id())
                    .isNotNull();
        }
        for (String target : new String[] {"64512", "65536:65536", "10.0.0.256:1", "10.0.0.1:65536", "a:1", "01:1"}) {
            refusal(() -> scenario.create(BGPVPNS, "{'route_distinguishers':['" + target + "']}"))
                    .is(400, "HTTPBadRequest")
                    .says("Invalid input for route_distinguishers. Reason: '" + target + "' is not a valid input.");
        }
    }

    @Test
    void a_tenant_brings_a_network_into_his_vpn_once_and_takes_it_out_again() {
        PlainResource association = bring(network);

        assertThat(NETWORKS_IN.render(association).toString())
                .isEqualTo("{\"id\":\"" + association.id() + "\",\"tenant_id\":\"engines\",\"network_id\":\""
                        + network.id() + "\",\"project_id\":\"engines\"}");
        assertThat(shown("networks")).isEqualTo("[\"" + network.id() + "\"]");
        refusal(() -> bring(network))
                .is(400, "BGPVPNNetAssocAlreadyExists")
                .says("network " + network.id() + " is already associated to BGPVPN " + vpn.id());

        scenario.execute(new Delete(
                NETWORKS_IN.kind(), association.id().toString(), vpn.id().toString(), null, ENGINES));
        assertThat(shown("networks")).isEqualTo("[]");
    }

    @Test
    void a_network_can_be_in_a_vpn_of_layer_2_too() {
        PlainResource layer2 = scenario.create(BGPVPNS, "{'project_id':'engines','type':'l2'}");

        assertThat(scenario.createBelow(NETWORKS_IN, layer2.id(), "{'network_id':'" + network.id() + "'}", ENGINES)
                        .id())
                .isNotNull();
    }

    @Test
    void projects_do_not_mix() {
        Network admins = scenario.network("{'shared':true}");

        refusal(() -> bring(admins)).is(403, "NotAuthorized");
        refusal(() -> scenario.createBelow(NETWORKS_IN, vpn.id(), "{'network_id':'" + network.id() + "'}", ADMIN))
                .is(403, "NotAuthorized");
        refusal(() -> scenario.createBelow(
                        NETWORKS_IN, vpn.id(), "{'network_id':'" + network.id() + "'}", caller("others", "member")))
                .is(404, "NetworkNotFound");
    }

    @Test
    void a_stranger_cannot_tell_a_vpn_of_others_from_one_that_is_not_there() {
        PlainResource association = bring(network);
        Network strangers = scenario.create(NETWORKS, "{}", caller("others", "member"));

        for (UUID id : List.of(vpn.id(), UUID.randomUUID())) {
            refusal(() -> scenario.createBelow(
                            NETWORKS_IN, id, "{'network_id':'" + strangers.id() + "'}", caller("others", "member")))
                    .is(404, "BGPVPNNotFound");
            refusal(() -> scenario.execute(new Delete(
                            NETWORKS_IN.kind(),
                            association.id().toString(),
                            id.toString(),
                            null,
                            caller("others", "member"))))
                    .is(404, "BGPVPNNetAssocNotFound")
                    .says("BGPVPN network association " + association.id() + " could not be found for BGPVPN " + id);
        }
    }

    @Test
    void a_target_is_said_once() {
        refusal(() -> scenario.create(BGPVPNS, "{'route_targets':['64512:1','64512:1']}"))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for route_targets. Reason: Duplicate items in the list: '64512:1'.");
    }

    @Test
    void who_may_make_no_vpn_reads_that_he_may_make_none_for_himself_either() {
        refusal(() -> scenario.create(BGPVPNS, "{'name':'mine'}", ENGINES))
                .is(403, "PolicyNotAuthorized")
                .says(
                        "((rule:create_bgpvpn and rule:create_bgpvpn:tenant_id) and rule:create_bgpvpn:name) is disallowed"
                                + " by policy");
    }

    @Test
    void what_controls_routes_is_shown_where_it_says_something() {
        assertThat(BGPVPNS.render(vpn).propertyNames()).doesNotContain("ports", "local_pref");
        PlainResource preferred = scenario.create(BGPVPNS, "{'local_pref':100}");
        assertThat(BGPVPNS.render(preferred).path("local_pref").longValue()).isEqualTo(100);
    }

    @Test
    void a_port_announces_prefixes_and_the_routes_of_other_vpns_of_its_project_and_type() {
        PlainResource other = scenario.create(BGPVPNS, "{'project_id':'engines'}");
        PlainResource layer2 = scenario.create(BGPVPNS, "{'project_id':'engines','type':'l2'}");
        PlainResource association = bring(port, "{'type':'prefix','prefix':'12.1.0.0/16','local_pref':50}");

        assertThat(shown("ports")).isEqualTo("[\"" + port.id() + "\"]");
        assertThat(PORTS_IN.render(association).path("routes").toString())
                .isEqualTo("[{\"type\":\"prefix\",\"prefix\":\"12.1.0.0/16\",\"local_pref\":50}]");
        scenario.update(PORTS_IN, association, "{'routes':[{'type':'bgpvpn','bgpvpn_id':'" + other.id() + "'}]}");
        refusal(() -> scenario.update(
                        PORTS_IN, association, "{'routes':[{'type':'bgpvpn','bgpvpn_id':'" + layer2.id() + "'}]}"))
                .is(400, "HTTPBadRequest");
        refusal(() -> scenario.update(
                        PORTS_IN,
                        association,
                        "{'routes':[{'type':'bgpvpn','bgpvpn_id':'" + UUID.randomUUID() + "'}]}"))
                .is(404, "BGPVPNNotFound");
        refusal(() -> bring(port, "{'type':'prefix'}")).is(400, "HTTPBadRequest");
        refusal(() -> bring(port, "")).is(400, "BGPVPNPortAssocAlreadyExists");
    }

    @Test
    void associations_end_with_their_member() {
        bring(network);
        bring(port, "");

        scenario.delete(PORTS, port, null, ENGINES);
        scenario.delete(NETWORKS, network, null, ENGINES);

        assertThat(shown("networks")).isEqualTo("[]");
        assertThat(shown("ports")).isEmpty();
    }

    @Test
    void associations_end_with_their_vpn_and_the_members_stay() {
        bring(network);
        bring(port, "");
        scenario.newEvents();

        scenario.delete(BGPVPNS, vpn);

        assertThat(scenario.newEventNames())
                .containsExactly(
                        "BgpvpnDeleted",
                        "NetworkLeftBgpvpn",
                        "NetworkAssociationDeleted",
                        "PortLeftBgpvpn",
                        "PortAssociationDeleted");
        scenario.delete(PORTS, port, null, ENGINES);
        scenario.delete(NETWORKS, network, null, ENGINES);
        assertThat(scenario.newEventNames()).endsWith("NetworkDeleted", "SegmentReleased");
    }

    private PlainResource bring(Router member) {
        return scenario.createBelow(ROUTERS_IN, vpn.id(), "{'router_id':'" + member.id() + "'}", ENGINES);
    }

    private void connect(Router router, Network to, String cidr) {
        scenario.create(
                new SubnetDescription(),
                "{'network_id':'" + to.id() + "','ip_version':4,'cidr':'" + cidr + "'}",
                ENGINES);
        Object subnet = scenario.update(NETWORKS, to, "{}").subnets().getFirst();
        scenario.execute(new AddRouterInterface(router.id(), new RouterCommand.Leg(subnet.toString(), null), ENGINES));
    }

    @Test
    void a_router_brings_all_its_networks_and_says_whether_its_extra_routes_too() {
        Router router = scenario.create(ROUTERS, "{}", ENGINES);

        PlainResource association = bring(router);

        assertThat(ROUTERS_IN.render(association).toString())
                .isEqualTo("{\"id\":\"" + association.id() + "\",\"tenant_id\":\"engines\",\"router_id\":\""
                        + router.id() + "\",\"project_id\":\"engines\"}");
        assertThat(shown("routers")).isEqualTo("[\"" + router.id() + "\"]");
        assertThat(scenario.update(ROUTERS_IN, association, "{'advertise_extra_routes':false}", null, ENGINES)
                        .attributes()
                        .get(RouterAssociationDescription.ADVERTISE_EXTRA_ROUTES))
                .isFalse();
        refusal(() -> bring(router))
                .is(400, "BGPVPNRouterAssocAlreadyExists")
                .says("router " + router.id() + " is already associated to BGPVPN " + vpn.id());
        scenario.delete(ROUTERS, router, null, ENGINES);
        assertThat(shown("routers")).isEqualTo("[]");
    }

    @Test
    void routers_are_in_vpns_of_layer_3_only() {
        PlainResource layer2 = scenario.create(BGPVPNS, "{'project_id':'engines','type':'l2'}");
        Router router = scenario.create(ROUTERS, "{}", ENGINES);

        refusal(() -> scenario.createBelow(ROUTERS_IN, layer2.id(), "{'router_id':'" + router.id() + "'}", ENGINES))
                .is(400, "BadRequest")
                .says("Bad bgpvpn request: Router associations require the bgpvpn to be of type l3.");
    }

    @Test
    void a_router_and_a_network_that_it_has_a_leg_on_are_not_both_in_vpns() {
        Router inside = scenario.create(ROUTERS, "{}", ENGINES);
        connect(inside, network, "10.0.0.0/24");
        bring(network);
        refusal(() -> bring(inside))
                .is(400, "BadRequest")
                .says("Bad bgpvpn request: router " + inside.id() + " has an attached network " + network.id()
                        + " which is already associated to bgpvpn(s) ['" + vpn.id() + "'].");

        Network other = scenario.create(NETWORKS, "{}", ENGINES);
        Router first = scenario.create(ROUTERS, "{}", ENGINES);
        bring(first);
        connect(first, other, "10.0.0.0/24");
        refusal(() -> bring(other))
                .is(400, "BadRequest")
                .says("Bad bgpvpn request: Network " + other.id()
                        + " is linked to a router which is already associated to bgpvpn(s) ['" + vpn.id() + "'].");

        Network third = scenario.create(NETWORKS, "{}", ENGINES);
        bring(third);
        refusal(() -> connect(first, third, "10.1.0.0/24"))
                .is(409, "RouterInterfaceAttachmentConflict")
                .says(
                        "Error cannot perform router interface attachment due to It is not allowed to add an interface to a"
                                + " router if both the router and the network are bound to an L3 BGPVPN while attempting the"
                                + " operation.");
    }
}
