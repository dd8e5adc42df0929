package org.portolan.api.event;

import java.util.List;
import org.portolan.api.caller.Caller;

/**
 * Why an event happened: kept beside each event, so that audit and tracing need nothing else.
 *
 * @param requestId the request that led to it, {@code req-<uuid>}
 * @param userId the user who asked
 * @param projectId the project that the user acted for
 * @param roles the roles that the user held
 * @param command the simple name of the command that decided it
 */
public record Cause(String requestId, String userId, String projectId, List<String> roles, String command) {

    /** What a command of that caller causes. */
    public static Cause of(Caller caller, String command) {
        return new Cause(caller.requestId(), caller.userId(), caller.project().value(), caller.roles(), command);
    }
}
