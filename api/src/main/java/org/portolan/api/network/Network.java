package org.portolan.api.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import org.portolan.api.agent.AgentId;
import org.portolan.api.bgpvpn.BgpvpnMemberships;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkEvent.DynamicSegmentJoined;
import org.portolan.api.network.NetworkEvent.DynamicSegmentLeft;
import org.portolan.api.network.NetworkEvent.GatewayAttached;
import org.portolan.api.network.NetworkEvent.GatewayDetached;
import org.portolan.api.network.NetworkEvent.NetworkAddressScopeChanged;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkEvent.NetworkDeleted;
import org.portolan.api.network.NetworkEvent.NetworkJoinedBgpvpn;
import org.portolan.api.network.NetworkEvent.NetworkLeftBgpvpn;
import org.portolan.api.network.NetworkEvent.NetworkScheduled;
import org.portolan.api.network.NetworkEvent.NetworkSegmentsChanged;
import org.portolan.api.network.NetworkEvent.NetworkUnscheduled;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.network.NetworkEvent.PortDetached;
import org.portolan.api.network.NetworkEvent.SubnetAdded;
import org.portolan.api.network.NetworkEvent.SubnetRemoved;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;
import org.portolan.api.segment.Segment;
import org.portolan.api.subnet.SubnetId;

/**
 * A network: a layer-2 broadcast domain for ports.
 *
 * @param segments what carries it, one segment in most cases
 * @param subnets its subnets, oldest first
 */
public record Network(
        NetworkId id,
        ProjectId project,
        Attributes attributes,
        List<Segment> segments,
        List<SubnetId> subnets,
        Lifecycle lifecycle)
        implements Resource {

    /** The network after an event, or null when it is gone. */
    public static @Nullable Network evolve(@Nullable Network network, Recorded<? extends NetworkEvent> recorded) {
        if (recorded.event() instanceof NetworkCreated created) {
            return new Network(
                    created.id(),
                    created.projectId(),
                    created.attributes(),
                    created.segments(),
                    List.of(),
                    Lifecycle.startedAt(recorded.at(), 1));
        }
        Network before = Objects.requireNonNull(network, "a network's first event is its creation");
        return switch (recorded.event()) {
            case NetworkCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case NetworkUpdated updated ->
                before.changed(recorded, before.attributes.with(updated.changes()), before.segments, before.subnets);
            case NetworkSegmentsChanged changed ->
                before.changed(recorded, before.attributes, changed.segments(), before.subnets);
            case SubnetAdded added ->
                before.changed(
                        recorded,
                        before.attributes,
                        before.segments,
                        vector(before.subnets).plus(added.subnetId()));
            case SubnetRemoved removed ->
                before.changed(
                        recorded,
                        before.attributes,
                        before.segments,
                        vector(before.subnets).minus(removed.subnetId()));
            case PortAttached attached -> before;
            case PortDetached detached -> before;
            case GatewayAttached attached -> before;
            case GatewayDetached detached -> before;
            case NetworkScheduled scheduled ->
                before.with(NetworkDescription.DHCP.with(
                        before.attributes, scheduled.agentId(), scheduled.availabilityZone()));
            case NetworkUnscheduled unscheduled ->
                before.with(NetworkDescription.DHCP.without(before.attributes, unscheduled.agentId()));
            case DynamicSegmentJoined joined -> before.with(before.withDynamic(joined.segment(), joined.portId()));
            case DynamicSegmentLeft left -> before.with(before.withoutDynamic(left.segmentId(), left.portId()));
            case NetworkAddressScopeChanged changed -> before.with(before.scoped(changed));
            case NetworkJoinedBgpvpn joined ->
                before.with(BgpvpnMemberships.with(before.attributes, joined.associationId()));
            case NetworkLeftBgpvpn left ->
                before.with(BgpvpnMemberships.without(before.attributes, left.associationId()));
            case NetworkDeleted deleted -> null;
        };
    }

    private Attributes withDynamic(Segment segment, PortId port) {
        List<PortId> ports = new ArrayList<>();
        List<DynamicSegment> all = new ArrayList<>();
        for (DynamicSegment dynamic : dynamicSegments()) {
            if (dynamic.segment().id().equals(segment.id())) {
                ports.addAll(dynamic.ports());
            } else {
                all.add(dynamic);
            }
        }
        ports.add(port);
        all.add(new DynamicSegment(segment, List.copyOf(ports)));
        return attributes.with(NetworkDescription.DYNAMIC_SEGMENTS, all);
    }

    private Attributes withoutDynamic(UUID segment, PortId port) {
        List<DynamicSegment> all = new ArrayList<>();
        for (DynamicSegment dynamic : dynamicSegments()) {
            boolean isIt = dynamic.segment().id().equals(segment);
            List<PortId> ports = dynamic.ports().stream()
                    .filter(user -> !(isIt && user.equals(port)))
                    .toList();
            if (!ports.isEmpty()) {
                all.add(new DynamicSegment(dynamic.segment(), ports));
            }
        }
        return attributes.with(NetworkDescription.DYNAMIC_SEGMENTS, all);
    }

    /** The segments that the network has for some of its ports only. */
    public List<DynamicSegment> dynamicSegments() {
        return attributes.find(NetworkDescription.DYNAMIC_SEGMENTS).orElse(List.of());
    }

    private Attributes scoped(NetworkAddressScopeChanged changed) {
        Attribute<UUID> scope = NetworkDescription.addressScope(changed.ipVersion());
        UUID id = changed.addressScopeId();
        return id == null ? attributes.without(scope) : attributes.with(scope, id);
    }

    private Network with(Attributes newAttributes) {
        return new Network(id, project, newAttributes, segments, subnets, lifecycle);
    }

    private Network changed(
            Recorded<?> recorded, Attributes newAttributes, List<Segment> newSegments, List<SubnetId> newSubnets) {
        return new Network(id, project, newAttributes, newSegments, newSubnets, lifecycle.changedAt(recorded.at()));
    }

    private static PVector<SubnetId> vector(List<SubnetId> subnets) {
        return TreePVector.from(subnets);
    }

    /** The agents that serve DHCP on the network. */
    public List<AgentId> dhcpAgents() {
        return NetworkDescription.DHCP.of(attributes);
    }

    /** Whether every project may use the network. */
    public boolean isShared() {
        return attributes.get(NetworkDescription.SHARED);
    }

    /** Whether routers may have their gateways on the network. */
    public boolean isExternal() {
        return attributes.get(NetworkDescription.EXTERNAL);
    }

    /** The projects that may use it, and those to which it is external: to all where it does not say to whom. */
    @Override
    public Set<ProjectId> audience() {
        return isExternal() ? Grant.union(sharedWith(), externalTo()) : sharedWith();
    }

    private Set<ProjectId> externalTo() {
        Set<ProjectId> targets = Grant.targets(attributes, Grant.EXTERNAL);
        return targets.isEmpty() ? Set.of(ProjectId.ALL) : targets;
    }
}
