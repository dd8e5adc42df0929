package org.portolan.agent.operator;

import org.portolan.agent.controller.ControllerException;
import org.portolan.agent.openflow.OpenFlowException;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.service.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(Operator.class);

    private Operator() {}

    /** Runs one command and exits. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** All commands, which say in a line why they cannot do what they were asked. */
    static CommandLine commandLine() {
        return new CommandLine(new Operator()).setExecutionExceptionHandler((failure, line, parsed) -> {
            if (isToldByItsMessage(failure)) {
                line.getErr().println("portolan: " + failure.getMessage());
            } else {
                line.getErr().println("portolan: this should not happen, please report it: " + failure);
                LOG.error("{} has failed", line.getCommandName(), failure);
            }
            return UNKNOWN;
        });
    }

    private static boolean isToldByItsMessage(Exception failure) {
        return failure instanceof ControllerException
                || failure instanceof OvsdbException
                || failure instanceof OpenFlowException
                || failure instanceof ServiceException
                || failure instanceof Unanswered;
    }
}
