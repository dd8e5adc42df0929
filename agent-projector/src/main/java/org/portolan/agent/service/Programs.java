package org.portolan.agent.service;

import java.util.List;

/** The programs that change and show the network of this machine. */
interface Programs {

    /** What a program said, and how it ended. */
    record Output(int exit, String out, String err) {
        boolean succeeded() {
            return exit == 0;
        }
    }

    /**
     * Runs a program to its end, without a shell.
     *
     * @param input what it reads
     * @throws ServiceException if it cannot be run, or does not end in time
     */
    Output run(List<String> command, String input);

    /**
     * Runs a program to its good end.
     *
     * @throws ServiceException also if it ends with anything but 0
     */
    default String succeed(List<String> command, String input) {
        Output output = run(command, input);
        if (!output.succeeded()) {
            throw new ServiceException(String.join(" ", command) + ": "
                    + (output.err() + output.out()).strip().replace('\n', ';'));
        }
        return output.out();
    }
}
