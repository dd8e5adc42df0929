package org.portolan.api.trunk;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;

/** What happens to a trunk. */
public sealed interface TrunkEvent extends Event {

    /** The events of trunks. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("trunk", TrunkEvent.class);
        }
    }

    /** A trunk exists on the parent port, with these sub-ports. */
    @Revision(1)
    record TrunkCreated(UUID id, ProjectId projectId, PortId portId, List<SubPort> subPorts, Attributes attributes)
            implements TrunkEvent {}

    /** These attributes of the trunk have these values from now on. */
    @Revision(1)
    record TrunkUpdated(UUID id, Attributes changes) implements TrunkEvent {}

    /** These ports joined the trunk, which is not wired until its host says so again. */
    @Revision(1)
    record SubPortsAdded(UUID id, List<SubPort> subPorts) implements TrunkEvent {}

    /** These ports left the trunk, which is not wired until its host says so again. */
    @Revision(1)
    record SubPortsRemoved(UUID id, List<PortId> portIds) implements TrunkEvent {}

    /** The host of the parent port says how far the trunk is wired. */
    @Revision(1)
    record TrunkStatusChanged(UUID id, String status) implements TrunkEvent {}

    /** The trunk is gone. */
    @Revision(1)
    record TrunkDeleted(UUID id, PortId portId) implements TrunkEvent, Ending {}
}
