package org.portolan.api.quota;

import com.google.auto.service.AutoService;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;

/** What happens to the limits of a project. */
public sealed interface QuotaEvent extends Event {

    /** The events of quotas; the key of a stream is the project. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("quota", QuotaEvent.class);
        }
    }

    /** The project may have so many of these kinds from now on, whatever others may; -1 is as many as it likes. */
    @Revision(1)
    record QuotaChanged(ProjectId projectId, Attributes limits) implements QuotaEvent {}

    /** The project may have as many as any other from now on. */
    @Revision(1)
    record QuotaReset(ProjectId projectId) implements QuotaEvent {}
}
