package org.portolan.command.logging;

import static org.portolan.api.logging.LogDescription.RESOURCE_TYPE;
import static org.portolan.api.logging.LogDescription.TARGET_ID;

import org.portolan.api.error.NeutronError;
import org.portolan.api.logging.LogDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;
import org.portolan.command.port.PortState;

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
        wish.attributes().find(TARGET_ID).ifPresent(port -> {
            if (streams.peek(PortState.TYPE, port).isEmpty()) {
                throw new NeutronError(
                        404, "TargetResourceNotFound", "Target resource " + port + " could not be found.");
            }
        });
        return wish.attributes();
    }
}
