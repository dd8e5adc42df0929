package org.portolan.api.rbac;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to an RBAC policy. The resource that it shares is told of it in the same breath. */
public sealed interface RbacPolicyEvent extends Event {

    /** The events of RBAC policies. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("rbac_policy", RbacPolicyEvent.class);
        }
    }

    /** An RBAC policy exists. */
    @Revision(1)
    record RbacPolicyCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements RbacPolicyEvent, ResourceEvent.Created {}

    /** These attributes of the RBAC policy have these values from now on. */
    @Revision(1)
    record RbacPolicyUpdated(UUID id, Attributes changes) implements RbacPolicyEvent, ResourceEvent.Updated {}

    /** The RBAC policy is gone. */
    @Revision(1)
    record RbacPolicyDeleted(UUID id) implements RbacPolicyEvent, ResourceEvent.Deleted {}
}
