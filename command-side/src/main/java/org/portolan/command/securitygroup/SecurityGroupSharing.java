package org.portolan.command.securitygroup;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.port.Port;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Resource;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupUpdated;
import org.portolan.command.Streams;
import org.portolan.command.port.PortState;
import org.portolan.command.rbac.Shareable;

/** How security groups are shared: those need one whose ports are in it. */
final class SecurityGroupSharing extends Shareable<SecurityGroupState> {

    SecurityGroupSharing(Streams streams) {
        super(streams, "security_group", SecurityGroupState.TYPE);
    }

    @Override
    protected Resource resource(SecurityGroupState state) {
        return state.group();
    }

    @Override
    protected Event updated(UUID id, Attributes changes) {
        return new SecurityGroupUpdated(id, changes);
    }

    @Override
    protected Set<ProjectId> users(SecurityGroupState state) {
        return state.members().stream()
                .flatMap(id -> streams.peek(PortState.TYPE, id).stream())
                .map(Port::project)
                .collect(Collectors.toSet());
    }
}
