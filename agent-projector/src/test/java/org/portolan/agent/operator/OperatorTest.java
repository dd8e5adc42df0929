package org.portolan.agent.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators are told, and what of the controller's answers it is made of. */
@SuppressWarnings("NullAway.Init")
class OperatorTest {

    private static final String ROUTER = "4b4ee0a8-7d1c-4c1f-a0a0-3c6d6a6ff6a1";

    private final Map<String, String> answers = new HashMap<>();
    private final StringWriter said = new StringWriter();

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void a_controller() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().toString());
            byte[] bytes = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void it_ends() {
        server.stop(0);
    }

    private static String event(long position, String type, String request) {
        return """
                {"position":%d,"stream":"port/77","sequence":0,"at":"2026-11-24T10:00:00Z","type":"%s","revision":1,"event":{},
                 "cause":{"request_id":"%s","user_id":"alice","project_id":"red","roles":["member"],"command":"CreatePort"}}""".formatted(position, type, request);
    }

    private int ask(String... words) {
        return Operator.commandLine()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(words);
    }

    private int why(String what) {
        return ask("why", "--controller=http://127.0.0.1:" + server.getAddress().getPort(), what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x504f090000000065",
                "cookie=0x504f090000000065, duration=4.2s, table=72, priority=77,icmp actions=resubmit(,73)",
                "72. ct_state=+new,icmp, priority 77, cookie 0x504f090000000065",
                "ip daddr 172.24.4.11 meta mark != 0x2 dnat to 10.0.0.3:22 comment \"event 101\"",
                "172.24.4.9 comment \"event 101\" : 10.0.0.5",
                "101"
            })
    void a_flow_or_a_rule_leads_to_its_event_and_to_who_asked(String what) {
        answers.put(
                "/portolan/v1/events?after=100&limit=1", "{\"events\":[" + event(101, "PortCreated", "req-1") + "]}");
        answers.put(
                "/portolan/v1/events?after=50&limit=101",
                "{\"events\":[" + event(99, "PortCreated", "req-0") + "," + event(100, "PortAttached", "req-1") + ","
                        + event(101, "PortCreated", "req-1") + "]}");

        assertThat(why(what)).as(said.toString()).isZero();
        assertThat(said.toString()).contains("""
                        PortCreated of port/77 at position 101, because alice (project red, role member) asked for CreatePort
                          2026-11-24T10:00:00Z, request req-1
                        The same request also led to:
                          PortAttached of port/77 at position 100
                        """).doesNotContain("position 99");
    }

    @Test
    void a_namespace_has_the_story_of_its_router_and_of_what_it_leads_inside_in_order() {
        answers.put(
                "/portolan/v1/history/router/" + ROUTER,
                "{\"history\":[{\"position\":9,\"event\":\"RouterGatewaySet\",\"user\":\"bob\",\"command\":\"UpdateRouter\","
                        + "\"time\":\"t9\",\"request_id\":\"r9\"}]}");
        answers.put("/v2.0/floatingips?router_id=" + ROUTER, "{\"floatingips\":[{\"id\":\"f1\"}]}");
        answers.put("/v2.0/ports?device_id=" + ROUTER, "{\"ports\":[]}");
        answers.put(
                "/portolan/v1/history/floatingip/f1",
                "{\"history\":[{\"position\":4,\"event\":\"FloatingIpCreated\",\"user\":\"\",\"command\":\"CreateFloatingIp\"}]}");

        assertThat(why("qrouter-" + ROUTER)).isZero();
        assertThat(said.toString())
                .containsSubsequence(
                        "floatingip f1: FloatingIpCreated at position 4, because somebody asked for CreateFloatingIp",
                        "router " + ROUTER + ": RouterGatewaySet at position 9, because bob asked for UpdateRouter");
    }

    @Test
    void what_no_event_is_the_cause_of_is_said_to_be_so() {
        assertThat(why("0x504f010000000000")).isZero();
        assertThat(said.toString()).contains("A flow of pipeline", "part of the bare pipeline");
        assertThat(why("0x504f070000000000")).isZero();
        assertThat(said.toString()).contains("learned by the switch itself");
    }

    @Test
    void what_cannot_be_told_is_said_in_a_line() {
        assertThat(why("0x1234")).isEqualTo(2);
        assertThat(said.toString()).contains("portolan: the cookie 0x1234 is not one of Portolan's");
        assertThat(why("br-int")).isEqualTo(2);
        assertThat(said.toString()).contains("'br-int' is no cookie");
        assertThat(why("qrouter-" + ROUTER)).isEqualTo(2);
        assertThat(said.toString()).contains("portolan: the log has never known a router " + ROUTER);
    }

    @Test
    void a_node_is_not_looked_at_without_its_switch() {
        assertThat(ask("node", "diff", "--ovs-rundir=" + directory, "--state-dir=" + directory))
                .isEqualTo(2);
        assertThat(said.toString()).contains("portolan: ").contains(directory + "/db.sock");
        assertThat(ask("trace", "--port=web")).isEqualTo(2);
        assertThat(said.toString()).contains("Missing required option: '--to=ADDRESS'");
    }
}
