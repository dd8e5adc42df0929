package org.portolan.api.flavor;

import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;

/** What can be wished of a flavor besides POST, PUT and DELETE. */
public sealed interface FlavorCommand extends Command {

    /** Let the profile be one way to make services of the flavor. */
    record AddServiceProfile(UUID id, UUID profile, Caller caller) implements FlavorCommand {}

    /** Let the profile be no way to make services of the flavor any more. */
    record RemoveServiceProfile(UUID id, String profile, Caller caller) implements FlavorCommand {}
}
