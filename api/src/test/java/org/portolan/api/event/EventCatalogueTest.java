package org.portolan.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps docs/events.md what the code says. Run with {@code -Dportolan.docs=write} to write it anew. */
class EventCatalogueTest {

    private static final Path PAGE = Path.of("..", "docs", "events.md");

    @Test
    void the_event_catalogue_tells_every_event_as_the_code_does() throws IOException {
        String catalogue = catalogue();
        if ("write".equals(System.getProperty("portolan.docs"))) {
            Files.writeString(PAGE, catalogue);
        }

        assertThat(PAGE).as("written by -Dportolan.docs=write").hasContent(catalogue);
    }

    private static String catalogue() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Events

                What can happen, by the type of stream that it happens to. Written from the code by `EventCatalogueTest`.

                Each event is stored as JSON under its name and revision, with its cause beside it: request id, user, project, roles and
                command. `attributes` and `changes` hold members of the resource's body under Neutron's names.
                """);
        for (EventFamily family : EventFamily.all()) {
            page.append("\n## ").append(family.streamType()).append("\n\n");
            String source = Files.readString(source(family.events()));
            page.append(sentence(source, "interface " + family.events().getSimpleName()))
                    .append("\n\n| event | revision | members | what it says |\n| --- | --- | --- | --- |\n");
            for (Class<? extends Event> event : family.members()) {
                page.append("| `")
                        .append(event.getSimpleName())
                        .append("` | ")
                        .append(event.getAnnotation(Revision.class).value())
                        .append(" | ")
                        .append(members(event))
                        .append(" | ")
                        .append(sentence(source, "record " + event.getSimpleName() + "("))
                        .append(" |\n");
            }
        }
        return page.toString();
    }

    private static Path source(Class<?> type) {
        return Path.of("src", "main", "java", type.getName().replace('.', '/') + ".java");
    }

    private static String members(Class<? extends Event> event) {
        return Arrays.stream(event.getRecordComponents())
                .map(RecordComponent::getName)
                .map(EventCatalogueTest::snakeCase)
                .collect(Collectors.joining(", "));
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** The Javadoc that stands before the declaration, as one line. */
    private static String sentence(String source, String declaration) {
        int at = source.indexOf(declaration);
        Matcher javadoc = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL).matcher(source.substring(0, at));
        String last = "";
        while (javadoc.find()) {
            last = javadoc.group(1);
        }
        return last.replaceAll("\\s*\\n\\s*\\*\\s?", " ").strip();
    }
}
