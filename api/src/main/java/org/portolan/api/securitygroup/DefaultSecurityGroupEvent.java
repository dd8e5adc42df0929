package org.portolan.api.securitygroup;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;

/** Which security group a project's ports get when nobody names one. */
public sealed interface DefaultSecurityGroupEvent extends Event {

    /** The events of projects' default groups; a stream's key is the project. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("default_security_group", DefaultSecurityGroupEvent.class);
        }
    }

    /** That security group, made for it, is the project's default from now on. */
    @Revision(1)
    record DefaultSecurityGroupMade(ProjectId projectId, UUID securityGroupId) implements DefaultSecurityGroupEvent {}

    /** The project has no default group, until it needs one again. */
    @Revision(1)
    record DefaultSecurityGroupGone(ProjectId projectId, UUID securityGroupId) implements DefaultSecurityGroupEvent {}
}
