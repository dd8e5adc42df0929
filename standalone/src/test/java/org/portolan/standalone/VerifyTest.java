package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** An auditor verifies the log, with the controller running and without. */
class VerifyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private record Verdict(int exit, String out, String err) {}

    @Test
    void a_log_is_found_intact_while_it_is_written_and_afterwards_and_a_forged_event_is_named() {
        String note;
        try (Controller controller = Controller.start(directory, "--portolan.seal.interval=100ms")) {
            controller.post("/v2.0/networks", "{'network':{'name':'sea'}}");
            JsonNode seal = sealAfter(controller, controller.log(0).size());
            note = seal.get("position").asLong() + ":" + seal.get("chain").asString();

            Verdict verdict = verify("--noted", note);

            assertThat(verdict.exit()).as(verdict.toString()).isZero();
            assertThat(verdict.out()).startsWith("Intact: ").contains("--noted ");
            assertThat(controller.log(0)).isNotEmpty();
        }
        assertThat(verify("--noted", note).exit()).isZero();

        try (Controller controller = Controller.start(directory)) {
            new JdbcTemplate(controller.bean(DataSource.class))
                    .update("update event set at = at - interval '1 hour' where position = 1");
            Verdict verdict = verify();
            assertThat(verdict.out()).startsWith("Broken: event 1 is not what was sealed.");
            assertThat(verdict.exit()).isEqualTo(1);
        }
    }

    @Test
    void what_cannot_be_verified_is_told_with_what_to_do() {
        assertThat(verifyIn(directory.resolve("nowhere")).err()).contains("There is no key in");
        assertThat(verify("--noted", "x").err())
                .contains("--noted wants a position, a colon and 64 hexadecimal digits");
        assertThat(verify("--noted", "x").exit()).isEqualTo(2);
    }

    private static JsonNode sealAfter(Controller controller, long position) {
        Instant limit = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(limit)) {
            Controller.Answer answer = controller.get("/portolan/v1/seal");
            if (answer.status() == 200 && answer.body().at("/seal/position").asLong() >= position) {
                return answer.body().get("seal");
            }
        }
        throw new AssertionError("not sealed in time");
    }

    private Verdict verify(String... arguments) {
        return verifyIn(directory, arguments);
    }

    private static Verdict verifyIn(Path dataDir, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("--data-dir", dataDir.toString()));
        all.addAll(List.of(arguments));
        int exit = new CommandLine(new Verify())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Verdict(exit, out.toString(), err.toString());
    }
}
