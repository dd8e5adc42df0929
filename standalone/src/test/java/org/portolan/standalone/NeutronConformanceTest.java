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
    private static final Pattern DIFFERENT = Pattern.compile("^(\\S.*?)  (GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH) .*");
    private static final Pattern OTHER_WORDS = Pattern.compile("^ +soft +NeutronError\\.message: .*");
    private static final String WORDS_LISTED = "## In other words";
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|.*");

    @TempDir
    private Path directory;

    @Test
    void each_recorded_step_is_answered_as_neutron_answered_it_or_is_listed_with_a_reason() throws Exception {
        Path answers = directory.resolve("answers.json");
        try (Controller controller = Controller.start(
                directory.resolve("data"),
                "--portolan.auth=proxy",
                "--portolan.dns-domain=example.org.",
                "--portolan.network-types.flat-networks=public,physnet1,physnet2,physnet3",
                "--portolan.network-types.vlan.physnet1=100:299",
                "--portolan.network-types.vlan.physnet2=300:399",
                "--portolan.network-types.vlan.physnet3=",
                "--portolan.network-types.vxlan=1000:9999",
                "--portolan.network-types.gre=10000:10999",
                "--portolan.network-types.geneve=20000:20999",
                "--portolan.network-types.geneve-header-size=38")) {
            registerAgents(controller);
            python("run", controller.url(), answers.toString(), "--auth", "headers", "--purge");
        }
        String report = python("diff", FOLDER.resolve("neutron-21.json").toString(), answers.toString());

        String reportOfWords =
                python("diff", FOLDER.resolve("neutron-21.json").toString(), answers.toString(), "--soft");

        Set<String> different = found(DIFFERENT, report.lines().toList());
        Set<String> inOtherWords = inOtherWords(reportOfWords.lines().toList());
        inOtherWords.removeAll(different);
        List<String> listed = Files.readAllLines(LISTED);
        int words = listed.indexOf(WORDS_LISTED);
        Files.writeString(Path.of("target", "neutron-differences.txt"), reportOfWords);

        requireSame(different, found(ROW, listed.subList(0, words)), "otherwise");
        requireSame(inOtherWords, found(ROW, listed.subList(words, listed.size())), "in other words");
    }

    private static void requireSame(Set<String> different, Set<String> listed, String how) {
        assertThat(different.stream().filter(step -> !listed.contains(step)).toList())
                .as("steps that are answered %s; target/neutron-differences.txt tells how", how)
                .isEmpty();
        assertThat(listed.stream().filter(step -> !different.contains(step)).toList())
                .as("steps that are answered %s no more: take them off the list", how)
                .isEmpty();
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
                            + "','tunnel_types':['vxlan','gre','geneve'],'configurations':{'bridge_mappings':"
                            + "{'physnet1':'br-ex','physnet2':'br-p2','public':'br-pub'},'l2_population':true}}");
        }
        register(controller, agent("L3 agent", "node-1", "neutron-l3-agent"));
        register(controller, agent("L3 agent", "node-2", "neutron-l3-agent"));
        register(controller, agent("DHCP agent", "node-1", "neutron-dhcp-agent"));
        register(controller, agent("Metadata agent", "node-1", "neutron-metadata-agent"));
    }

    private static String agent(String type, String host, String binary) {
        return "{'agent_type':'" + type + "','host':'" + host + "','binary':'" + binary + "'}";
    }

    private static void register(Controller controller, String body) {
        assertThat(controller.post("/portolan/v1/agents", body, ADMIN).status()).isEqualTo(200);
    }

    private String python(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("python3", FOLDER.resolve("conformance.py").toString()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("conformance.py did not end: " + Files.readString(output));
        }
        return Files.readString(output);
    }
}
