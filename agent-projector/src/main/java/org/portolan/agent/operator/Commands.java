package org.portolan.agent.operator;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

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
}
