package org.portolan.rest;

import java.util.Map;
import org.portolan.api.caller.ProjectId;

/** What projects have, as reads show it. */
public interface Holdings {

    /** What that project has. */
    Held of(ProjectId project);

    /**
     * How many resources a project had by a position of the log.
     *
     * @param position the position of the last event that counts
     * @param counts how many there are, by the name of their resource; one that is missing has not been counted
     */
    record Held(long position, Map<String, Long> counts) {}
}
