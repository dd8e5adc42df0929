package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.eventstore.LogEventStore;
import org.portolan.query.history.LogLines;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A log is exported, and written into a store that has none. */
class RestoreCommandTest {

    @TempDir
    private static Path old;

    private static Path export = Path.of("");
    private static JsonNode networks = MissingNode.getInstance();

    @TempDir
    private Path directory;

    private Path fresh = Path.of("");

    private record Outcome(int exit, String out, String err) {}

    @BeforeAll
    static void a_log_is_exported() throws IOException {
        export = old.resolve("log.ndjson");
        try (Controller controller = Controller.start(old.resolve("data"))) {
            for (int i = 0; i < 3; i++) {
                controller.post("/v2.0/networks", "{'network':{'name':'sea-" + i + "'}}");
            }
            String gone = controller
                    .post("/v2.0/networks", "{'network':{'name':'gone'}}")
                    .body()
                    .at("/network/id")
                    .asString();
            controller.delete("/v2.0/networks/" + gone);
            networks = controller.get("/v2.0/networks").body();
            export(controller, export);
        }
    }

    @BeforeEach
    void a_store_without_a_log() {
        fresh = directory.resolve("fresh");
    }

    private static void export(Controller controller, Path file) throws IOException {
        LogLines lines = new LogLines(controller.bean(LogEventStore.class));
        try (OutputStream out = Files.newOutputStream(file)) {
            lines.write(lines.format("ndjson"), 0, Long.MAX_VALUE, out);
        }
    }

    private Outcome restore(Path file) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new RestoreCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(file.toString(), "--data-dir", fresh.toString());
        return new Outcome(exit, out.toString(), err.toString());
    }

    private Path exportOf(List<String> lines) throws IOException {
        return Files.write(directory.resolve("changed.ndjson"), lines);
    }

    @Test
    void a_controller_on_the_restored_log_shows_what_the_old_one_did_and_exports_the_same() throws IOException {
        Outcome outcome = restore(export);

        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        try (Controller controller = Controller.start(fresh)) {
            assertThat(controller.get("/v2.0/networks").body()).isEqualTo(networks);
            Path again = directory.resolve("again.ndjson");
            export(controller, again);
            assertThat(again).hasSameTextualContentAs(export);
            assertThat(controller
                            .post("/v2.0/networks", "{'network':{'name':'new'}}")
                            .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void what_was_interrupted_goes_on_and_what_is_there_is_not_written_twice() throws IOException {
        List<String> lines = Files.readAllLines(export);
        List<String> cut = new ArrayList<>(lines.subList(0, 3));
        cut.add(lines.get(3).substring(0, 40));

        Outcome interrupted = restore(exportOf(cut));
        assertThat(interrupted.exit()).isEqualTo(1);
        assertThat(interrupted.err()).contains("Line 4 is no exported event").contains("after=3");
        assertThat(restore(exportOf(lines.subList(0, 2))).out()).contains("2 events were written");

        assertThat(restore(export).out()).contains((lines.size() - 2) + " events were written, 2 were there already");
        assertThat(restore(export).out()).contains("0 events were written, " + lines.size() + " were there already");
    }

    @Test
    void another_log_a_gap_and_what_no_reader_knows_are_refused_and_nothing_is_written() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(export));
        List<String> gap = new ArrayList<>(lines);
        gap.remove(1);
        assertThat(restore(exportOf(gap)).err()).contains("Line 2 is event 3");
        List<String> unknown = new ArrayList<>(lines);
        unknown.set(0, lines.getFirst().replaceFirst("\"type\":\"[A-Za-z]+\"", "\"type\":\"SeaBoiled\""));
        assertThat(restore(exportOf(unknown)).err()).contains("cannot be read").contains("newer");
        assertThat(restore(export).out()).contains(lines.size() + " events were written.");

        List<String> other = new ArrayList<>(lines);
        other.set(1, lines.get(1).replaceFirst("\"at\":\"[0-9]{4}", "\"at\":\"1999"));
        assertThat(restore(exportOf(other)).err()).contains("another log: its event 2");
        assertThat(restore(exportOf(lines.subList(0, 2))).err()).contains("the export only 2");
    }

    @Test
    void a_store_whose_controller_runs_is_left_alone() {
        try (Controller controller = Controller.start(fresh)) {
            assertThat(restore(export).exit()).isEqualTo(1);
            assertThat(controller.get("/v2.0/networks").body().path("networks")).isEmpty();
        }
    }

    @Test
    void a_file_that_is_not_there_is_told() {
        assertThat(restore(directory.resolve("nowhere")).err()).contains("nowhere cannot be read");
    }
}
