package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.testbed.bench.NodeBench;
import org.portolan.testbed.bench.NodeOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark of a node against the packaged controller and agent, with numbers that say nothing of their speed. */
@FullStack
class NodeBenchTest {

    @Test
    void reaction_memory_and_starts_are_measured(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("node.json");
        NodeOptions options = NodeOptions.parse(List.of(
                "--ports=200", "--hosts=3", "--samples=10", "--rounds=1", "--warm-ups=0", "--output=" + output));
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        boolean measured = NodeBench.run(
                Path.of(System.getProperty("portolan.home", "..")),
                options,
                new PrintStream(told, true, StandardCharsets.UTF_8));

        assertThat(measured).as(told.toString(StandardCharsets.UTF_8)).isTrue();
        JsonNode report = new JsonMapper().readTree(Files.readString(output));
        assertThat(report.path("figures").valueStream().map(figure -> figure.path("name")
                        .asString()))
                .contains(
                        "POST to flow, few ports: p95",
                        "POST to flow, many ports: p95",
                        "agent resident, 200 ports known, grown",
                        "cold start, 200 ports",
                        "restart, flows in place");
        for (JsonNode figure : report.path("figures")) {
            assertThat(figure.path("median").asDouble()).as("%s", figure).isPositive();
        }
        assertThat(report.path("figures").findValues("bars")).hasSize(6);
    }
}
