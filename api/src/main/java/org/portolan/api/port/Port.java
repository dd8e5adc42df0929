package org.portolan.api.port;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;
import org.portolan.api.bgpvpn.BgpvpnMemberships;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.logging.KeptLogs;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Binding.BindingLevel;
import org.portolan.api.port.PortEvent.PortAddressesChanged;
import org.portolan.api.port.PortEvent.PortBindingDropped;
import org.portolan.api.port.PortEvent.PortBindingFailed;
import org.portolan.api.port.PortEvent.PortBindingPrepared;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortEvent.PortJoinedBgpvpn;
import org.portolan.api.port.PortEvent.PortJoinedTrunk;
import org.portolan.api.port.PortEvent.PortLeftBgpvpn;
import org.portolan.api.port.PortEvent.PortLeftTrunk;
import org.portolan.api.port.PortEvent.PortLogEnded;
import org.portolan.api.port.PortEvent.PortLogStarted;
import org.portolan.api.port.PortEvent.PortMacChanged;
import org.portolan.api.port.PortEvent.PortProvisioningBlocked;
import org.portolan.api.port.PortEvent.PortProvisioningCompleted;
import org.portolan.api.port.PortEvent.PortTrunked;
import org.portolan.api.port.PortEvent.PortUnbound;
import org.portolan.api.port.PortEvent.PortUnwired;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortEvent.PortUserCame;
import org.portolan.api.port.PortEvent.PortUserLeft;
import org.portolan.api.port.PortEvent.PortWired;
import org.portolan.api.port.PortEvent.PortWiringFailed;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;

/**
 * A port: where a device joins a network, with one MAC and any number of addresses.
 *
 * @param networkId the one network that it is on
 * @param binding where it is
 * @param wired whether its host has said that the device of this binding is wired
 */
public record Port(
        PortId id,
        ProjectId project,
        NetworkId networkId,
        Mac macAddress,
        List<FixedIp> fixedIps,
        Attributes attributes,
        Binding binding,
        boolean wired,
        Lifecycle lifecycle)
        implements Resource {

    private static final Set<String> WITHOUT_DEVICE = Set.of("network:floatingip", "network:local_ip");

    /** The port after an event, or null when it is gone. */
    public static @Nullable Port evolve(@Nullable Port port, Recorded<? extends PortEvent> recorded) {
        if (recorded.event() instanceof PortCreated created) {
            return new Port(
                    created.id(),
                    created.projectId(),
                    created.networkId(),
                    created.macAddress(),
                    created.fixedIps(),
                    created.attributes(),
                    nowhere(0),
                    false,
                    Lifecycle.startedAt(recorded.at(), 1));
        }
        Port before = Objects.requireNonNull(port, "a port's first event is its creation");
        Lifecycle later = before.lifecycle.changedAt(recorded.at());
        return switch (recorded.event()) {
            case PortCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case PortUpdated updated -> before.with(before.attributes.with(updated.changes()), later);
            case PortAddressesChanged changed -> before.with(before.macAddress, changed.fixedIps(), later);
            case PortMacChanged changed -> before.with(changed.macAddress(), before.fixedIps, later);
            case PortBound bound ->
                before.with(before.withoutOther(bound.binding().host()), before.lifecycle)
                        .with(bound.binding(), false, later);
            case PortBindingFailed failed ->
                before.with(before.withoutOther(failed.binding().host()), before.lifecycle)
                        .with(failed.binding(), false, later);
            case PortUnbound unbound -> before.with(nowhere(unbound.generation()), false, later);
            case PortBindingPrepared prepared -> before.with(before.withOther(prepared.binding()), later);
            case PortProvisioningBlocked blocked ->
                before.withBlocks(Stream.concat(
                        before.blocks(), Stream.of(new ProvisioningBlock(blocked.entity(), blocked.generation()))));
            case PortProvisioningCompleted completed ->
                before.withBlocks(before.blocks()
                        .filter(block ->
                                !block.equals(new ProvisioningBlock(completed.entity(), completed.generation()))));
            case PortBindingDropped dropped -> before.with(before.withoutOther(dropped.host()), later);
            case PortWired wired ->
                wired.generation() == before.binding.generation() && !before.wired
                        ? before.with(before.binding, true, later)
                        : before;
            case PortUnwired unwired ->
                unwired.generation() == before.binding.generation() && before.wired
                        ? before.with(before.binding, false, later)
                        : before;
            case PortWiringFailed failed ->
                failed.generation() == before.binding.generation() && before.wired
                        ? before.with(before.binding, false, later)
                        : before;
            case PortTrunked trunked ->
                before.with(before.attributes.with(PortDescription.TRUNK_DETAILS, trunked.trunk()), before.lifecycle);
            case PortJoinedTrunk joined ->
                before.with(before.attributes.with(PortDescription.SUB_PORT_OF, joined.trunkId()), before.lifecycle);
            case PortLeftTrunk left ->
                before.with(
                        before.attributes.without(PortDescription.TRUNK_DETAILS, PortDescription.SUB_PORT_OF),
                        before.lifecycle);
            case PortJoinedBgpvpn joined ->
                before.with(BgpvpnMemberships.with(before.attributes, joined.associationId()), before.lifecycle);
            case PortLeftBgpvpn left ->
                before.with(BgpvpnMemberships.without(before.attributes, left.associationId()), before.lifecycle);
            case PortUserCame came ->
                before.withUsers(Stream.concat(before.usersBeside(came.user()), Stream.of(came.user())));
            case PortUserLeft left -> before.withUsers(before.usersBeside(left.user()));
            case PortLogStarted started ->
                before.with(KeptLogs.with(before.attributes, started.logId()), before.lifecycle);
            case PortLogEnded ended ->
                before.with(KeptLogs.without(before.attributes, ended.logId()), before.lifecycle);
            case PortDeleted deleted -> null;
        };
    }

    private static Binding nowhere(long generation) {
        return new Binding(generation, "", Binding.UNBOUND, Json.object(), List.of());
    }

    /** The same with these attributes, for answers: nothing has changed. */
    Port showing(Attributes shown) {
        return with(shown, lifecycle);
    }

    private Port with(Attributes newAttributes, Lifecycle later) {
        return new Port(id, project, networkId, macAddress, fixedIps, newAttributes, binding, wired, later);
    }

    private Port with(Mac newMac, List<FixedIp> newFixedIps, Lifecycle later) {
        return new Port(id, project, networkId, newMac, newFixedIps, attributes, binding, wired, later);
    }

    private Port with(Binding newBinding, boolean nowWired, Lifecycle later) {
        return new Port(id, project, networkId, macAddress, fixedIps, attributes, newBinding, nowWired, later);
    }

    private Port withBlocks(Stream<ProvisioningBlock> blocks) {
        return with(attributes.with(PortDescription.PROVISIONING_BLOCKS, blocks.toList()), lifecycle);
    }

    /** Who must be ready, beside the host, for the present generation of the port's binding. */
    private Stream<ProvisioningBlock> blocks() {
        return attributes.find(PortDescription.PROVISIONING_BLOCKS).orElse(List.of()).stream()
                .filter(block -> block.generation() == binding.generation());
    }

    /** Whether the port waits for that entity, in the present generation of its binding. */
    public boolean waitsFor(String entity) {
        return blocks().anyMatch(block -> block.entity().equals(entity));
    }

    private Stream<PortUser> usersBeside(PortUser user) {
        return attributes.find(PortDescription.USERS).orElse(List.of()).stream().filter(other -> !other.equals(user));
    }

    private Port withUsers(Stream<PortUser> users) {
        List<PortUser> all = users.toList();
        return with(
                all.isEmpty() ? attributes.without(PortDescription.USERS) : attributes.with(PortDescription.USERS, all),
                lifecycle);
    }

    private Attributes withOther(HostBinding prepared) {
        return attributes.with(
                PortDescription.OTHER_BINDINGS,
                Stream.concat(bindingsBeside(prepared.host()), Stream.of(prepared))
                        .toList());
    }

    private Attributes withoutOther(String host) {
        return bindingFor(host).isEmpty()
                ? attributes
                : attributes.with(
                        PortDescription.OTHER_BINDINGS, bindingsBeside(host).toList());
    }

    private Stream<HostBinding> bindingsBeside(String host) {
        return otherBindings().stream().filter(other -> !other.host().equals(host));
    }

    /** What the port would be on hosts that it is not on. */
    public List<HostBinding> otherBindings() {
        return attributes.find(PortDescription.OTHER_BINDINGS).orElse(List.of());
    }

    /** What the port would be on that host, if that is prepared. */
    public Optional<HostBinding> bindingFor(String host) {
        return otherBindings().stream()
                .filter(other -> other.host().equals(host))
                .findFirst();
    }

    /** The segments on the ways to the hosts that the port is on, or is prepared for. */
    public Set<UUID> segmentsInUse() {
        return Stream.concat(
                        binding.levels().stream(), otherBindings().stream().flatMap(other -> other.levels().stream()))
                .map(BindingLevel::segmentId)
                .collect(Collectors.toSet());
    }

    /** {@code ACTIVE} when the host has said that frames pass and whoever else must be ready is, else {@code DOWN}; {@code N/A} where no device ever is. */
    public String status() {
        if (WITHOUT_DEVICE.contains(deviceOwner())) {
            return "N/A";
        }
        return wired && isAdminStateUp() && blocks().findAny().isEmpty() ? "ACTIVE" : "DOWN";
    }

    /** Whether the port is meant to carry frames. */
    public boolean isAdminStateUp() {
        return attributes.get(PortDescription.ADMIN_STATE_UP);
    }

    /** What uses the port, such as {@code compute:nova}; empty for nothing. */
    public String deviceOwner() {
        return attributes.get(PortDescription.DEVICE_OWNER);
    }
}
