package org.portolan.testbed;

import java.util.List;

/** A program that could not be started, did not end in time, or ended with an error. */
public final class ProgramFailed extends RuntimeException {

    ProgramFailed(List<String> arguments, String what) {
        super("`" + String.join(" ", arguments) + "` " + what);
    }
}
