package org.portolan.command.localip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.localip.LocalIpDescription;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class LocalIpTest {

    private static final LocalIpDescription LOCAL_IPS = new LocalIpDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");
    private static final Caller BOB = Scenario.caller("harbours", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = network();

    private Network network() {
        Network made = scenario.network("{'name':'sea','project_id':'engines'}");
        scenario.subnet(made, "'ip_version':4,'cidr':'10.0.0.0/24','project_id':'engines'");
        return made;
    }

    private PlainResource localIp(String members) {
        return scenario.create(LOCAL_IPS, "{'name':'time'" + members + "}", ADA);
    }

    private PlainResource onNetwork() {
        return localIp(",'network_id':'" + network.id() + "'");
    }

    private JsonNode associate(PlainResource localIp, Port port, String more, Caller caller) {
        return scenario.act(
                LOCAL_IPS,
                localIp.id(),
                "POST port_associations",
                "",
                "{'port_association':{'fixed_port_id':'" + port.id() + "'" + more + "}}",
                caller);
    }

    private void dissociate(PlainResource localIp, String port) {
        scenario.act(LOCAL_IPS, localIp.id(), "DELETE port_associations/*", port, "{}", ADA);
    }

    private Port port(String id) {
        return scenario.commands().execute(new Update("Port", id, Attributes.none(), null, Scenario.ADMIN), Port.class);
    }

    private Port adas(String members) {
        return scenario.port(network, "'project_id':'engines'" + members);
    }

    @Test
    void a_local_ip_on_a_network_gets_a_port_of_its_own_which_goes_with_it() {
        PlainResource localIp = onNetwork();

        JsonNode body = LOCAL_IPS.render(localIp);
        assertThat(body.path("local_ip_address").asString()).startsWith("10.0.0.");
        assertThat(body.path("ip_mode").asString()).isEqualTo("translate");
        Port port = port(body.path("local_port_id").asString());
        assertThat(port.deviceOwner()).isEqualTo("network:local_ip");
        assertThat(port.attributes().get(PortDescription.DEVICE_ID))
                .isEqualTo(localIp.id().toString());
        assertThat(port.project().value()).isEqualTo("engines");
        assertThat(port.status()).isEqualTo("N/A");
        refusal(() -> scenario.delete(PORTS, port))
                .is(409, "ServicePortInUse")
                .says("Port " + port.id()
                        + " cannot be deleted directly via the port API: still referenced by Local IPs.");

        scenario.delete(LOCAL_IPS, localIp, null, ADA);

        refusal(() -> port(port.id().toString())).is(404, "PortNotFound");
    }

    @Test
    void a_local_ip_can_have_an_address_of_a_port_that_is_there_and_stays() {
        Port one = adas(",'fixed_ips':[{'ip_address':'10.0.0.9'}]");
        PlainResource localIp = localIp(",'local_port_id':'" + one.id() + "'");

        assertThat(LOCAL_IPS.render(localIp).path("local_ip_address").asString())
                .isEqualTo("10.0.0.9");
        assertThat(LOCAL_IPS.render(localIp).path("network_id").asString())
                .isEqualTo(network.id().toString());
        scenario.delete(LOCAL_IPS, localIp, null, ADA);
        scenario.delete(PORTS, one);
    }

    @Test
    void which_address_is_meant_must_be_clear() {
        Port two = adas(",'fixed_ips':[{'ip_address':'10.0.0.8'},{'ip_address':'10.0.0.9'}]");
        String named = ",'local_port_id':'" + two.id() + "'";
        refusal(() -> localIp(named))
                .is(400, "LocalIPNoRequestedIP")
                .says("Specified Port " + two.id()
                        + " has several IPs, should specify exact IP address to use for Local IP.");
        refusal(() -> scenario.create(LOCAL_IPS, "{'local_port_id':'" + two.id() + "','local_ip_address':'10.0.0.7'}"))
                .is(400, "LocalIPRequestedIPNotFound")
                .says("Specified Port " + two.id() + " does not have requested IP address: 10.0.0.7.");
        Port none = adas(",'fixed_ips':[]");
        refusal(() -> localIp(",'local_port_id':'" + none.id() + "'"))
                .is(400, "LocalIPNoIP")
                .says("Specified Port " + none.id() + " has no fixed IPs configured.");
        refusal(() -> localIp(""))
                .is(400, "LocalIPPortOrNetworkRequired")
                .says("Either Port ID or Network ID must be specified for Local IP create.");
        PlainResource wished =
                scenario.create(LOCAL_IPS, "{'network_id':'" + network.id() + "','local_ip_address':'10.0.0.77'}");
        assertThat(LOCAL_IPS.render(wished).path("local_ip_address").asString()).isEqualTo("10.0.0.77");
    }

    @Test
    void a_network_without_ipv4_has_no_local_ips() {
        Network bare = scenario.network("{'project_id':'engines'}");

        refusal(() -> localIp(",'network_id':'" + bare.id() + "'"))
                .is(400, "BadRequest")
                .says("Bad local_ip request: Network " + bare.id() + " does not contain any IPv4 subnet.");
    }

    @Test
    void a_local_ip_leads_to_ports_and_stays_as_long_as_it_does() {
        PlainResource localIp = onNetwork();
        Port port = adas(",'fixed_ips':[{'ip_address':'10.0.0.9'}]");

        JsonNode told = associate(localIp, port, "", ADA);
        assertThat(told.path("port_association").toString())
                .isEqualTo("{\"local_ip_id\":\"" + localIp.id() + "\",\"fixed_port_id\":\"" + port.id()
                        + "\",\"fixed_ip\":\"10.0.0.9\",\"local_ip_address\":\""
                        + LOCAL_IPS.render(localIp).path("local_ip_address").asString() + "\",\"host\":\"\"}");
        refusal(() -> associate(localIp, port, "", ADA)).is(409, "NeutronDbObjectDuplicateEntry");
        refusal(() -> scenario.delete(LOCAL_IPS, localIp, null, ADA))
                .is(409, "LocalIPInUse")
                .says("Local IP " + localIp.id() + " is still associated with one or more ports.");

        dissociate(localIp, port.id().toString());
        refusal(() -> dissociate(localIp, port.id().toString()))
                .is(404, "LocalIPAssociationNotFound")
                .says("Local IP " + localIp.id() + " association with port " + port.id() + " could not be found.");
        scenario.delete(LOCAL_IPS, localIp, null, ADA);
    }

    @Test
    void an_association_ends_with_its_port() {
        PlainResource localIp = onNetwork();
        Port port = adas("");
        associate(localIp, port, "", ADA);
        scenario.newEvents();

        scenario.delete(PORTS, port);

        assertThat(scenario.newEventNames()).containsSubsequence(List.of("LocalIpDissociated", "PortDeleted"));
        scenario.delete(LOCAL_IPS, localIp, null, ADA);
    }

    @Test
    void other_projects_know_nothing_of_a_local_ip() {
        PlainResource localIp = onNetwork();
        Port port = adas("");

        refusal(() -> associate(localIp, port, "", BOB)).is(404, "LocalIPNotFound");
        refusal(() -> scenario.delete(LOCAL_IPS, localIp, null, BOB)).is(404, "LocalIPNotFound");
        refusal(() -> scenario.create(LOCAL_IPS, "{'local_port_id':'" + port.id() + "'}", BOB))
                .is(400, "BadRequest")
                .says("Bad local_ip request: Port " + port.id() + " not found.");
        refusal(() -> scenario.create(LOCAL_IPS, "{'network_id':'" + network.id() + "'}", BOB))
                .is(404, "NetworkNotFound");
    }

    @Test
    void what_an_association_may_say_is_checked() {
        PlainResource localIp = onNetwork();
        Port port = adas("");

        refusal(() -> associate(localIp, port, ",'host':'h'", ADA)).says("Attribute 'host' not allowed in POST");
        refusal(() -> associate(localIp, port, ",'x':'h'", ADA)).says("Unrecognized attribute(s) 'x'");
        refusal(() -> associate(localIp, port, ",'fixed_ip':'10.0.0.200'", ADA)).is(400, "LocalIPRequestedIPNotFound");
        refusal(() -> scenario.act(
                        LOCAL_IPS, localIp.id(), "POST port_associations", "", "{'port_association':{}}", ADA))
                .says("Failed to parse request. Required attribute 'fixed_port_id' not specified");
        Port gone = scenario.port(network, "");
        scenario.delete(PORTS, gone);
        refusal(() -> associate(localIp, gone, "", ADA))
                .is(400, "BadRequest")
                .says("Bad local_ip_port_association request: Port " + gone.id() + " not found.");
    }
}
