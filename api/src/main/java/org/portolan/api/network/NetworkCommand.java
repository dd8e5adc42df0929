package org.portolan.api.network;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;

/** What can be wished of networks. */
public sealed interface NetworkCommand extends Command {

    /** Make a network with that id for that project. */
    record CreateNetwork(NetworkId id, ProjectId projectId, Attributes attributes, Caller caller)
            implements NetworkCommand {}

    /** Change these attributes, if the network still has that revision where one is given. */
    record UpdateNetwork(
            NetworkId id, Attributes changes, @Nullable Long revision, Caller caller) implements NetworkCommand {}

    /** Remove the network, if it still has that revision where one is given. */
    record DeleteNetwork(NetworkId id, @Nullable Long revision, Caller caller) implements NetworkCommand {}
}
