package org.portolan.api.node;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.portolan.api.port.PortId;
import org.portolan.api.trunk.SubPort;
import org.portolan.api.trunk.Trunk;
import org.portolan.api.trunk.TrunkEvent;
import org.portolan.api.trunk.TrunkEvent.SubPortsAdded;
import org.portolan.api.trunk.TrunkEvent.SubPortsRemoved;
import org.portolan.api.trunk.TrunkEvent.TrunkCreated;
import org.portolan.api.trunk.TrunkEvent.TrunkDeleted;
import org.portolan.api.trunk.TrunkEvent.TrunkStatusChanged;
import org.portolan.api.trunk.TrunkEvent.TrunkUpdated;

/**
 * A trunk, as far as nodes must know it.
 *
 * @param parent the port whose device speaks for the sub-ports, too
 * @param status that the log knows of it
 * @param cause the position of the event that made it so
 */
public record NodeTrunk(UUID id, PortId parent, List<SubPort> subPorts, String status, long cause) implements NodeFact {

    static NodeTrunk of(TrunkCreated created, long at) {
        return new NodeTrunk(created.id(), created.portId(), created.subPorts(), Trunk.DOWN, at);
    }

    /** Whether events of that kind can change what nodes know. */
    static boolean concerns(TrunkEvent event) {
        return !(event instanceof TrunkUpdated);
    }

    /** The trunk after an event that is neither its creation nor its end. */
    NodeTrunk evolve(TrunkEvent event, long at) {
        return switch (event) {
            case SubPortsAdded added -> {
                List<SubPort> all = new ArrayList<>(subPorts);
                all.addAll(added.subPorts());
                yield new NodeTrunk(id, parent, List.copyOf(all), Trunk.DOWN, at);
            }
            case SubPortsRemoved removed ->
                new NodeTrunk(
                        id,
                        parent,
                        subPorts.stream()
                                .filter(sub -> !removed.portIds().contains(sub.portId()))
                                .toList(),
                        Trunk.DOWN,
                        at);
            case TrunkStatusChanged changed -> new NodeTrunk(id, parent, subPorts, changed.status(), cause);
            case TrunkUpdated updated -> this;
            case TrunkCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case TrunkDeleted deleted -> throw new IllegalStateException("gone: " + deleted.id());
        };
    }
}
