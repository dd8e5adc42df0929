package org.portolan.agent.operator;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.ControllerOptions;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.api.event.Account;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Tells each change of one resource: {@code portolan history}. */
@Command(
        name = "history",
        sortOptions = false,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description = {
            "Tells each change of one resource, also of one that is gone: when, who asked for it on which request, and what became"
                    + " different.",
            "Exits with 0 if there is a history, 2 if there is none that the caller may see."
        },
        footer = {
            "",
            "Examples:",
            "  portolan history port 5b1c8a3e-57a5-4be1-9a3b-0c3b8f1f7a55",
            "  portolan history network 0d5a7f1c-... --json"
        })
final class HistoryOf implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "TYPE",
            description = "What it is, such as port, network, security_group_rule.")
    private String type = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private String id = "";

    @Option(names = "--json", description = "Tell it as JSON, a change a line.")
    private boolean json;

    @Mixin
    private final ControllerOptions options = new ControllerOptions();

    @Override
    public Integer call() {
        CommandLine line = Commands.line(spec);
        PrintWriter out = line.getOut();
        try (ControllerClient controller = options.client(line)) {
            List<JsonNode> changes = new LogQuestions(controller).history(type.replace('-', '_'), id);
            if (changes.isEmpty()) {
                throw new Unanswered("there is no history of " + type + " " + id + " that you may see");
            }
            for (JsonNode change : changes) {
                lines(change).forEach(out::println);
            }
            out.flush();
            return 0;
        }
    }

    private List<String> lines(JsonNode change) {
        if (json) {
            return List.of(change.toString());
        }
        List<String> lines = new ArrayList<>(Account.ofChange(change).lines());
        lines.addAll(Commands.changes(change.path("changes")));
        return lines;
    }
}
