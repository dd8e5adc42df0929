package org.portolan.agent.operator;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.ControllerOptions;
import org.portolan.agent.controller.ControllerClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Tells what is different between two moments: {@code portolan diff}. */
@Command(
        name = "diff",
        sortOptions = false,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description = {
            "Tells what is different at one time or position of the log from what was at an earlier one: + for what was made, - for"
                    + " what is gone, * for what has changed and how.",
            "Exits with 0 if nothing differs, 1 if something does, 2 if that cannot be found out."
        },
        footer = {
            "",
            "Examples:",
            "  portolan diff --from 2026-11-20T12:00:00Z",
            "  portolan diff --from 4711 --to 4800 --network 0d5a7f1c-57a5-4be1-9a3b-0c3b8f1f7a55"
        })
final class Diff implements Callable<Integer> {

    private static final int SAME = 0;
    private static final int DIFFERENT = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "WHEN", description = "The earlier time or position.")
    private String from = "";

    @Option(names = "--to", paramLabel = "WHEN", description = "The later one. Default: now.")
    private @Nullable String to;

    @Option(names = "--project", paramLabel = "ID", description = "Only what belongs to that project.")
    private @Nullable String project;

    @Option(names = "--network", paramLabel = "ID", description = "Only that network, and what names it.")
    private @Nullable String network;

    @Option(names = "--host", paramLabel = "NAME", description = "Only what is on that host.")
    private @Nullable String host;

    @Option(names = "--json", description = "Tell it as JSON, a resource a line.")
    private boolean json;

    @Mixin
    private final ControllerOptions options = new ControllerOptions();

    @Override
    public Integer call() {
        CommandLine line = Commands.line(spec);
        List<String> query = new ArrayList<>();
        add(query, "from", from);
        add(query, "to", to);
        add(query, "project", project);
        add(query, "network", network);
        add(query, "host", host);
        PrintWriter out = line.getOut();
        try (ControllerClient controller = options.client(line)) {
            JsonNode differences = controller
                    .get("/portolan/v1/diff?" + String.join("&", query))
                    .path("differences");
            differences.forEach(difference -> tell(difference, out));
            out.flush();
            return differences.isEmpty() ? SAME : DIFFERENT;
        }
    }

    private static void add(List<String> query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + LogQuestions.text(value));
        }
    }

    private void tell(JsonNode difference, PrintWriter out) {
        if (json) {
            out.println(difference);
            return;
        }
        String kind = difference.path("kind").asString("");
        String sign = kind.equals("created") ? "+" : kind.equals("deleted") ? "-" : "*";
        String name = difference.path("name").asString("");
        out.println(sign + " " + difference.path("resource").asString("") + " "
                + difference.path("id").asString("") + (name.isEmpty() ? "" : " " + name));
        if (sign.equals("*")) {
            Commands.changes(difference.path("changes")).forEach(out::println);
        }
    }
}
