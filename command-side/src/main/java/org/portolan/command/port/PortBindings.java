package org.portolan.command.port;

import static org.portolan.api.port.PortDescription.HOST_ID;
import static org.portolan.api.port.PortDescription.PROFILE;
import static org.portolan.api.port.PortDescription.VNIC_TYPE;

import java.util.List;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.policy.Target;
import org.portolan.api.port.Binding;
import org.portolan.api.port.Bindings;
import org.portolan.api.port.HostBinding;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortCommand.ActivateBinding;
import org.portolan.api.port.PortCommand.BindAgain;
import org.portolan.api.port.PortCommand.ChangeBinding;
import org.portolan.api.port.PortCommand.DropBinding;
import org.portolan.api.port.PortCommand.PrepareBinding;
import org.portolan.api.port.PortCommand.ReportPortProvisioned;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortEvent.PortBindingDropped;
import org.portolan.api.port.PortEvent.PortBindingFailed;
import org.portolan.api.port.PortEvent.PortBindingPrepared;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortProvisioningBlocked;
import org.portolan.api.port.PortEvent.PortProvisioningCompleted;
import org.portolan.api.port.PortEvent.PortUnbound;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.port.ProvisioningBlock;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Guards;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentState;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortBinder.Result;
import org.portolan.command.port.PortBinder.Wish;
import org.portolan.command.segment.Segments;
import org.portolan.command.subnet.SubnetState;
import tools.jackson.databind.node.ObjectNode;

/**
 * Binds ports to hosts: to the one that a port's attributes name, and beforehand to those that it may move to.
 *
 * <p>Each binding that a port has is of a generation of its own. What is prepared for other hosts is of none: a device that
 * waits there is wired when its binding is activated, and nothing that a host says of the generation before counts then.
 */
public final class PortBindings {

    private final Streams streams;
    private final Segments segments;
    private final PortBinder binder;
    private final PortMacs macs;

    /**
     * Bindings on these streams, by way of dynamic segments from there where mechanisms ask for them.
     *
     * @param hosts which segments hosts are wired to
     * @param mechanisms the ways to bind a port, tried in that order
     */
    public PortBindings(Streams streams, Segments segments, HostSegments hosts, List<Mechanism> mechanisms) {
        this.streams = streams;
        this.segments = segments;
        this.binder = new PortBinder(streams, mechanisms);
        this.macs = new PortMacs(streams, hosts, MacAddresses.byChance());
    }

    /** Binds the port to the host that its attributes name, as the next generation; or records why that cannot be. */
    void bind(Port port) {
        record(port, find(port));
    }

    /** The same, but records nothing when it cannot be. */
    void bindIfPossible(Port port) {
        Result result = find(port);
        if (result.isBound()) {
            record(port, result);
        }
    }

    private Result find(Port port) {
        return binder.bind(
                new Wish(
                        port.id(),
                        port.attributes().find(HOST_ID).orElse(""),
                        port.attributes().get(VNIC_TYPE),
                        port.attributes().get(PROFILE)),
                network(port));
    }

    private void record(Port port, Result result) {
        PortId id = port.id();
        long generation = port.binding().generation() + 1;
        Binding found = result.binding();
        Binding binding = new Binding(generation, found.host(), found.vifType(), found.vifDetails(), found.levels());
        if (found.isBound()) {
            append(new PortBound(id, binding), id);
            blockForDhcp(id);
            DynamicSegments.join(streams, segments, port.networkId(), id, result.joined());
        } else if (found.host().isEmpty()) {
            append(new PortUnbound(id, generation), id);
        } else {
            append(new PortBindingFailed(id, binding, result.reason()), id);
        }
        if (!found.host().isEmpty()) {
            macs.followDevice(PortState.get(streams, id));
        }
        giveBackSegments(id);
    }

    /** A device that asks for its address at once must be answered: where an agent tells when it can, the port waits for that. */
    private void blockForDhcp(PortId id) {
        Port port = PortState.get(streams, id);
        boolean told = network(port).dhcpAgents().stream()
                .flatMap(agent -> streams.peek(AgentState.TYPE, agent).stream())
                .anyMatch(agent -> agent.alive()
                        && agent.configurations().path("notifies_port_ready").asBoolean(false));
        if (told && !port.deviceOwner().startsWith("network:") && hasDhcp(port)) {
            append(
                    new PortProvisioningBlocked(
                            id, ProvisioningBlock.DHCP, port.binding().generation()),
                    id);
        }
    }

    private boolean hasDhcp(Port port) {
        return port.fixedIps().stream()
                .flatMap(fixedIp -> streams.find(SubnetState.TYPE, fixedIp.subnetId()).stream())
                .anyMatch(state -> state.subnet().attributes().get(SubnetDescription.ENABLE_DHCP));
    }

    /** Records that somebody is ready for the port, unless the report is of another binding or not theirs to make. */
    @CommandHandler
    void handle(ReportPortProvisioned report) {
        boolean serves = streams.peek(PortState.TYPE, report.id())
                .flatMap(port -> streams.peek(NetworkState.TYPE, port.networkId()))
                .filter(state -> state.network().dhcpAgents().contains(report.agent()))
                .isPresent();
        streams.find(PortState.TYPE, report.id())
                .filter(port ->
                        serves && port.binding().generation() == report.generation() && port.waitsFor(report.entity()))
                .ifPresent(port -> append(
                        new PortProvisioningCompleted(report.id(), report.entity(), report.generation()), report.id()));
    }

    private void giveBackSegments(PortId id) {
        Port port = PortState.get(streams, id);
        DynamicSegments.leave(streams, port, port.segmentsInUse());
    }

    /** Binds a port that could not be bound before, if it can be now. */
    @CommandHandler
    void handle(BindAgain command) {
        streams.peek(PortState.TYPE, command.id()).ifPresent(port -> NetworkState.get(streams, port.networkId()));
        streams.find(PortState.TYPE, command.id())
                .filter(port -> port.binding().vifType().equals(Binding.BINDING_FAILED))
                .ifPresent(this::bindIfPossible);
    }

    /** Prepares a port for a further host. */
    @CommandHandler
    ObjectNode handle(PrepareBinding command) {
        Port port = device(command.id(), command.caller());
        if (!command.caller().may("create_port_binding", Target.none())) {
            throw NeutronError.notAuthorized("rule:create_port_binding");
        }
        Attributes asked = command.binding();
        String host = asked.get(Bindings.HOST);
        if (isFor(port, host) || port.bindingFor(host).isPresent()) {
            throw NeutronError.conflict(
                    "PortBindingAlreadyExists",
                    "Binding for port " + port.id() + " on host " + host + " already exists.");
        }
        return prepare(port, host, asked);
    }

    private ObjectNode prepare(Port port, String host, Attributes asked) {
        String vnicType = asked.get(Bindings.VNIC_TYPE);
        ObjectNode profile = asked.get(Bindings.PROFILE);
        Result result = binder.bind(new Wish(port.id(), host, vnicType, profile), network(port));
        if (!result.isBound()) {
            throw failed(port.id(), host);
        }
        Binding found = result.binding();
        HostBinding prepared =
                new HostBinding(host, vnicType, profile, found.vifType(), found.vifDetails(), found.levels());
        append(new PortBindingPrepared(port.id(), prepared), port.id());
        DynamicSegments.join(streams, segments, port.networkId(), port.id(), result.joined());
        giveBackSegments(port.id());
        return wrapped(Bindings.body(prepared));
    }

    private static NeutronError failed(PortId port, String host) {
        return new NeutronError(
                500,
                "PortBindingError",
                "Binding for port " + port + " on host " + host + " could not be created or updated.");
    }

    /** Changes how a port is, or would be, plugged on a host. */
    @CommandHandler
    ObjectNode handle(ChangeBinding command) {
        Port port = deviceWith("update_port_binding", command.host(), command.id(), command.caller());
        Attributes asked = command.changes();
        String host = asked.find(Bindings.HOST).orElse(command.host());
        if (isFor(port, command.host())) {
            return changeActive(port, host, asked);
        }
        HostBinding prepared = prepared(port, command.host());
        String vnicType = asked.find(Bindings.VNIC_TYPE).orElse(prepared.vnicType());
        ObjectNode profile = profile(asked);
        boolean leadsThere = host.equals(prepared.host()) && !prepared.vifType().equals(Binding.UNBOUND);
        if (!leadsThere) {
            append(new PortBindingDropped(port.id(), prepared.host()), port.id());
            return prepare(
                    PortState.get(streams, port.id()),
                    host,
                    Attributes.none().with(Bindings.VNIC_TYPE, vnicType).with(Bindings.PROFILE, profile));
        }
        HostBinding changed =
                new HostBinding(host, vnicType, profile, prepared.vifType(), prepared.vifDetails(), prepared.levels());
        if (!changed.equals(prepared)) {
            append(new PortBindingPrepared(port.id(), changed), port.id());
        }
        return wrapped(Bindings.body(changed));
    }

    /** A profile that is not said is none: so clients of Neutron know it. */
    private static ObjectNode profile(Attributes asked) {
        return asked.find(Bindings.PROFILE).orElseGet(Json::object);
    }

    private ObjectNode changeActive(Port port, String host, Attributes asked) {
        Attributes wanted = Attributes.none().with(HOST_ID, host);
        Optional<String> vnicType = asked.find(Bindings.VNIC_TYPE);
        if (vnicType.isPresent()) {
            wanted = wanted.with(VNIC_TYPE, vnicType.get());
        }
        wanted = wanted.with(PROFILE, profile(asked));
        Attributes changes = wanted.changedFrom(port.attributes());
        if (!changes.isEmpty()) {
            append(new PortUpdated(port.id(), changes), port.id());
            bind(PortState.get(streams, port.id()));
        } else if (!port.binding().isBound()) {
            bindIfPossible(port);
        }
        Port after = PortState.get(streams, port.id());
        if (after.binding().vifType().equals(Binding.BINDING_FAILED)) {
            throw failed(port.id(), host);
        }
        return wrapped(Bindings.active(after));
    }

    /** Lets a port be where it was prepared for; where it was, its binding stays without effect. */
    @CommandHandler
    ObjectNode handle(ActivateBinding command) {
        Port port = deviceWith("activate", command.host(), command.id(), command.caller());
        if (isFor(port, command.host())) {
            throw NeutronError.conflict(
                    "PortBindingAlreadyActive",
                    "Binding for port " + port.id() + " on host " + command.host() + " is already active.");
        }
        HostBinding prepared = prepared(port, command.host());
        Attributes before = port.attributes();
        String left = port.binding().host();
        append(new PortUpdated(port.id(), place(prepared).changedFrom(before)), port.id());
        append(
                new PortBound(
                        port.id(),
                        new Binding(
                                port.binding().generation() + 1,
                                prepared.host(),
                                prepared.vifType(),
                                prepared.vifDetails(),
                                prepared.levels())),
                port.id());
        blockForDhcp(port.id());
        append(
                new PortBindingPrepared(
                        port.id(),
                        new HostBinding(
                                left,
                                before.get(VNIC_TYPE),
                                before.get(PROFILE),
                                Binding.UNBOUND,
                                Json.object(),
                                List.of())),
                port.id());
        macs.followDevice(PortState.get(streams, port.id()));
        giveBackSegments(port.id());
        return Bindings.active(PortState.get(streams, port.id()));
    }

    private static Attributes place(HostBinding prepared) {
        return Attributes.none()
                .with(HOST_ID, prepared.host())
                .with(VNIC_TYPE, prepared.vnicType())
                .with(PROFILE, prepared.profile());
    }

    /** Forgets a binding; a port whose own it is, is on no host then. */
    @CommandHandler
    void handle(DropBinding command) {
        Port port = deviceWith("delete_port_binding", command.host(), command.id(), command.caller());
        if (isFor(port, command.host())) {
            append(new PortUpdated(port.id(), Attributes.none().with(HOST_ID, "")), port.id());
            bind(PortState.get(streams, port.id()));
            return;
        }
        HostBinding prepared = prepared(port, command.host());
        append(new PortBindingDropped(port.id(), prepared.host()), port.id());
        giveBackSegments(port.id());
    }

    private static boolean isFor(Port port, String host) {
        return port.attributes().find(HOST_ID).orElse("").equals(host);
    }

    private static HostBinding prepared(Port port, String host) {
        return port.bindingFor(host).orElseThrow(() -> Bindings.notFound(port.id(), host));
    }

    private Port device(PortId id, Caller caller) {
        PortDescription ports = new PortDescription();
        streams.peek(PortState.TYPE, id).ifPresent(port -> NetworkState.get(streams, port.networkId()));
        Port port = Guards.requireVisible(PortState.get(streams, id), caller, ports.notFound(id));
        Bindings.requireDevice(port);
        return port;
    }

    /** The port, whose binding for that host the caller may change; who may not read bindings either is told of none. */
    private Port deviceWith(String action, String host, PortId id, Caller caller) {
        Port port = device(id, caller);
        if (!isFor(port, host)) {
            prepared(port, host);
        }
        if (!caller.may(action, Target.none())) {
            throw caller.may(Bindings.READING, Target.none())
                    ? NeutronError.notAuthorized("rule:" + action)
                    : NeutronError.nothing();
        }
        return port;
    }

    private Network network(Port port) {
        return NetworkState.get(streams, port.networkId()).network();
    }

    private static ObjectNode wrapped(ObjectNode binding) {
        ObjectNode answer = Json.object();
        answer.set("binding", binding);
        return answer;
    }

    private void append(PortEvent event, PortId id) {
        streams.append(PortState.TYPE, id, event);
    }
}
