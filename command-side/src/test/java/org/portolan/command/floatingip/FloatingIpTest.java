package org.portolan.command.floatingip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.floatingip.FloatingIpCommand.ReportFloatingIpStatus;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.portforwarding.PortForwardingDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterCommand.RemoveRouterInterface;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

/** Floating IPs and port forwardings: where they lead, and who may not go while they lead there. */
class FloatingIpTest {

    private static final FloatingIpDescription FLOATING_IPS = new FloatingIpDescription();
    private static final PortForwardingDescription FORWARDINGS = new PortForwardingDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final Caller BOB = Scenario.caller("bobs-project", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network sea = scenario.network("{'router:external':true}");
    private final Network inside = scenario.network("{}");
    private final Subnet subnet = scenario.subnet4(inside, "10.0.0.0/24");
    private final Router router =
            scenario.create(new RouterDescription(), "{'external_gateway_info':{'network_id':'" + sea.id() + "'}}");

    @BeforeEach
    void the_router_leads_from_the_sea_inside() {
        scenario.subnet4(sea, "203.0.113.0/24");
        scenario.execute(new AddRouterInterface(router.id(), new Leg(subnet.id().toString(), null), Scenario.ADMIN));
        scenario.newEvents();
    }

    private FloatingIp floatingIp(String members) {
        return scenario.create(
                FLOATING_IPS,
                "{'floating_network_id':'" + sea.id() + "'" + (members.isEmpty() ? "" : "," + members) + "}");
    }

    private FloatingIp to(Port port) {
        return floatingIp("'port_id':'" + port.id() + "'");
    }

    private FloatingIp now(FloatingIp floatingIp) {
        return scenario.update(FLOATING_IPS, floatingIp, "{}");
    }

    @Test
    void a_floating_ip_is_held_by_a_port_that_belongs_to_no_project() {
        FloatingIp floatingIp = floatingIp("");
        assertThat(scenario.newEventNames())
                .containsExactly("PortAttached", "AddressAllocated", "PortCreated", "FloatingIpCreated");
        Port port = scenario.commands()
                .execute(
                        new Update(
                                "Port",
                                floatingIp.floatingPortId().toString(),
                                Attributes.none(),
                                null,
                                Scenario.ADMIN),
                        Port.class);
        assertThat(port.project().value()).isEmpty();
        assertThat(port.deviceOwner()).isEqualTo("network:floatingip");
        assertThat(port.status()).isEqualTo("N/A");
        assertThat(port.fixedIps().getFirst().ipAddress()).isEqualTo(floatingIp.floatingIpAddress());
        assertThat(floatingIp.status()).isEqualTo("DOWN");
        refusal(() -> scenario.delete(PORTS, port)).is(409, "ServicePortInUse");

        scenario.delete(FLOATING_IPS, floatingIp);
        refusal(() -> scenario.now(port)).is(404, "PortNotFound");
    }

    @Test
    void it_is_of_an_external_network_with_ipv4() {
        refusal(() -> scenario.create(FLOATING_IPS, "{'floating_network_id':'" + inside.id() + "'}"))
                .is(400, "BadRequest")
                .says("Bad floatingip request: Network " + inside.id() + " is not a valid external network.");
        Network dry = scenario.network("{'router:external':true}");
        refusal(() -> scenario.create(FLOATING_IPS, "{'floating_network_id':'" + dry.id() + "'}"))
                .is(400, "BadRequest")
                .says("Bad floatingip request: Network " + dry.id() + " does not contain any IPv4 subnet.");
    }

    @Test
    void it_leads_to_the_ports_address_by_the_router_between_and_shows_the_port() {
        Port port = scenario.port(inside, "'name':'vm'");
        FloatingIp floatingIp = to(port);
        JsonNode body = FLOATING_IPS.render(floatingIp);
        assertThat(body.path("router_id").stringValue()).isEqualTo(router.id().toString());
        assertThat(body.path("port_id").stringValue()).isEqualTo(port.id().toString());
        assertThat(body.path("fixed_ip_address").stringValue())
                .isEqualTo(port.fixedIps().getFirst().ipAddress().toCanonicalString());
        assertThat(body.path("port_details").path("name").stringValue()).isEqualTo("vm");
        assertThat(body.path("port_details").propertyNames())
                .containsExactly(
                        "name", "network_id", "mac_address", "admin_state_up", "status", "device_id", "device_owner");
    }

    @Test
    void one_address_inside_has_one_floating_ip_of_a_network() {
        Port port = scenario.port(inside, "");
        to(port);
        refusal(() -> to(port)).is(409, "FloatingIPPortAlreadyAssociated");
    }

    @Test
    void of_several_addresses_one_is_to_be_named() {
        Port port = scenario.port(inside, "'fixed_ips':[{'ip_address':'10.0.0.20'},{'ip_address':'10.0.0.21'}]");
        refusal(() -> to(port)).is(400, "BadRequest");
        FloatingIp floatingIp = floatingIp("'port_id':'" + port.id() + "','fixed_ip_address':'10.0.0.21'");
        assertThat(FLOATING_IPS.render(floatingIp).path("fixed_ip_address").stringValue())
                .isEqualTo("10.0.0.21");
        refusal(() -> floatingIp("'port_id':'" + port.id() + "','fixed_ip_address':'10.0.0.22'"))
                .is(400, "BadRequest");
        refusal(() -> floatingIp("'fixed_ip_address':'10.0.0.20'"))
                .is(400, "BadRequest")
                .says("Bad floatingip request: fixed_ip_address cannot be specified without a port_id.");
    }

    @Test
    void without_a_router_between_there_is_no_way() {
        Network island = scenario.network("{}");
        scenario.subnet4(island, "10.9.0.0/24");
        Port port = scenario.port(island, "");
        refusal(() -> to(port)).is(404, "ExternalGatewayForFloatingIPNotFound");
    }

    @Test
    void it_moves_keeps_its_port_when_nothing_is_said_and_is_dropped_by_null() {
        Port one = scenario.port(inside, "");
        Port other = scenario.port(inside, "");
        FloatingIp floatingIp = to(one);
        assertThat(scenario.update(FLOATING_IPS, floatingIp, "{'description':'d'}")
                        .portId())
                .contains(one.id());
        assertThat(scenario.update(FLOATING_IPS, floatingIp, "{'port_id':'" + other.id() + "'}")
                        .portId())
                .contains(other.id());
        to(one);
        FloatingIp free = scenario.update(FLOATING_IPS, floatingIp, "{'port_id':null}");
        assertThat(free.association()).isNull();
        assertThat(free.routerId()).isNull();
        assertThat(to(other).portId()).contains(other.id());
    }

    @Test
    void the_node_says_whether_it_works_and_what_leads_nowhere_is_down() {
        FloatingIp floatingIp = to(scenario.port(inside, ""));
        scenario.execute(new ReportFloatingIpStatus(floatingIp.id(), "ACTIVE", Scenario.ADMIN));
        assertThat(now(floatingIp).status()).isEqualTo("ACTIVE");
        scenario.update(FLOATING_IPS, floatingIp, "{'port_id':null}");
        assertThat(now(floatingIp).status()).isEqualTo("DOWN");
        scenario.newEvents();
        scenario.execute(new ReportFloatingIpStatus(floatingIp.id(), "ACTIVE", Scenario.ADMIN));
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_port_that_goes_leaves_its_floating_ip_free() {
        Port port = scenario.port(inside, "");
        FloatingIp floatingIp = to(port);
        scenario.delete(PORTS, port);
        assertThat(now(floatingIp).association()).isNull();
        scenario.execute(removal());
    }

    @Test
    void a_router_keeps_its_leg_and_its_gateway_while_a_floating_ip_needs_them() {
        Port port = scenario.port(inside, "");
        FloatingIp floatingIp = to(port);
        refusal(() -> scenario.execute(removal())).is(409, "RouterInterfaceInUseByFloatingIP");
        refusal(() -> scenario.update(new RouterDescription(), router, "{'external_gateway_info':null}"))
                .is(409, "RouterExternalGatewayInUseByFloatingIp");
        scenario.delete(FLOATING_IPS, floatingIp);
        scenario.update(new RouterDescription(), router, "{'external_gateway_info':null}");
    }

    @Test
    void a_port_that_moves_leaves_its_floating_ip_behind_until_that_is_changed() {
        Port port = scenario.port(inside, "");
        FloatingIp floatingIp = to(port);
        scenario.newEvents();

        scenario.update(PORTS, port, "{'fixed_ips':[]}");
        assertThat(scenario.newEventNames()).containsExactly("AddressReleased", "PortAddressesChanged");
        refusal(() -> scenario.update(FLOATING_IPS, floatingIp, "{'description':'moved'}"))
                .is(400, "BadRequest");
        scenario.update(PORTS, port, "{'fixed_ips':[{'ip_address':'10.0.0.99'}]}");
        scenario.update(FLOATING_IPS, floatingIp, "{'description':'moved'}");

        assertThat(now(floatingIp).association())
                .isEqualTo(new FloatingIp.Association(port.id(), Json.address("10.0.0.99")));
        scenario.update(PORTS, port, "{'fixed_ips':[]}");
        scenario.delete(PORTS, port);
        assertThat(now(floatingIp).association()).isNull();
    }

    @Test
    void a_name_is_looked_at_and_then_forgotten_since_no_dns_service_publishes_it() {
        FloatingIp floatingIp = floatingIp("'dns_name':'Www','dns_domain':'example.org.'");

        assertThat(FLOATING_IPS.render(floatingIp).path("dns_name").stringValue())
                .isEmpty();
        assertThat(FLOATING_IPS.render(floatingIp).path("dns_domain").stringValue())
                .isEmpty();
        refusal(() -> floatingIp("'dns_domain':'example.org'"))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for dns_domain. Reason: 'example.org' is not a FQDN.");
        refusal(() -> floatingIp("'dns_name':'www.'"))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for dns_name. Reason: 'www.' is a FQDN. It should be a relative domain name.");
        refusal(() -> floatingIp("'dns_name':null"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Input value None must be string type.");
    }

    private RemoveRouterInterface removal() {
        return new RemoveRouterInterface(router.id(), new Leg(subnet.id().toString(), null), Scenario.ADMIN);
    }

    @Test
    void an_external_network_goes_with_the_floating_ips_that_lead_nowhere() {
        Network lake = scenario.network("{'router:external':true}");
        scenario.subnet4(lake, "198.51.100.0/24");
        FloatingIp floatingIp = scenario.create(FLOATING_IPS, "{'floating_network_id':'" + lake.id() + "'}");
        scenario.delete(new NetworkDescription(), lake);
        refusal(() -> now(floatingIp)).is(404, "FloatingIPNotFound");
    }

    @Test
    void a_tenant_names_no_address_and_reaches_no_port_of_others() {
        refusal(() -> scenario.create(
                        FLOATING_IPS,
                        "{'floating_network_id':'" + sea.id() + "','floating_ip_address':'203.0.113.50'}",
                        BOB))
                .is(403, "PolicyNotAuthorized");
        Port hidden = scenario.port(inside, "");
        refusal(() -> scenario.create(
                        FLOATING_IPS,
                        "{'floating_network_id':'" + sea.id() + "','port_id':'" + hidden.id() + "'}",
                        BOB))
                .is(404, "PortNotFound");
        FloatingIp his = scenario.create(FLOATING_IPS, "{'floating_network_id':'" + sea.id() + "'}", BOB);
        refusal(() -> scenario.update(FLOATING_IPS, his, "{}", null, Scenario.caller("carols-project", "member")))
                .is(404, "FloatingIPNotFound");
        assertThat(floatingIp("'floating_ip_address':'203.0.113.50'").floatingIpAddress())
                .isEqualTo(Json.address("203.0.113.50"));
    }

    private PlainResource forward(FloatingIp floatingIp, Port port, String members) {
        String body = "{'internal_port_id':'" + port.id() + "','internal_ip_address':'"
                + port.fixedIps().getFirst().ipAddress().toCanonicalString() + "'," + members + "}";
        Attributes asked = FORWARDINGS
                .parseCreate(Json.mapper().readTree(body.replace('\'', '"')), Scenario.ADMIN)
                .with(PortForwardingDescription.FLOATING_IP_ID, floatingIp.id().value());
        return scenario.commands()
                .execute(
                        new Create(
                                FORWARDINGS.kind(),
                                java.util.UUID.randomUUID().toString(),
                                Scenario.ADMIN.project(),
                                asked,
                                Scenario.ADMIN),
                        PlainResource.class);
    }

    private void change(FloatingIp floatingIp, PlainResource forwarding, String body) {
        scenario.execute(new Update(
                FORWARDINGS.kind(),
                forwarding.id().toString(),
                floatingIp.id().toString(),
                FORWARDINGS.parseUpdate(Json.mapper().readTree(body.replace('\'', '"')), Scenario.ADMIN),
                null,
                Scenario.ADMIN));
    }

    private void unforward(FloatingIp floatingIp, PlainResource forwarding) {
        scenario.execute(new Delete(
                FORWARDINGS.kind(), forwarding.id().toString(), floatingIp.id().toString(), null, Scenario.ADMIN));
    }

    @Test
    void single_ports_of_a_floating_ip_lead_to_several_ports_inside() {
        FloatingIp floatingIp = floatingIp("");
        Port one = scenario.port(inside, "");
        Port other = scenario.port(inside, "");
        PlainResource web = forward(floatingIp, one, "'protocol':'tcp','external_port':80,'internal_port':8080");
        PlainResource mail = forward(floatingIp, other, "'protocol':'tcp','external_port':25,'internal_port':25");

        JsonNode body = FLOATING_IPS.render(now(floatingIp));
        assertThat(body.path("router_id").stringValue()).isEqualTo(router.id().toString());
        assertThat(body.path("port_forwardings").valueStream().map(entry -> entry.path("external_port")
                        .intValue()))
                .containsExactly(80, 25);
        assertThat(FORWARDINGS.render(web).path("protocol").stringValue()).isEqualTo("tcp");
        assertThat(FORWARDINGS.render(web).path("external_port_range").stringValue())
                .isEqualTo("80:80");

        refusal(() -> forward(floatingIp, one, "'protocol':'TCP','external_port':81,'internal_port':81"))
                .is(400, "HTTPBadRequest");
        refusal(() -> forward(floatingIp, one, "'protocol':'smtp','external_port':81,'internal_port':81"))
                .is(400, "InvalidInput");
        refusal(() -> forward(floatingIp, one, "'protocol':'tcp','external_port':80,'internal_port':81"))
                .is(400, "BadRequest");
        refusal(() -> forward(floatingIp, one, "'protocol':'tcp','external_port':81,'internal_port':8080"))
                .is(400, "BadRequest");
        refusal(() -> scenario.delete(FLOATING_IPS, floatingIp)).is(409, "FipInUseByPortForwarding");
        refusal(() -> scenario.update(FLOATING_IPS, floatingIp, "{'port_id':'" + one.id() + "'}"))
                .is(409, "FipInUseByPortForwarding");
        refusal(() -> scenario.execute(removal())).is(409, "RouterInterfaceInUseByFloatingIP");

        unforward(floatingIp, web);
        unforward(floatingIp, mail);
        assertThat(now(floatingIp).routerId()).isNull();
        scenario.delete(FLOATING_IPS, floatingIp);
    }

    @Test
    void no_two_forwardings_share_a_port_outside_or_inside() {
        FloatingIp floatingIp = floatingIp("");
        Port port = scenario.port(inside, "");
        Port other = scenario.port(inside, "");
        forward(floatingIp, port, "'protocol':'tcp','external_port_range':'80:89','internal_port_range':'80:89'");
        refusal(() -> forward(floatingIp, other, "'protocol':'tcp','external_port':85,'internal_port':1"))
                .is(400, "BadRequest");
        refusal(() -> forward(floatingIp, port, "'protocol':'tcp','external_port':99,'internal_port':85"))
                .is(400, "BadRequest");
        refusal(() -> forward(
                        floatingIp, other, "'protocol':'udp','external_port_range':'1:3','internal_port_range':'1:2'"))
                .is(400, "BadRequest");
        forward(floatingIp, other, "'protocol':'udp','external_port':85,'internal_port':85");
    }

    @Test
    void a_collision_is_told_before_anything_else() {
        Port port = scenario.port(inside, "");
        FloatingIp floatingIp = floatingIp("");
        forward(floatingIp, port, "'protocol':'tcp','external_port':80,'internal_port':80");
        FloatingIp taken = to(scenario.port(inside, ""));

        refusal(() -> forward(taken, port, "'protocol':'tcp','external_port':80,'internal_port':80"))
                .is(400, "BadRequest")
                .says("Bad port_forwarding request: There is a port collision with the internal_port_range. The"
                        + " following ranges collides: 80:80 and 80:80.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'y'          | Invalid port: y.
            ''           | Port range must be two integers separated by a colon.
            '1:2:3'      | Port range must be two integers separated by a colon.
            ':2'         | Port range must be two integers separated by a colon.
            true         | Invalid port: True.
            '0:5'        | Invalid port: 0, the port must be in the range [1, 65535].
            '1:65536'    | Invalid port: 65536.
            '5:4'        | First port in a port range must be lower than the second port.
            """)
    void ranges_are_two_ports(String range, String reason) {
        FloatingIp floatingIp = floatingIp("");
        Port port = scenario.port(inside, "");

        refusal(() -> forward(floatingIp, port, "'protocol':'tcp','internal_port':1,'external_port_range':" + range))
                .is(400, "HTTPBadRequest")
                .says("Invalid input for external_port_range. Reason: " + reason);
    }

    @Test
    void a_range_that_is_null_is_as_good_as_none_and_one_of_several_ports_is_no_port() {
        FloatingIp floatingIp = floatingIp("");
        Port port = scenario.port(inside, "");
        PlainResource single = forward(
                floatingIp, port, "'protocol':'tcp','external_port':80,'internal_port':80,'internal_port_range':null");
        assertThat(FORWARDINGS.render(single).path("internal_port_range").stringValue())
                .isEqualTo("80:80");

        PlainResource wide =
                forward(floatingIp, port, "'protocol':'udp','external_port_range':'5:6','internal_port_range':'5:6'");
        assertThat(FORWARDINGS.renderNew(wide).path("external_port").isNull()).isTrue();
        assertThat(FORWARDINGS.render(wide).has("external_port")).isFalse();
    }

    @Test
    void forwardings_change_and_end_with_their_port() {
        FloatingIp floatingIp = floatingIp("");
        Port port = scenario.port(inside, "");
        PlainResource forwarding = forward(floatingIp, port, "'protocol':'tcp','external_port':80,'internal_port':80");
        PlainResource changed = scenario.commands()
                .execute(
                        new Update(
                                FORWARDINGS.kind(),
                                forwarding.id().toString(),
                                floatingIp.id().toString(),
                                Attributes.none().with(PortForwardingDescription.EXTERNAL_PORT, 81),
                                null,
                                Scenario.ADMIN),
                        PlainResource.class);
        assertThat(FORWARDINGS.render(changed).path("external_port_range").stringValue())
                .isEqualTo("81:81");
        assertThat(now(floatingIp).forwardings().getFirst().externalPorts().first())
                .isEqualTo(81);
        forward(floatingIp, port, "'protocol':'tcp','external_port':99,'internal_port':99");
        refusal(() -> change(floatingIp, forwarding, "{'external_port':99}"))
                .is(400, "BadRequest")
                .says("Bad port_forwarding request: Another port forwarding entry with the same attributes already"
                        + " exists, conflicting values are {'floating_ip_address': '"
                        + floatingIp.floatingIpAddress().toCanonicalString() + "', 'external_port': 99}.");
        change(floatingIp, forwarding, "{'internal_port_range':null}");
        refusal(() -> scenario.execute(new Delete(
                        FORWARDINGS.kind(),
                        forwarding.id().toString(),
                        floatingIp("").id().toString(),
                        null,
                        Scenario.ADMIN)))
                .is(404, "PortForwardingNotFound");

        scenario.delete(PORTS, port);
        assertThat(now(floatingIp).forwardings()).isEmpty();
        refusal(() -> unforward(floatingIp, forwarding)).is(404, "PortForwardingNotFound");
    }

    @Test
    void a_port_has_a_floating_ip_or_forwardings_to_an_address_not_both() {
        Port port = scenario.port(inside, "");
        FloatingIp whole = to(port);
        FloatingIp single = floatingIp("");
        refusal(() -> forward(whole, port, "'protocol':'tcp','external_port':80,'internal_port':80"))
                .is(409, "PortHasBindingFloatingIP");
        Port free = scenario.port(inside, "");
        refusal(() -> forward(whole, free, "'protocol':'tcp','external_port':80,'internal_port':80"))
                .is(409, "FloatingIPPortAlreadyAssociated");
        refusal(() -> forward(single, port, "'protocol':'tcp','external_port':80,'internal_port':80"))
                .is(409, "PortHasBindingFloatingIP");
    }
}
