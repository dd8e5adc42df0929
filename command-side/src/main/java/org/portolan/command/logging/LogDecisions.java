package org.portolan.command.logging;

import static org.portolan.api.logging.LogDescription.RESOURCE_ID;
import static org.portolan.api.logging.LogDescription.RESOURCE_TYPE;
import static org.portolan.api.logging.LogDescription.TARGET_ID;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.logging.LogDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;
import org.portolan.command.port.PortState;
import org.portolan.command.securitygroup.Memberships;
import org.portolan.command.securitygroup.SecurityGroupState;

/** Decides about logs: of security groups, at ports that there are. */
public final class LogDecisions extends PlainDecisions {

    private static final String SECURITY_GROUP = "security_group";

    /** Decisions on these streams. */
    public LogDecisions(Streams streams) {
        super(streams, new LogDescription());
    }

    @Override
    protected Attributes ofNew(Create wish) {
        String type = wish.attributes().get(RESOURCE_TYPE);
        if (!type.equals(SECURITY_GROUP)) {
            throw new NeutronError(400, "InvalidLogResourceType", "Invalid log resource_type: " + type + ".");
        }
        Optional<UUID> group = wish.attributes().find(RESOURCE_ID);
        group.ifPresent(this::requireGroup);
        Optional<Port> port = wish.attributes().find(TARGET_ID).map(this::requirePort);
        if (group.isPresent() && port.isPresent()) {
            requireIn(port.get(), group.get());
        }
        return wish.attributes();
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before == null && after != null) {
            LogSubjects.start(streams, after);
        } else if (before != null && after == null) {
            LogSubjects.end(streams, before);
        }
    }

    private void requireGroup(UUID id) {
        if (streams.find(SecurityGroupState.TYPE, id).isEmpty()) {
            throw new NeutronError(404, "ResourceNotFound", "Resource " + id + " could not be found.");
        }
    }

    private Port requirePort(UUID id) {
        return streams.find(PortState.TYPE, new PortId(id))
                .orElseThrow(() -> new NeutronError(
                        404, "TargetResourceNotFound", "Target resource " + id + " could not be found."));
    }

    private static void requireIn(Port port, UUID group) {
        if (!Memberships.of(port).contains(group)) {
            throw new NeutronError(
                    400,
                    "InvalidResourceConstraint",
                    "Invalid resource constraint between resource (security_group " + group
                            + ") and target resource (port " + port.id() + ").");
        }
    }
}
