package org.portolan.query.agent;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.portolan.api.port.Binding;
import org.portolan.api.port.PortDescription;
import org.portolan.api.router.RouterDescription;
import org.portolan.query.resource.Resources;
import org.portolan.rest.Unhosted;

/** What no agent has, from the read model. */
public final class UnhostedReads implements Unhosted {

    private final Resources resources;

    /** Those among these resources. */
    public UnhostedReads(Resources resources) {
        this.resources = resources;
    }

    @Override
    public List<UUID> networks() {
        return without("networks", "dhcp_agents");
    }

    @Override
    public List<UUID> routers() {
        Set<UUID> routers = new LinkedHashSet<>(without("routers", "l3_agents"));
        try {
            routers.addAll(resources.thatAre("routers", RouterDescription.HA.name()));
        } catch (SQLException unavailable) {
            throw new IllegalStateException("The read model is not available", unavailable);
        }
        return List.copyOf(routers);
    }

    @Override
    public List<UUID> ports(String host) {
        try {
            return resources.with("ports", PortDescription.HOST_ID.name(), host).stream()
                    .filter(port -> port.path("binding:vif_type").asString().equals(Binding.BINDING_FAILED))
                    .map(port -> UUID.fromString(port.path("id").stringValue()))
                    .toList();
        } catch (SQLException unavailable) {
            throw new IllegalStateException("The read model is not available", unavailable);
        }
    }

    private List<UUID> without(String collection, String member) {
        try {
            return resources.namingNobody(collection, member);
        } catch (SQLException unavailable) {
            throw new IllegalStateException("The read model is not available", unavailable);
        }
    }
}
