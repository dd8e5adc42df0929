package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;

/** Which QoS policy a project's new networks get when they do not say. */
public sealed interface QosDefaultEvent extends Event {

    /** The events of projects' default policies. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("qos_default", QosDefaultEvent.class);
        }
    }

    /** The project's default policy is this one. */
    @Revision(1)
    record QosDefaultChosen(ProjectId projectId, UUID policyId) implements QosDefaultEvent {}

    /** The project has no default policy any more. */
    @Revision(1)
    record QosDefaultDropped(ProjectId projectId) implements QosDefaultEvent {}
}
