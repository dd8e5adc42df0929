package org.portolan.agent.operator;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.ControllerOptions;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.api.resource.ResourceDescription;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists and shows what was: {@code portolan at}. */
@Command(
        name = "at",
        sortOptions = false,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description = {
            "Lists resources as they were at a time or a position of the log, or shows one.",
            "Exits with 0 if there is an answer, 2 if there is none."
        },
        footer = {
            "",
            "Examples:",
            "  portolan at 2026-11-20T12:00:00Z port list name=web device_owner=compute:nova",
            "  portolan at 4711 network show 0d5a7f1c-57a5-4be1-9a3b-0c3b8f1f7a55",
            "  portolan at 4711 bandwidth_limit_rule list --parent 77f0..."
        })
final class At implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "WHEN", description = "A time in ISO 8601, or a position of the log.")
    private String when = "";

    @Parameters(
            index = "1",
            paramLabel = "TYPE",
            description = "What is read, such as port, network, security_group_rule.")
    private String type = "";

    @Parameters(index = "2", paramLabel = "list|show", description = "All of a type, or one.")
    private String verb = "";

    @Parameters(
            index = "3..*",
            paramLabel = "ID|NAME=VALUE",
            description = "The id of what is shown; filters of what is listed, as the API has them.")
    private List<String> words = List.of();

    @Option(
            names = "--parent",
            paramLabel = "ID",
            description = "Of what it is, where a type is below another one in the API.")
    private @Nullable String parent;

    @Option(names = "--json", description = "Tell it as JSON, a resource a line.")
    private boolean json;

    @Mixin
    private final ControllerOptions options = new ControllerOptions();

    @Override
    public Integer call() {
        CommandLine line = Commands.line(spec);
        ResourceDescription<?> description = description(line);
        boolean shows = verb.equals("show");
        if (shows ? words.size() != 1 : !verb.equals("list")) {
            throw new ParameterException(line, "It is 'list [NAME=VALUE ...]' or 'show ID'");
        }
        List<String> query = new ArrayList<>(List.of("as_of=" + LogQuestions.text(when)));
        if (!shows) {
            words.forEach(word -> query.add(filter(word, line)));
        }
        String path = path(description, line) + (shows ? "/" + LogQuestions.text(words.getFirst()) : "");
        PrintWriter out = line.getOut();
        try (ControllerClient controller = options.client(line)) {
            JsonNode answer = controller.get("/v2.0/" + path + "?" + String.join("&", query));
            if (shows) {
                tell(answer.path(description.name()), out, true);
            } else {
                answer.path(description.collection()).forEach(resource -> tell(resource, out, false));
            }
            out.flush();
            return 0;
        }
    }

    private ResourceDescription<?> description(CommandLine line) {
        String name = type.replace('-', '_');
        return ResourceDescription.all().stream()
                .filter(known -> known.name().equals(name) || known.collection().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(line, "There is nothing of the type '" + type + "'"));
    }

    private String path(ResourceDescription<?> description, CommandLine line) {
        if (description.parent() == null) {
            return description.path();
        }
        if (parent == null) {
            throw new ParameterException(
                    line, "Of which " + description.parent().description().name() + "? Say so with --parent");
        }
        return description.path().replace("*", LogQuestions.text(parent));
    }

    private static String filter(String word, CommandLine line) {
        int sign = word.indexOf('=');
        if (sign < 1) {
            throw new ParameterException(line, "'" + word + "' is no filter of the form NAME=VALUE");
        }
        return LogQuestions.text(word.substring(0, sign)) + "=" + LogQuestions.text(word.substring(sign + 1));
    }

    private void tell(JsonNode resource, PrintWriter out, boolean whole) {
        if (json) {
            out.println(resource);
        } else if (whole) {
            resource.properties()
                    .forEach(member -> out.println(member.getKey() + ": " + Commands.text(member.getValue())));
        } else {
            out.println(resource.path("id").asString("") + "  "
                    + resource.path("name").asString(""));
        }
    }
}
