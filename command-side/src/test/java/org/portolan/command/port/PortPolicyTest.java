package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.caller;
import static org.portolan.command.Scenario.refusal;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.command.Scenario;

/** Who may choose what of a port, on a network that an owner shares with all. */
class PortPolicyTest {

    private static final PortDescription PORTS = new PortDescription();
    private static final Caller OWNER = caller("harbours", "member");
    private static final Caller GUEST = caller("engines", "member");

    private final Scenario scenario = Scenario.begin();
    private Network network = scenario.create(
            new NetworkDescription(), "{'project_id':'harbours','shared':true,'name':'sea'}", Scenario.ADMIN);
    private Subnet subnet = scenario.subnet4(network, "10.0.0.0/24");

    @BeforeEach
    void forget() {
        scenario.newEvents();
    }

    private Port port(String members, Caller caller) {
        return scenario.create(
                PORTS, "{'network_id':'" + network.id() + "'" + (members.isEmpty() ? "" : "," + members) + "}", caller);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "mac_address           | 'fa:16:3e:00:01:01' |",
                "fixed_ips             | [{'ip_address':'10.0.0.9'}] | ip_address",
                "port_security_enabled | false |",
                "allowed_address_pairs | [{'ip_address':'10.0.0.9'}] | ip_address",
                "device_owner          | 'network:dhcp' |"
            })
    void a_guest_may_not_choose_what_concerns_the_whole_network_but_its_owner_may(
            String member, String value, @Nullable String within) {
        String members = "'" + member + "':" + value;

        refusal(() -> port(members, GUEST))
                .is(403, "PolicyNotAuthorized")
                .says("(rule:create_port and " + rules("create_port:" + member, within) + ") is disallowed by policy");
        Port guests = port("", GUEST);
        refusal(() -> scenario.update(PORTS, guests, "{" + members + "}", null, GUEST))
                .is(403, "PolicyNotAuthorized")
                .says("(rule:update_port and " + rules("update_port:" + member, within) + ") is disallowed by policy");

        assertThat(PORTS.render(port(members, OWNER)).has(member)).isTrue();
    }

    private static String rules(String rule, @Nullable String within) {
        return within == null ? "rule:" + rule : "(rule:" + rule + " and (rule:" + rule + ":" + within + "))";
    }

    @Test
    void a_guest_may_choose_the_subnet_a_name_and_an_owner_of_his_own() {
        Port port = port(
                "'fixed_ips':[{'subnet_id':'" + subnet.id() + "'}],'name':'mine','device_owner':'compute:nova'", GUEST);

        assertThat(port.fixedIps()).hasSize(1);
    }

    @Test
    void only_an_administrator_says_what_the_data_plane_of_a_port_is() {
        Port port = port("", OWNER);

        refusal(() -> scenario.update(PORTS, port, "{'data_plane_status':'DOWN'}", null, OWNER))
                .is(403, "PolicyNotAuthorized");
    }
}
