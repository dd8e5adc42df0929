package org.portolan.api.addressscope;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to an address scope. */
public sealed interface AddressScopeEvent extends Event {

    /** The events of address scopes. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("address_scope", AddressScopeEvent.class);
        }
    }

    /** An address scope exists. */
    @Revision(1)
    record AddressScopeCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements AddressScopeEvent, ResourceEvent.Created {}

    /** These attributes of the address scope have these values from now on. */
    @Revision(1)
    record AddressScopeUpdated(UUID id, Attributes changes) implements AddressScopeEvent, ResourceEvent.Updated {}

    /** The address scope is gone. */
    @Revision(1)
    record AddressScopeDeleted(UUID id) implements AddressScopeEvent, ResourceEvent.Deleted {}
}
