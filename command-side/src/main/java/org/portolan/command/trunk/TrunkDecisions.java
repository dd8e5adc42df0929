package org.portolan.command.trunk;

import static org.portolan.api.trunk.TrunkDescription.PORT_ID;
import static org.portolan.api.trunk.TrunkDescription.SUB_PORTS;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortJoinedTrunk;
import org.portolan.api.port.PortEvent.PortLeftTrunk;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.Types;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.trunk.SubPort;
import org.portolan.api.trunk.Trunk;
import org.portolan.api.trunk.TrunkCommand.AddSubPorts;
import org.portolan.api.trunk.TrunkCommand.RemoveSubPorts;
import org.portolan.api.trunk.TrunkCommand.ReportTrunkStatus;
import org.portolan.api.trunk.TrunkCommand.TakeUpTrunk;
import org.portolan.api.trunk.TrunkDescription;
import org.portolan.api.trunk.TrunkEvent.SubPortsAdded;
import org.portolan.api.trunk.TrunkEvent.SubPortsRemoved;
import org.portolan.api.trunk.TrunkEvent.TrunkCreated;
import org.portolan.api.trunk.TrunkEvent.TrunkDeleted;
import org.portolan.api.trunk.TrunkEvent.TrunkStatusChanged;
import org.portolan.api.trunk.TrunkEvent.TrunkUpdated;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.port.ServicePorts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides about trunks: a port is in one trunk at most, and no two sub-ports of a trunk have the same tag. */
public final class TrunkDecisions implements ResourceDecisions<Trunk> {

    private static final String VLAN = "vlan";
    private static final int VLAN_MIN = 1;
    private static final int VLAN_MAX = 4094;

    private final Streams streams;
    private final ServicePorts ports;

    /** Decisions on these streams. */
    public TrunkDecisions(Streams streams, ServicePorts ports) {
        this.streams = streams;
        this.ports = ports;
    }

    @Override
    public TrunkDescription description() {
        return new TrunkDescription();
    }

    /** Makes a trunk of a port that is in none, with sub-ports that are in none. */
    @Override
    public Trunk create(Create wish) {
        UUID id = UUID.fromString(wish.id());
        Attributes asked = wish.attributes();
        PortId parentId = asked.get(PORT_ID);
        Port parent = port(parentId, wish.caller());
        requireInNoTrunk(parent);
        if (isPlaced(parent)) {
            throw parentInUse(parentId);
        }
        List<SubPort> subPorts = subPorts(asked.get(SUB_PORTS), parent, wish.caller());
        streams.begin(
                TrunkMembership.TYPE,
                id,
                new TrunkCreated(id, wish.project(), parentId, subPorts, asked.without(SUB_PORTS)));
        join(id, subPorts);
        TrunkMembership.show(streams, id, parentId, subPorts);
        return trunk(id);
    }

    /** Changes a trunk's name, description or administrative state. */
    @Override
    public Trunk update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        Trunk trunk = trunk(id);
        Guards.requireMay(wish, description(), trunk, description().notFound(id));
        Guards.requireRevision(trunk, wish.revision());
        Attributes changes = wish.changes().changedFrom(trunk.attributes());
        if (!changes.isEmpty()) {
            streams.append(TrunkMembership.TYPE, id, new TrunkUpdated(id, changes));
        }
        return trunk(id);
    }

    /** Ends a trunk whose parent port is on no host; its ports stay. */
    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        Trunk trunk = own("delete_trunk", id, wish.caller());
        Guards.requireRevision(trunk, wish.revision());
        requireUp(trunk);
        if (isPlaced(PortState.get(streams, trunk.portId()))) {
            throw NeutronError.conflict("TrunkInUse", "Trunk " + id + " is currently in use.");
        }
        trunk.subPorts().forEach(sub -> leave(id, sub.portId()));
        leave(id, trunk.portId());
        streams.append(TrunkMembership.TYPE, id, new TrunkDeleted(id, trunk.portId()));
    }

    /** Lets ports join a trunk; answers with the trunk. */
    @CommandHandler
    public ObjectNode handle(AddSubPorts wish) {
        Trunk trunk = own("add_subports", wish.id(), wish.caller());
        Port parent = PortState.get(streams, trunk.portId());
        List<SubPort> joining = subPorts(wish.subPorts(), parent, wish.caller());
        requireUp(trunk);
        if (trunk.status().equals(Trunk.ERROR)) {
            throw NeutronError.conflict(
                    "TrunkInErrorState",
                    "Trunk " + trunk.id() + " is in error state. Attempt to resolve the error "
                            + "condition before proceeding.");
        }
        for (SubPort sub : joining) {
            if (trunk.subPorts().stream().anyMatch(sub::isTaggedAs)) {
                throw NeutronError.conflict(
                        "DuplicateSubPort",
                        "segmentation_type " + sub.segmentationType() + " and segmentation_id " + sub.segmentationId()
                                + " already in use on trunk " + trunk.id() + ".");
            }
        }
        if (!joining.isEmpty()) {
            streams.append(TrunkMembership.TYPE, trunk.id(), new SubPortsAdded(trunk.id(), joining));
            join(trunk.id(), joining);
        }
        return shown(trunk.id());
    }

    /** Lets ports leave a trunk; answers with the trunk. */
    @CommandHandler
    public ObjectNode handle(RemoveSubPorts wish) {
        Trunk trunk = own("remove_subports", wish.id(), wish.caller());
        requireUp(trunk);
        List<PortId> leaving = wish.subPorts().stream()
                .map(sub -> PortId.of(sub.path("port_id").stringValue()))
                .toList();
        for (PortId port : leaving) {
            if (trunk.subPorts().stream().noneMatch(sub -> sub.portId().equals(port))) {
                throw new NeutronError(
                        404, "SubPortNotFound", "SubPort " + port + " on trunk " + trunk.id() + " could not be found.");
            }
        }
        if (!leaving.isEmpty()) {
            leaving.forEach(port -> leave(trunk.id(), port));
            streams.append(TrunkMembership.TYPE, trunk.id(), new SubPortsRemoved(trunk.id(), leaving));
        }
        return shown(trunk.id());
    }

    /** Has the sub-ports be where the parent port is, unless that is not the host that asks. */
    @CommandHandler
    public void handle(TakeUpTrunk command) {
        streams.peek(TrunkMembership.TYPE, command.id())
                .filter(trunk -> streams.peek(PortState.TYPE, trunk.portId())
                        .filter(parent -> parent.binding().isBound()
                                && parent.binding().host().equals(command.host()))
                        .isPresent())
                .ifPresent(trunk -> trunk.subPorts().forEach(sub -> ports.place(sub.portId(), command.host())));
    }

    /** Records how far the parent port's host has wired a trunk, unless that is no news. */
    @CommandHandler
    public void handle(ReportTrunkStatus report) {
        if (!Trunk.STATUSES.contains(report.status())) {
            throw NeutronError.invalidInput("'" + report.status() + "' is no status of a trunk");
        }
        streams.find(TrunkMembership.TYPE, report.id())
                .filter(trunk -> !trunk.status().equals(report.status()))
                .ifPresent(trunk -> streams.append(
                        TrunkMembership.TYPE, report.id(), new TrunkStatusChanged(report.id(), report.status())));
    }

    private ObjectNode shown(UUID id) {
        Trunk trunk = trunk(id);
        TrunkMembership.show(streams, id, trunk.portId(), trunk.subPorts());
        return description().render(trunk);
    }

    private void join(UUID trunk, List<SubPort> subPorts) {
        subPorts.forEach(sub -> streams.append(PortState.TYPE, sub.portId(), new PortJoinedTrunk(sub.portId(), trunk)));
    }

    private void leave(UUID trunk, PortId port) {
        streams.append(PortState.TYPE, port, new PortLeftTrunk(port, trunk));
    }

    private List<SubPort> subPorts(List<ObjectNode> wishes, Port parent, Caller caller) {
        List<SubPort> subPorts = new ArrayList<>();
        for (ObjectNode wish : wishes) {
            subPorts.add(subPort(wish, parent, caller));
        }
        return List.copyOf(subPorts);
    }

    private SubPort subPort(ObjectNode wish, Port parent, Caller caller) {
        PortId id = PortId.of(wish.path("port_id").stringValue());
        if (id.equals(parent.id())) {
            throw parentInUse(id);
        }
        Port port = port(id, caller);
        requireSmallerMtu(port, parent);
        SubPort tagged = tagged(wish, port);
        requireInNoTrunk(port);
        String device = port.attributes().find(PortDescription.DEVICE_ID).orElse("");
        if (!device.isEmpty()) {
            throw NeutronError.conflict(
                    "PortInUse",
                    "Unable to complete operation on port " + id + " for network " + port.networkId()
                            + ". Port already has an attached device " + device + ".");
        }
        return tagged;
    }

    private SubPort tagged(ObjectNode wish, Port port) {
        String type = Types.quoted(wish.path("segmentation_type"));
        JsonNode tag = wish.path("segmentation_id");
        if (type.equals(TrunkDescription.INHERIT)) {
            List<Segment> segments = network(port).segments();
            Segment segment = segments.getFirst();
            Long id = segment.segmentationId();
            if (segments.size() == 1 && segment.networkType() == NetworkType.VLAN && id != null) {
                return new SubPort(port.id(), VLAN, Math.toIntExact(id));
            }
        }
        if (tag.isMissingNode() || wish.path("segmentation_type").isMissingNode()) {
            throw NeutronError.invalidInput("Invalid subport details '" + Types.quoted(wish)
                    + "': missing segmentation information. Must specify both segmentation_id and segmentation_type");
        }
        int id = Types.integer().reader().apply(Types.integer().parser().parse("segmentation_id", tag));
        if (!type.equals(VLAN)) {
            throw NeutronError.invalidInput("Unknown segmentation_type '" + type + "'");
        }
        if (id < VLAN_MIN || id > VLAN_MAX) {
            throw NeutronError.invalidInput("Segmentation ID '" + id + "' is not in range");
        }
        return new SubPort(port.id(), type, id);
    }

    private void requireSmallerMtu(Port port, Port parent) {
        int mtu = network(port).attributes().get(NetworkDescription.MTU);
        int largest = network(parent).attributes().get(NetworkDescription.MTU);
        if (mtu > largest) {
            throw NeutronError.conflict(
                    "SubPortMtuGreaterThanTrunkPortMtu",
                    "MTU " + mtu + " of subport " + port.id() + " cannot be greater than MTU " + largest + " of trunk "
                            + parent.id() + ".");
        }
    }

    private Network network(Port port) {
        return streams.peek(NetworkState.TYPE, port.networkId())
                .orElseThrow(() -> new NetworkDescription().notFound(port.networkId()))
                .network();
    }

    private Port port(PortId id, Caller caller) {
        return Guards.requireVisible(PortState.get(streams, id), caller, new PortDescription().notFound(id));
    }

    private static boolean isPlaced(Port port) {
        return !port.binding().host().isEmpty();
    }

    private static void requireInNoTrunk(Port port) {
        if (TrunkMembership.subPortOf(port).isPresent()) {
            throw NeutronError.conflict("TrunkPortInUse", "Port " + port.id() + " is in use by another trunk.");
        }
        if (TrunkMembership.parentOf(port).isPresent()) {
            throw parentInUse(port.id());
        }
    }

    private static NeutronError parentInUse(PortId port) {
        return NeutronError.conflict(
                "ParentPortInUse",
                "Port " + port + " is currently in use and is not eligible for use as a parent port.");
    }

    private static void requireUp(Trunk trunk) {
        if (!trunk.isAdminStateUp()) {
            throw NeutronError.conflict("TrunkDisabled", "Trunk " + trunk.id() + " is currently disabled.");
        }
    }

    private Trunk own(String action, UUID id, Caller caller) {
        Trunk trunk = trunk(id);
        Guards.requireMay(action, trunk, caller, description().notFound(id));
        return trunk;
    }

    private Trunk trunk(UUID id) {
        return streams.get(TrunkMembership.TYPE, id, () -> description().notFound(id));
    }
}
