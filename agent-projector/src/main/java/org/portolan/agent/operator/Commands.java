package org.portolan.agent.operator;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/** What commands need of the command line that runs them. */
final class Commands {

    private Commands() {}

    /** The line that a command was injected with. */
    static CommandLine line(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("not run from a command line");
        }
        return spec.commandLine();
    }

    /** What became different, a member a line. */
    static List<String> changes(JsonNode changes) {
        return changes.properties().stream()
                .map(member ->
                        "    " + member.getKey() + ": " + text(member.getValue().path("from")) + " -> "
                                + text(member.getValue().path("to")))
                .toList();
    }

    /** A value as people read it. */
    static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "none";
        }
        return value.isString() && !value.stringValue().isEmpty() ? value.stringValue() : value.toString();
    }
}
