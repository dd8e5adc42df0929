package org.portolan.command.network;

import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.command.Guards;

/** Who may have ports and subnets on a network: to see it because it is external is not enough. */
public final class NetworkUse {

    private NetworkUse() {}

    /**
     * Refuses what is to be on a network of others that is not shared with the caller.
     *
     * @param resource what is to be on the network, such as {@code port}
     * @param project whose it is to be
     * @throws NeutronError 404 when the caller may not know of the network, 403 when he may
     */
    public static void require(Network network, String resource, ProjectId project, Caller caller) {
        Guards.requireVisible(network, caller, new NetworkDescription().notFound(network.id()));
        if (!caller.worksAcrossProjects()
                && !network.isSharedWith(caller.project())
                && !network.project().equals(project)) {
            throw new NeutronError(
                    403,
                    "HTTPForbidden",
                    "Tenant " + project + " not allowed to create " + resource + " on this network");
        }
    }
}
