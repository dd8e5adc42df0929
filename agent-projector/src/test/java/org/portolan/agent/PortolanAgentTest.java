package org.portolan.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.agent.controller.StateDirectory;
import org.portolan.agent.ovsdb.BridgeNames;
import picocli.CommandLine;

class PortolanAgentTest {
    @TempDir
    private Path directory;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new PortolanAgent())
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(arguments);
    }

    @Test
    void help_names_every_option_and_its_default() {
        assertThat(run("--help")).isZero();
        assertThat(said.toString().replaceAll("\\s+", " "))
                .contains("--controller=URL", "--header=NAME: VALUE", "PORTOLAN_AGENT_HEADERS")
                .contains("Which bridge leads to which physical network")
                .contains("--host=NAME", "--local-ip=IP", "--bridge-mappings=NETWORK:BRIDGE")
                .contains("Default: /var/run/openvswitch", "Default: /var/lib/portolan", "Default: vxlan,gre,geneve")
                .contains("Default: 30s", "Default: br-int", "Default: br-tun", "Default: system");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--controller=nowhere | --controller: 'nowhere' is no URL such as http://controller:9696",
                "--controller=http://c --local-ip=fd00::1 | --local-ip: 'fd00::1' is no IPv4 address",
                "--controller=http://c --host=a/b | --host: 'a/b' is no host name",
                "--controller=http://c --tunnel-types=vlan | --tunnel-types: 'vlan' is no tunnel",
                "--controller=http://c --bridge-mappings=physnet1 | --bridge-mappings: 'physnet1' is not of the form",
                "--controller=http://c --bridge-mappings=a:br-int | --bridge-mappings: 'br-int' is the agent's own",
                "--controller=http://c --bridge-mappings=a:b,c:b | --bridge-mappings: 'c:b' names a network or a bridge for the second",
                "--controller=http://c --bridge-mappings=a:b,a:c | --bridge-mappings: 'a:c' names a network or a bridge for the second",
                "--controller=http://c --datapath-type=dpdk | --datapath-type: it is system or netdev, not 'dpdk'",
                "--controller=http://c --report-interval=soon | --report-interval: 'soon' is no time such as 30s",
                "--host=a | Missing required option: '--controller=URL'"
            })
    void what_cannot_be_meant_is_named(String arguments, String complaint) {
        assertThat(run(arguments.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Roles | a header is of the form 'NAME: VALUE'",
                "X Roles: admin | is no name of a header",
                "Host: elsewhere | the header Host is not to be set",
                "X-Roles: | the value of the header X-Roles is empty"
            })
    void a_header_that_cannot_be_sent_is_named(String header, String complaint) {
        assertThat(run("--controller=http://c", "--header", header)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains("--header, PORTOLAN_AGENT_HEADERS: ", complaint);
    }

    @Test
    void all_that_a_machine_lacks_is_named_at_once_with_what_to_do() {
        int status = run(
                "--controller=http://127.0.0.1:1",
                "--local-ip=203.0.113.7",
                "--ovs-rundir=" + directory,
                "--state-dir=" + directory);

        assertThat(status).isEqualTo(1);
        assertThat(said.toString())
                .startsWith("This machine cannot be a node yet:")
                .contains("Open vSwitch does not run: its socket " + directory + "/db.sock does not exist")
                .contains("No interface of this machine has the address 203.0.113.7");
    }

    @Test
    void a_mapped_bridge_and_the_programs_must_be_there() {
        try (RealSwitch ovs = RealSwitch.start()) {
            ovs.vsctl("--no-wait", "add-br", "br-ex");
            Settings settings = new Settings(
                    URI.create("http://127.0.0.1:1"),
                    List.of(),
                    "host1",
                    "127.0.0.1",
                    List.of(),
                    Map.of("physnet1", "br-ex", "physnet2", "br-none"),
                    ovs.directory(),
                    "netdev",
                    BridgeNames.usual(),
                    Duration.ofSeconds(30),
                    Settings.Serving.nothing());

            assertThat(StartChecks.problems(settings, directory.toString()))
                    .satisfiesExactly(
                            program -> assertThat(program)
                                    .isEqualTo("The program ovs-ofctl is missing. Install Open vSwitch: apt-get install"
                                            + " openvswitch-switch"),
                            bridge -> assertThat(bridge)
                                    .startsWith(
                                            "Bridge br-none, mapped to physical network physnet2, does not exist."));
        }
    }

    @Test
    void what_an_agent_was_told_holds_for_those_who_look_at_its_host_unless_they_say_otherwise() throws IOException {
        try (StateDirectory state = StateDirectory.open(directory, "host7")) {
            CommandLine agent = new CommandLine(new PortolanAgent());
            agent.parseArgs(
                    "--controller=http://c:9696",
                    "--header=X-Auth-Token: secret",
                    "--local-ip=10.77.0.7",
                    "--bridge-mappings=physnet1:br-ex,physnet2:br-two",
                    "--l3",
                    "--report-interval=5s");
            List<String> words = NodeOptions.words(agent);
            assertThat(words).noneMatch(word -> word.contains("secret"));
            state.keepOptions(words);
        }
        NodeOptions options = new NodeOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options));
        line.parseArgs("--state-dir=" + directory, "--local-ip=10.77.0.8");

        Settings settings = options.ofAgent(line);

        assertThat(settings.host()).isEqualTo("host7");
        assertThat(settings.controller()).isEqualTo(URI.create("http://c:9696"));
        assertThat(settings.localIp()).isEqualTo("10.77.0.8");
        assertThat(settings.bridgeMappings()).isEqualTo(Map.of("physnet1", "br-ex", "physnet2", "br-two"));
        assertThat(settings.serving().l3()).isTrue();
        assertThat(settings.serving().dhcp()).isFalse();
    }
}
