package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client of a recorded neutron-server got, it gets of Portolan, save what the docs list with a reason. */
class NeutronConformanceTest {

    private static final String[] ADMIN = {
        "X-User-Id", "admin", "X-Project-Id", "admins", "X-Roles", "admin", "Content-Type", "application/json"
    };
    private static final Path FOLDER = Path.of("src", "test", "conformance");
    private static final Path LISTED = Path.of("..", "docs", "neutron-differences.md");
    private static final Path MORE_LISTED = Path.of("..", "docs", "neutron-differences-more.md");
    private static final Pattern DIFFERENT =
            Pattern.compile("^(\\S.*?)  (GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH|TRACE|ZORK) .*");
    private static final Pattern OTHER_WORDS = Pattern.compile("^ +soft +NeutronError\\.message: .*");
    private static final String WORDS_LISTED = "## In other words";
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|.*");

    /** What Neutron's own agents say of themselves. */
    private static final String ROUTERS = """
            {'agent_mode':'legacy','handle_internal_only_routers':true,'routers':0,'ex_gw_ports':0,'floating_ips':0,
             'interfaces':0,'interface_driver':'openvswitch','log_agent_heartbeats':false}""";

    private static final String LEASES = """
            {'dhcp_driver':'neutron.agent.linux.dhcp.Dnsmasq','dhcp_lease_duration':86400,'log_agent_heartbeats':false,
             'networks':0,'ports':0,'subnets':0}""";
    private static final String METADATA = """
            {'log_agent_heartbeats':false,'metadata_proxy_socket':'/m','nova_metadata_host':'127.0.0.1',
             'nova_metadata_port':8775}""";

    @TempDir
    private Path directory;

    @Test
    void each_recorded_step_is_answered_as_neutron_answered_it_or_is_listed_with_a_reason() throws Exception {
        Path answers = directory.resolve("answers.json");
        try (Controller controller = asRecorded()) {
            python("conformance.py", "run", controller.url(), answers.toString(), "--auth", "headers", "--purge");
        }
        String recorded = recorded("neutron-21.json");
        requireListed(python("conformance.py", "diff", recorded, answers.toString()), LISTED);
        requireWordsListed(python("conformance.py", "diff", recorded, answers.toString(), "--soft"));
    }

    @Test
    void each_step_recorded_of_further_resources_is_answered_so_too_or_is_listed_with_a_reason() throws Exception {
        Path answers = directory.resolve("answers.json");
        try (Controller controller = asRecorded()) {
            python("replay.py", "run", recorded("neutron-21-more.json"), controller.url(), answers.toString());
        }
        requireListed(python("replay.py", "diff", recorded("neutron-21-more.json"), answers.toString()), MORE_LISTED);
    }

    private static String recorded(String file) {
        return FOLDER.resolve(file).toString();
    }

    /** A controller that is set up as the recorded server was. */
    private Controller asRecorded() {
        Controller controller = Controller.start(
                directory.resolve("data"),
                "--portolan.auth=proxy",
                "--portolan.dns-domain=example.org.",
                "--portolan.agent-down-time=1d",
                "--portolan.network-types.flat-networks=public,physnet1,physnet2,physnet3",
                "--portolan.network-types.vlan.physnet1=100:299",
                "--portolan.network-types.vlan.physnet2=300:399",
                "--portolan.network-types.vlan.physnet3=",
                "--portolan.network-types.vxlan=1000:9999",
                "--portolan.network-types.gre=10000:10999",
                "--portolan.network-types.geneve=20000:20999",
                "--portolan.network-types.geneve-header-size=38");
        registerAgents(controller);
        return controller;
    }

    private static void requireListed(String report, Path list) throws IOException {
        Set<String> different = found(DIFFERENT, report.lines().toList());
        Path told = Path.of("target", list.getFileName() + ".txt");
        Files.writeString(told, report);
        requireSame(different, found(ROW, lines(list, false)), told);
    }

    /** The messages of errors are listed apart. */
    private static void requireWordsListed(String report) throws IOException {
        List<String> lines = report.lines().toList();
        Path told = Path.of("target", "neutron-words.txt");
        Files.writeString(told, report);
        Set<String> inOtherWords = inOtherWords(lines);
        inOtherWords.removeAll(found(ROW, lines(LISTED, false)));
        requireSame(inOtherWords, found(ROW, lines(LISTED, true)), told);
    }

    private static List<String> lines(Path list, boolean ofWords) throws IOException {
        List<String> lines = Files.readAllLines(list);
        int words = lines.contains(WORDS_LISTED) ? lines.indexOf(WORDS_LISTED) : lines.size();
        return ofWords ? lines.subList(words, lines.size()) : lines.subList(0, words);
    }

    /** The steps whose errors have another message. */
    private static Set<String> inOtherWords(List<String> report) {
        Set<String> steps = new TreeSet<>();
        String step = "";
        for (String line : report) {
            Matcher different = DIFFERENT.matcher(line);
            if (different.matches()) {
                step = different.group(1);
            } else if (OTHER_WORDS.matcher(line).matches()) {
                steps.add(step);
            }
        }
        return steps;
    }

    private static void requireSame(Set<String> different, Set<String> listed, Path told) {
        assertThat(different.stream().filter(step -> !listed.contains(step)).toList())
                .as("steps that differ; %s tells how", told)
                .isEmpty();
        assertThat(listed.stream().filter(step -> !different.contains(step)).toList())
                .as("steps that differ no more: take them off the list")
                .isEmpty();
    }

    private static Set<String> found(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void registerAgents(Controller controller) {
        for (int node = 1; node <= 3; node++) {
            register(
                    controller,
                    "{'agent_type':'Open vSwitch agent','host':'node-" + node
                            + "','binary':'neutron-openvswitch-agent','tunnel_ip':'127.0.1." + node
                            + "','tunnel_types':['vxlan','gre','geneve'],'configurations':" + switchOf(node)
                            + "}");
        }
        register(controller, agent("L3 agent", "node-1", "neutron-l3-agent", ROUTERS));
        register(controller, agent("L3 agent", "node-2", "neutron-l3-agent", ROUTERS));
        register(controller, agent("DHCP agent", "node-1", "neutron-dhcp-agent", LEASES));
        register(controller, agent("Metadata agent", "node-1", "neutron-metadata-agent", METADATA));
    }

    private static String switchOf(int node) {
        return """
            {'bridge_mappings':{'physnet1':'br-ex','physnet2':'br-p2','public':'br-pub'},
             'tunnel_types':['vxlan','gre','geneve'],'tunneling_ip':'127.0.1.%d','l2_population':true,
             'enable_distributed_routing':false,'arp_responder_enabled':true,'datapath_type':'system',
             'vhostuser_socket_dir':'/var/run/openvswitch','ovs_capabilities':{'datapath_types':['netdev','system'],
             'iface_types':['dpdkvhostuser','dpdkvhostuserclient']},'integration_bridge':'br-int',
             'devices':0,'in_distributed_mode':false,'extensions':[],'baremetal_smartnic':false,
             'resource_provider_bandwidths':{}}""".formatted(node);
    }

    private static String agent(String type, String host, String binary, String configurations) {
        return "{'agent_type':'" + type + "','host':'" + host + "','binary':'" + binary + "','configurations':"
                + configurations + "}";
    }

    private static void register(Controller controller, String body) {
        assertThat(controller.post("/portolan/v1/agents", body, ADMIN).status()).isEqualTo(200);
    }

    private String python(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("python3", FOLDER.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(script + " did not end: " + Files.readString(output));
        }
        return Files.readString(output);
    }
}
