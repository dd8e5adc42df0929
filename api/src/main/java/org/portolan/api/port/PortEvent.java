package org.portolan.api.port;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import org.portolan.api.address.Mac;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.event.StreamId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.trunk.TrunkDetails;

/** What happens to a port. */
public sealed interface PortEvent extends Event {

    /** The events of ports. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("port", PortEvent.class);
        }
    }

    /** The stream of a port. */
    static StreamId stream(PortId id) {
        return new StreamId("port", id.toString());
    }

    /** A port exists on the network, with this MAC and these addresses. */
    @Revision(1)
    record PortCreated(
            PortId id,
            ProjectId projectId,
            NetworkId networkId,
            Mac macAddress,
            List<FixedIp> fixedIps,
            Attributes attributes)
            implements PortEvent {}

    /** These attributes of the port have these values from now on. */
    @Revision(1)
    record PortUpdated(PortId id, Attributes changes) implements PortEvent {}

    /** The port has these addresses from now on. */
    @Revision(1)
    record PortAddressesChanged(PortId id, List<FixedIp> fixedIps) implements PortEvent {}

    /** The port has this MAC from now on. */
    @Revision(1)
    record PortMacChanged(PortId id, Mac macAddress) implements PortEvent {}

    /** The port is on a host from now on, and its device is to be wired there. */
    @Revision(1)
    record PortBound(PortId id, Binding binding) implements PortEvent {}

    /** The port was to be on a host that cannot have it. */
    @Revision(1)
    record PortBindingFailed(PortId id, Binding binding, String reason) implements PortEvent {}

    /** The port is on no host from now on. */
    @Revision(1)
    record PortUnbound(PortId id, long generation) implements PortEvent {}

    /** The port has that further binding from now on, in place of any that it had for the same host. */
    @Revision(1)
    record PortBindingPrepared(PortId id, HostBinding binding) implements PortEvent {}

    /** The port has no further binding for that host any more. */
    @Revision(1)
    record PortBindingDropped(PortId id, String host) implements PortEvent {}

    /** The port of this generation is not active before that entity, too, is ready for it. */
    @Revision(1)
    record PortProvisioningBlocked(PortId id, String entity, long generation) implements PortEvent {}

    /** The entity is ready for the port of this generation. */
    @Revision(1)
    record PortProvisioningCompleted(PortId id, String entity, long generation) implements PortEvent {}

    /** The host says that the port's device is wired: frames pass. */
    @Revision(1)
    record PortWired(PortId id, String host, long generation) implements PortEvent {}

    /** The host says that the port's device is gone, or wired no more. */
    @Revision(1)
    record PortUnwired(PortId id, String host, long generation) implements PortEvent {}

    /** The host says that it cannot wire the port's device. */
    @Revision(1)
    record PortWiringFailed(PortId id, String host, long generation, String reason) implements PortEvent {}

    /** The port is the parent of the trunk, which has these sub-ports from now on. */
    @Revision(1)
    record PortTrunked(PortId id, TrunkDetails trunk) implements PortEvent {}

    /** The port is a sub-port of the trunk from now on. */
    @Revision(1)
    record PortJoinedTrunk(PortId id, UUID trunkId) implements PortEvent {}

    /** The port is neither parent nor sub-port of the trunk any more. */
    @Revision(1)
    record PortLeftTrunk(PortId id, UUID trunkId) implements PortEvent {}

    /** The port is in a BGP VPN by that association. */
    @Revision(1)
    record PortJoinedBgpvpn(PortId id, UUID associationId) implements PortEvent {}

    /** The port is not in a BGP VPN by that association any more. */
    @Revision(1)
    record PortLeftBgpvpn(PortId id, UUID associationId) implements PortEvent {}

    /** Another resource makes use of the port from now on. */
    @Revision(1)
    record PortUserCame(PortId id, PortUser user) implements PortEvent {}

    /** The other resource makes use of the port no more. */
    @Revision(1)
    record PortUserLeft(PortId id, PortUser user) implements PortEvent {}

    /** That log is of the port from now on. */
    @Revision(1)
    record PortLogStarted(PortId id, UUID logId) implements PortEvent {}

    /** The log that was of the port is gone. */
    @Revision(1)
    record PortLogEnded(PortId id, UUID logId) implements PortEvent {}

    /** The port is gone. */
    @Revision(1)
    record PortDeleted(PortId id, NetworkId networkId) implements PortEvent, Ending {}
}
