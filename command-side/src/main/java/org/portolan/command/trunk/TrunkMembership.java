package org.portolan.command.trunk;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.portolan.api.error.NeutronError;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortTrunked;
import org.portolan.api.port.PortId;
import org.portolan.api.trunk.SubPort;
import org.portolan.api.trunk.Trunk;
import org.portolan.api.trunk.TrunkDescription;
import org.portolan.api.trunk.TrunkDetails;
import org.portolan.api.trunk.TrunkDetails.TaggedPort;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.port.PortState;

/** What being in a trunk means for a port. */
public final class TrunkMembership {

    static final StreamType<Trunk> TYPE = StreamType.of(new TrunkDescription());

    private TrunkMembership() {}

    /** The trunk that the port is the parent of. */
    public static Optional<UUID> parentOf(Port port) {
        return port.attributes().find(PortDescription.TRUNK_DETAILS).map(TrunkDetails::trunkId);
    }

    /** The trunk that the port is a sub-port of. */
    static Optional<UUID> subPortOf(Port port) {
        return port.attributes().find(PortDescription.SUB_PORT_OF);
    }

    /**
     * Refuses to remove a port that a trunk needs.
     *
     * @throws NeutronError 409
     */
    public static void requireNone(Port port) {
        parentOf(port).ifPresent(trunk -> {
            throw NeutronError.conflict(
                    "PortInUseAsTrunkParent",
                    "Port " + port.id() + " is currently a parent port for trunk " + trunk + ".");
        });
        subPortOf(port).ifPresent(trunk -> {
            throw NeutronError.conflict(
                    "PortInUseAsSubPort", "Port " + port.id() + " is currently a subport for trunk " + trunk + ".");
        });
    }

    /** Lets the parent port show the sub-ports as they are now; after a sub-port changed its MAC, too. */
    public static void show(Streams streams, Port subPort) {
        subPortOf(subPort)
                .flatMap(trunk -> streams.peek(TYPE, trunk))
                .ifPresent(trunk -> show(streams, trunk.id(), trunk.portId(), trunk.subPorts()));
    }

    static void show(Streams streams, UUID trunk, PortId parent, List<SubPort> subPorts) {
        List<TaggedPort> tagged = subPorts.stream()
                .map(sub -> new TaggedPort(
                        sub.segmentationId(),
                        sub.segmentationType(),
                        sub.portId(),
                        PortState.get(streams, sub.portId()).macAddress()))
                .toList();
        streams.append(PortState.TYPE, parent, new PortTrunked(parent, new TrunkDetails(trunk, tagged)));
    }
}
