package org.portolan.api.addressgroup;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to an address group. */
public sealed interface AddressGroupEvent extends Event {

    /** The events of address groups. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("address_group", AddressGroupEvent.class);
        }
    }

    /** An address group exists. */
    @Revision(1)
    record AddressGroupCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements AddressGroupEvent, ResourceEvent.Created {}

    /** These attributes of the address group have these values from now on. */
    @Revision(1)
    record AddressGroupUpdated(UUID id, Attributes changes) implements AddressGroupEvent, ResourceEvent.Updated {}

    /** A security group's rule names the address group. */
    @Revision(1)
    record AddressGroupRuleAdded(UUID id, UUID securityGroupId, UUID ruleId) implements AddressGroupEvent {}

    /** The rule that named the address group is gone. */
    @Revision(1)
    record AddressGroupRuleRemoved(UUID id, UUID securityGroupId, UUID ruleId) implements AddressGroupEvent {}

    /** The address group is gone. */
    @Revision(1)
    record AddressGroupDeleted(UUID id) implements AddressGroupEvent, ResourceEvent.Deleted {}
}
