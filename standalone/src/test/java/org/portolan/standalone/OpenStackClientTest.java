package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * The real {@code openstack} command and the real SDK, unchanged.
 *
 * <p>What a user types and sees is in {@code src/test/clients/*.txt}: lines with a dollar sign are commands, the others
 * what they print, and {@code exit 1} that they fail. {@code <id>} stands for any UUID, {@code <port>} for the server's
 * port. {@code $ name=openstack ...} keeps what is printed, for later commands with {@code $name}.
 * {@code -Dportolan.transcripts=write} writes down what is printed instead of comparing it.
 */
class OpenStackClientTest {

    /** What Debian's packages are installed for; another Python may come first in the path. */
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private static final Path CLIENT = Path.of("/usr/bin/openstack");
    private static final Path FOLDER = Path.of("src", "test", "clients");
    private static final Pattern COMMAND = Pattern.compile("\\$ (?:(\\w+)=)?openstack (.*)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern ID = Pattern.compile("\\b\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\b");

    @TempDir
    private static Path directory;

    private static Controller controller;

    @BeforeAll
    static void start() {
        requireClient();
        controller = Controller.start(
                directory.resolve("data"),
                "--portolan.network-types.vlan.physnet1=100:299",
                "--portolan.agent-down-time=1h");
        agent("DHCP agent", "neutron-dhcp-agent", "dhcp_agent");
        agent("L3 agent", "neutron-l3-agent", "l3_agent");
    }

    private static void agent(String type, String binary, String topic) {
        String body = "{'agent_type':'" + type + "','host':'node-1','binary':'" + binary + "','topic':'" + topic + "'}";
        assertThat(controller
                        .post("/portolan/v1/agents", body, "X-Roles", "admin", "X-Project-Id", "admins")
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        if (controller != null) {
            controller.close();
        }
    }

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void what_users_type_does_and_prints_what_it_should(Path transcript) throws Exception {
        String expected = Files.readString(transcript);
        String printed;
        try (Session session = new Session()) {
            printed = played(expected, session);
        }
        if ("write".equals(System.getProperty("portolan.transcripts"))) {
            Files.writeString(transcript, printed);
        }
        assertThat(printed).isEqualTo(expected);
    }

    @Test
    void the_openstack_command_itself_starts_and_exits_as_it_should() throws Exception {
        assertThat(run(
                        CLIENT.toString(),
                        "--os-auth-type",
                        "none",
                        "--os-endpoint",
                        controller.url(),
                        "network",
                        "list"))
                .isZero();
        assertThat(run(
                        CLIENT.toString(),
                        "--os-auth-type",
                        "none",
                        "--os-endpoint",
                        controller.url(),
                        "network",
                        "show",
                        "nosuch"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two_tiers.py", "quotas.py"})
    void what_a_program_does_with_the_sdk_comes_out_as_it_should(String program) throws Exception {
        Path output = directory.resolve("program.txt");
        int status = run(PYTHON.toString(), FOLDER.resolve(program).toString(), controller.url());
        assertThat(status).as(Files.readString(output)).isZero();
    }

    private static String played(String transcript, Session session) throws IOException {
        StringBuilder played = new StringBuilder();
        Map<String, String> kept = new HashMap<>();
        for (String line : transcript.lines().toList()) {
            Matcher command = COMMAND.matcher(line);
            if (line.startsWith("#") || line.isEmpty()) {
                played.append(line).append('\n');
            } else if (command.matches()) {
                JsonNode answer = session.run(words(command.group(2), kept));
                played.append(line).append('\n');
                int status = answer.get("status").intValue();
                String output = answer.get("output").stringValue().strip();
                if (command.group(1) != null && status == 0) {
                    kept.put(command.group(1), output);
                } else {
                    append(played, output);
                }
                if (status != 0) {
                    append(played, errors(answer.get("errors").stringValue()));
                    played.append("exit ").append(status).append('\n');
                }
            }
        }
        return played.toString();
    }

    private static void append(StringBuilder played, String text) {
        if (!text.isEmpty()) {
            text.lines().forEach(line -> played.append(anonymous(line)).append('\n'));
        }
    }

    private static String anonymous(String line) {
        String named = ID.matcher(line.stripTrailing()).replaceAll("<id>");
        return named.replace(controller.url(), "http://127.0.0.1:<port>");
    }

    private static String errors(String text) {
        return String.join(
                "\n",
                text.strip()
                        .lines()
                        .filter(line -> !line.startsWith("Neutron server returns request_ids"))
                        .toList());
    }

    private static List<String> words(String line, Map<String, String> kept) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            String text = word.group(1) == null ? word.group(2) : word.group(1);
            words.add(text.startsWith("$") ? kept.getOrDefault(text.substring(1), text) : text);
        }
        return words;
    }

    /** One process of the client, for many commands. */
    private static final class Session implements AutoCloseable {

        private final Process process;
        private final BufferedWriter commands;
        private final BufferedReader answers;

        Session() throws IOException {
            process = new ProcessBuilder(
                            PYTHON.toString(), FOLDER.resolve("session.py").toString())
                    .redirectError(directory.resolve("session.txt").toFile())
                    .start();
            commands = process.outputWriter(StandardCharsets.UTF_8);
            answers = process.inputReader(StandardCharsets.UTF_8);
        }

        JsonNode run(List<String> words) throws IOException {
            ArrayNode arguments = Json.array();
            List.of("--os-auth-type", "none", "--os-endpoint", controller.url()).forEach(arguments::add);
            words.forEach(arguments::add);
            commands.write(arguments.toString());
            commands.newLine();
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("The client ended: " + Files.readString(directory.resolve("session.txt")));
            }
            return Json.mapper().readTree(answer);
        }

        @Override
        public void close() throws IOException {
            commands.close();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }

    private static void requireClient() {
        boolean there = Files.isExecutable(CLIENT);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("apt-get install python3-openstackclient").isTrue();
        }
        Assumptions.assumeTrue(there, "needs the openstack command: apt-get install python3-openstackclient");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("program.txt").toFile())
                .start();
        if (!process.waitFor(100, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " did not end");
        }
        return process.exitValue();
    }
}
