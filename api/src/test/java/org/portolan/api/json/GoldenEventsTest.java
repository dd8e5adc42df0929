package org.portolan.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.event.Upcasts;
import org.portolan.api.event.Upcasts.Form;
import tools.jackson.databind.JsonNode;

/**
 * Logs outlive programs: what was once written must be read for ever, and as it was meant.
 *
 * <p>Each event has a file {@code golden/<name>.<revision>.json}, written once. A file that does not fit any more is no
 * reason to change it, but to raise the event's revision and to write an upcast, see {@link Upcasts}. A file that is missing is written by
 * {@code -Dportolan.golden=write}.
 */
class GoldenEventsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    static Stream<Event> events() {
        return ServiceLoader.load(EventExamples.class).stream()
                .flatMap(examples -> examples.get().events());
    }

    @Test
    void every_event_there_is_has_a_golden_file_of_its_revision() {
        Set<String> told = new HashSet<>();
        events().forEach(event -> told.add(EventJson.nameOf(event.getClass())));
        for (Map.Entry<String, Class<? extends Event>> event :
                EventFamily.allEvents().entrySet()) {
            String file = file(event.getValue());
            assertThat(told).as("examples of events").contains(event.getKey());
            assertThat(getClass().getResource("/golden/" + file))
                    .as("golden/%s; written by -Dportolan.golden=write", file)
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_is_read_from_its_golden_file_as_it_was_meant_and_written_again_as_it_was(Event event)
            throws IOException {
        writeIfAsked(event);
        JsonNode golden = golden(event);

        assertThat(Json.mapper().treeToValue(golden, event.getClass())).isEqualTo(event);
        assertThat(reread(Json.tree(event))).isEqualTo(golden);
    }

    @Test
    void what_was_ever_written_is_still_read() throws IOException {
        Map<Form, Upcasts.Step> steps =
                Upcasts.all().stream().collect(Collectors.toMap(Upcasts.Step::from, step -> step));
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                Form form = form(file.getFileName().toString());
                JsonNode stored = Json.mapper().readTree(Files.readString(file));
                for (Upcasts.Step step = steps.get(form); step != null; step = steps.get(form)) {
                    stored = step.change().apply(stored);
                    form = step.to();
                }
                Class<? extends Event> type = new EventJson().typeNamed(form.event());
                assertThat(form.revision()).as("upcast of %s", file).isEqualTo(EventJson.revisionOf(type));
                assertThat(Json.mapper().treeToValue(stored, type)).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void a_line_of_the_feed_brings_an_event_of_its_golden_file_with_its_place_and_cause(Event event)
            throws IOException {
        Recorded<?> recorded = new Recorded<>(
                7,
                StreamId.parse("test/x"),
                3,
                Instant.parse("2026-11-20T12:00:00.123456Z"),
                event,
                new Cause("req-1", "ada", "engines", List.of("member"), "CreatePort"));
        EventJson events = new EventJson();
        JsonNode line = events.line(recorded);

        assertThat(reread(line.get("event"))).isEqualTo(golden(event));
        assertThat(events.recorded(Json.mapper().readTree(line.toString()))).isEqualTo(recorded);
        assertThat(new String(events.bytes(recorded), StandardCharsets.UTF_8)).isEqualTo(line + "\n");
    }

    private JsonNode golden(Event event) throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/golden/" + file(event.getClass()))) {
            assertThat(file).as("golden/%s", file(event.getClass())).isNotNull();
            return Json.mapper().readTree(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** As a reader gets it: whether a number was an int or a long is not written. */
    private static JsonNode reread(JsonNode written) {
        return Json.mapper().readTree(written.toString());
    }

    private static Form form(String file) {
        int dot = file.indexOf('.');
        return new Form(file.substring(0, dot), Integer.parseInt(file.substring(dot + 1, file.lastIndexOf('.'))));
    }

    private static String file(Class<?> type) {
        return EventJson.nameOf(type) + "." + EventJson.revisionOf(type) + ".json";
    }

    /** A golden file is written once, and never over one that is there. */
    private static void writeIfAsked(Event event) throws IOException {
        Path file = FOLDER.resolve(file(event.getClass()));
        if ("write".equals(System.getProperty("portolan.golden")) && !Files.exists(file)) {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(Json.tree(event)) + "\n");
        }
    }
}
