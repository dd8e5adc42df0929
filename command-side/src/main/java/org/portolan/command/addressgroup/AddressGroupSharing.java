package org.portolan.command.addressgroup;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupUpdated;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Resource;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.rbac.Shareable;

/** How address groups are shared: those need one whose security group rules name it. */
final class AddressGroupSharing extends Shareable<AddressGroupState> {

    private static final StreamType<PlainResource> RULES = StreamType.of(new SecurityGroupRuleDescription());

    AddressGroupSharing(Streams streams) {
        super(streams, "address_group", AddressGroupState.TYPE);
    }

    @Override
    protected Resource resource(AddressGroupState state) {
        return state.group();
    }

    @Override
    protected Event updated(UUID id, Attributes changes) {
        return new AddressGroupUpdated(id, changes);
    }

    @Override
    protected Set<ProjectId> users(AddressGroupState state) {
        return state.rules().stream()
                .flatMap(id -> streams.peek(RULES, id).stream())
                .map(PlainResource::project)
                .collect(Collectors.toSet());
    }
}
