package org.portolan.agent.operator;

import java.io.PrintWriter;
import org.portolan.agent.controller.ControllerException;
import org.portolan.agent.openflow.OpenFlowException;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.service.ServiceException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of operators: of a node and of the log. */
@Command(
        name = "portolan",
        mixinStandardHelpOptions = true,
        subcommands = {NodeCommand.class, Trace.class, Why.class, HistoryOf.class, At.class, Diff.class})
public final class Operator {

    /** Of a command that could not find out what it was asked. */
    static final int UNKNOWN = 2;

    private Operator() {}

    /** Runs one command and exits. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** All commands, which say in a line why they cannot do what they were asked. */
    static CommandLine commandLine() {
        return new CommandLine(new Operator()).setExecutionExceptionHandler((failure, line, parsed) -> {
            PrintWriter err = line.getErr();
            switch (failure) {
                case ControllerException e -> err.println("portolan: " + e.getMessage());
                case OvsdbException e -> err.println("portolan: " + e.getMessage());
                case OpenFlowException e -> err.println("portolan: " + e.getMessage());
                case ServiceException e -> err.println("portolan: " + e.getMessage());
                case Unanswered e -> err.println("portolan: " + e.getMessage());
                default -> failure.printStackTrace(err);
            }
            return UNKNOWN;
        });
    }
}
