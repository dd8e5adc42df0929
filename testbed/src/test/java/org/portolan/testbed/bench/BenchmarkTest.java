package org.portolan.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark against the packaged controller, with numbers that say nothing of its speed. */
class BenchmarkTest {

    @Test
    void every_operation_is_measured_and_nothing_is_left_behind(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("bench.json");
        Options options = Options.parse(List.of(
                "--operations=24",
                "--clients=1,3",
                "--ports=1300",
                "--rounds=1",
                "--warm-ups=0",
                "--seconds=1",
                "--output=" + output));
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        boolean faultless = Benchmark.run(
                Path.of(System.getProperty("portolan.home", "..")),
                options,
                new PrintStream(told, true, StandardCharsets.UTF_8));

        assertThat(faultless).as(told.toString(StandardCharsets.UTF_8)).isTrue();
        JsonNode report = new JsonMapper().readTree(Files.readString(output));
        assertThat(report.path("operations").valueStream().map(one -> one.path("operation")
                        .asString()))
                .containsExactly(
                        "create_network",
                        "create_port",
                        "create_port",
                        "bind_port",
                        "show_port",
                        "list_ports_1000",
                        "delete_port",
                        "create_router",
                        "add_interface",
                        "remove_interface",
                        "create_floatingip",
                        "create_rule");
        for (JsonNode operation : report.path("operations")) {
            assertThat(operation.path("errors").asLong()).as("%s", operation).isZero();
            assertThat(operation.path("rate").asDouble()).as("%s", operation).isPositive();
            assertThat(operation.path("max_ms").asDouble())
                    .as("%s", operation)
                    .isGreaterThanOrEqualTo(operation.path("p50_ms").asDouble());
        }
        assertThat(report.path("pages").path("p50_ms_of_pages")).hasSize(1);
        assertThat(report.path("growth").path("rounds")).hasSize(1);
        assertThat(report.path("controller_resident_bytes").asLong()).isPositive();
        assertThat(Path.of(
                        "/var/tmp", "portolan-bench-" + ProcessHandle.current().pid()))
                .doesNotExist();
    }
}
