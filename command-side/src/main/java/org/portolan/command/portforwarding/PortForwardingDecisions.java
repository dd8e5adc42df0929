package org.portolan.command.portforwarding;

import static org.portolan.api.portforwarding.PortForwardingDescription.EXTERNAL_PORT;
import static org.portolan.api.portforwarding.PortForwardingDescription.EXTERNAL_PORT_RANGE;
import static org.portolan.api.portforwarding.PortForwardingDescription.FLOATING_IP_ID;
import static org.portolan.api.portforwarding.PortForwardingDescription.INTERNAL_IP_ADDRESS;
import static org.portolan.api.portforwarding.PortForwardingDescription.INTERNAL_PORT;
import static org.portolan.api.portforwarding.PortForwardingDescription.INTERNAL_PORT_ID;
import static org.portolan.api.portforwarding.PortForwardingDescription.INTERNAL_PORT_RANGE;
import static org.portolan.api.portforwarding.PortForwardingDescription.PROTOCOL;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Target;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.portforwarding.PortForwardingDescription;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingCreated;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingDeleted;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingUpdated;
import org.portolan.api.portforwarding.PortForwardingId;
import org.portolan.api.portforwarding.PortRange;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.router.RouterId;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.floatingip.FloatingIpState;
import org.portolan.command.floatingip.FloatingIps;
import org.portolan.command.floatingip.Inside;
import org.portolan.command.floatingip.TranslationState;

/** Decides about port forwardings. They belong to whom their floating IP belongs to. */
public final class PortForwardingDecisions implements ResourceDecisions<PlainResource> {

    private final Streams streams;

    /** Decisions on these streams. */
    public PortForwardingDecisions(Streams streams) {
        this.streams = streams;
    }

    @Override
    public PortForwardingDescription description() {
        return new PortForwardingDescription();
    }

    /** Lets ports of a floating IP lead inside. */
    @Override
    public PlainResource create(Create command) {
        PortForwardingId id = PortForwardingId.of(command.id());
        UUID parent = command.attributes().get(FLOATING_IP_ID);
        Attributes attributes = complete(command.attributes());
        Forwarding forwarding = forwarding(id, attributes);
        requirePossible(parent, forwarding, command.caller());
        FloatingIp floatingIp = floatingIp(parent.toString(), command.caller());
        requireFree(floatingIp, forwarding);
        RouterId router = router(floatingIp, forwarding, command.caller());
        requireNoFloatingIp(TranslationState.of(streams, forwarding.internalPortId()), forwarding);
        requireDistinct(floatingIp, forwarding);

        streams.begin(
                PortForwardingState.TYPE, id, new PortForwardingCreated(id.value(), floatingIp.project(), attributes));
        FloatingIps.forward(streams, floatingIp, router, forwarding);
        return get(id, floatingIp.id());
    }

    /** Collisions are told before anything else, as far as they are the caller's business; decided is under locks, later. */
    private void requirePossible(UUID parent, Forwarding forwarding, Caller caller) {
        if (Inside.find(streams, forwarding.internalPortId(), caller).isEmpty()) {
            return;
        }
        TranslationState known = TranslationState.peek(streams, forwarding.internalPortId());
        requireDistinctInside(known, forwarding);
        streams.peek(FloatingIpState.TYPE, new FloatingIpId(parent))
                .filter(floatingIp -> floatingIp.isFoundBy(caller))
                .ifPresent(floatingIp -> requireDistinctOutside(floatingIp, forwarding));
        requireNoFloatingIp(known, forwarding);
    }

    private static Target target(PlainResource forwarding, FloatingIp floatingIp) {
        return forwarding.target().naming("ext_parent", floatingIp::target);
    }

    private FloatingIp floatingIp(@Nullable String id, Caller caller) {
        FloatingIpDescription description = new FloatingIpDescription();
        String named = Objects.requireNonNull(id, "a port forwarding's path names its floating IP");
        FloatingIp floatingIp = FloatingIpState.get(streams, FloatingIpId.of(named));
        return Guards.requireVisible(floatingIp, caller, description.notFound(named));
    }

    /** With a port where a range of one was said, and the other way round. */
    private static Attributes complete(Attributes asked) {
        Attributes external = complete(asked, EXTERNAL_PORT, EXTERNAL_PORT_RANGE);
        return complete(external, INTERNAL_PORT, INTERNAL_PORT_RANGE);
    }

    private static Attributes complete(Attributes asked, Attribute<Integer> port, Attribute<PortRange> range) {
        PortRange ports = asked.find(port)
                .map(PortRange::of)
                .or(() -> asked.find(range))
                .orElseThrow(() -> badRequest("Either " + port.name() + " or " + range.name() + " must be specified"));
        Attributes whole = asked.with(range, ports);
        return ports.isSingle() ? whole.with(port, ports.first()) : whole.withNull(port);
    }

    private static Forwarding forwarding(PortForwardingId id, Attributes attributes) {
        PortRange external = attributes.get(EXTERNAL_PORT_RANGE);
        PortRange internal = attributes.get(INTERNAL_PORT_RANGE);
        if (!internal.isSingle() && internal.size() != external.size()) {
            throw badRequest("Invalid ranges of internal and/or external ports. The relation between internal and"
                    + " external ports must be N-N or 1-N");
        }
        return new Forwarding(
                id,
                attributes.get(PROTOCOL),
                external,
                attributes.get(INTERNAL_PORT_ID),
                attributes.get(INTERNAL_IP_ADDRESS),
                internal);
    }

    private static void requireFree(FloatingIp floatingIp, Forwarding forwarding) {
        if (floatingIp.association() != null) {
            throw NeutronError.conflict(
                    "FloatingIPPortAlreadyAssociated",
                    "Cannot associate floating IP "
                            + floatingIp.floatingIpAddress().toCanonicalString() + " ("
                            + floatingIp.id() + ") with port " + forwarding.internalPortId() + " using fixed IP "
                            + forwarding.internalIpAddress().toCanonicalString()
                            + ", as that fixed IP already has a floating IP on external network "
                            + floatingIp.floatingNetworkId() + ".");
        }
    }

    private RouterId router(FloatingIp floatingIp, Forwarding forwarding, Caller caller) {
        Port port = Inside.port(streams, forwarding.internalPortId(), caller);
        FixedIp fixedIp = fixedIp(port, forwarding.internalIpAddress());
        RouterId router = Inside.routerBetween(streams, fixedIp.subnetId(), floatingIp.floatingNetworkId())
                .orElseThrow(() -> badRequest("External network " + floatingIp.floatingNetworkId()
                        + " is not reachable from subnet " + fixedIp.subnetId()
                        + ". Cannot set Port forwarding for port " + port.id() + " with Floating IP "
                        + floatingIp.id()));
        RouterId present = floatingIp.routerId();
        if (present != null && !present.equals(router)) {
            throw badRequest("The Floating IP " + floatingIp.id() + " had been set on router " + present
                    + ", the internal Neutron port " + port.id() + " can not reach it");
        }
        Inside.lock(streams, port);
        return router;
    }

    private static FixedIp fixedIp(Port port, IPAddress address) {
        List<FixedIp> all = Inside.ipv4(port);
        if (all.isEmpty()) {
            throw badRequest("Requested internal port " + port.id() + " must allocate an IPv4 address at least");
        }
        return all.stream()
                .filter(fixedIp -> fixedIp.ipAddress().equals(address))
                .findFirst()
                .orElseThrow(() -> badRequest("Requested internal IP address " + address.toCanonicalString()
                        + " is not suitable for internal neutron port " + port.id() + ", as its fixed_ips are "
                        + listed(all)));
    }

    private static String listed(List<FixedIp> fixedIps) {
        return fixedIps.stream()
                .map(fixedIp -> "{'subnet_id': '" + fixedIp.subnetId() + "', 'ip_address': '"
                        + fixedIp.ipAddress().toCanonicalString() + "'}")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** A port that a floating IP leads to as a whole has none that lead to single ports of it, at whatever address. */
    private void requireNoFloatingIp(TranslationState known, Forwarding forwarding) {
        known.whole().keySet().stream().findFirst().ifPresent(id -> {
            IPAddress other =
                    streams.peek(FloatingIpState.TYPE, id).orElseThrow().floatingIpAddress();
            throw NeutronError.conflict(
                    "PortHasBindingFloatingIP",
                    "Cannot create port forwarding to floating IP " + other.toCanonicalString() + " (" + id
                            + ") with port " + forwarding.internalPortId() + " using fixed IP "
                            + forwarding.internalIpAddress().toCanonicalString()
                            + ", as that port already has a binding floating IP.");
        });
    }

    private void requireDistinct(FloatingIp floatingIp, Forwarding forwarding) {
        requireDistinctInside(TranslationState.of(streams, forwarding.internalPortId()), forwarding);
        requireDistinctOutside(floatingIp, forwarding);
    }

    private static void requireDistinctInside(TranslationState translations, Forwarding forwarding) {
        translations.single().values().stream()
                .map(TranslationState.Single::forwarding)
                .filter(known -> !known.id().equals(forwarding.id()) && known.collidesInside(forwarding))
                .findFirst()
                .ifPresent(known -> {
                    throw collision("internal_port_range", known.internalPorts(), forwarding.internalPorts());
                });
    }

    private static void requireDistinctOutside(FloatingIp floatingIp, Forwarding forwarding) {
        floatingIp.forwardings().stream()
                .filter(known -> !known.id().equals(forwarding.id()) && known.collidesOutside(forwarding))
                .findFirst()
                .ifPresent(known -> {
                    throw collision("external_port_range", known.externalPorts(), forwarding.externalPorts());
                });
    }

    /** Another forwarding of the floating IP that is for just the same port outside, or leads to just the same inside. */
    private static void requireNoTwin(FloatingIp floatingIp, Forwarding forwarding) {
        for (Forwarding known : floatingIp.forwardings()) {
            if (known.id().equals(forwarding.id()) || !known.protocol().equals(forwarding.protocol())) {
                continue;
            }
            if (isSamePort(known.externalPorts(), forwarding.externalPorts())) {
                throw twin("'floating_ip_address': '"
                        + floatingIp.floatingIpAddress().toCanonicalString() + "', 'external_port': "
                        + known.externalPorts().first());
            }
            if (known.internalPortId().equals(forwarding.internalPortId())
                    && known.internalIpAddress().equals(forwarding.internalIpAddress())
                    && isSamePort(known.internalPorts(), forwarding.internalPorts())) {
                throw twin("'internal_port_id': '" + known.internalPortId() + "', 'internal_ip_address': '"
                        + known.internalIpAddress().toCanonicalString() + "', 'internal_port': "
                        + known.internalPorts().first());
            }
        }
    }

    private static boolean isSamePort(PortRange one, PortRange other) {
        return one.isSingle() && one.equals(other);
    }

    private static NeutronError twin(String values) {
        return badRequest(
                "Another port forwarding entry with the same attributes already exists, conflicting values are {"
                        + values + "}");
    }

    private static NeutronError collision(String range, PortRange known, PortRange wanted) {
        return badRequest("There is a port collision with the " + range + ". The following ranges collides: " + known
                + " and " + wanted);
    }

    /** Lets the ports lead elsewhere. */
    @Override
    public PlainResource update(Update command) {
        PortForwardingId id = PortForwardingId.of(command.id());
        FloatingIp floatingIp = floatingIp(command.parent(), command.caller());
        PlainResource before = get(id, floatingIp.id());
        Guards.requireMay(command, description(), target(before, floatingIp));
        Guards.requireRevision(before, command.revision());
        Attributes wished = said(command.changes());
        Attributes after =
                complete(before.attributes().without(supersededBy(wished)).with(wished));
        Forwarding forwarding = forwarding(id, after);
        boolean moves = !after.get(INTERNAL_PORT_ID).equals(before.attributes().get(INTERNAL_PORT_ID));
        if (wished.has(INTERNAL_PORT_ID)) {
            requireNoFloatingIp(TranslationState.peek(streams, forwarding.internalPortId()), forwarding);
        }
        if (!moves) {
            requireAddressOf(Inside.port(streams, forwarding.internalPortId(), command.caller()), forwarding);
        }
        RouterId router = router(floatingIp, forwarding, command.caller());
        if (wished.has(INTERNAL_PORT_ID)) {
            requireNoFloatingIp(TranslationState.of(streams, forwarding.internalPortId()), forwarding);
        }
        requireNoTwin(floatingIp, forwarding);
        requireDistinct(floatingIp, forwarding);
        Attributes changes = after.changedFrom(before.attributes());
        if (!changes.isEmpty()) {
            streams.append(PortForwardingState.TYPE, id, new PortForwardingUpdated(id.value(), changes));
        }
        if (!floatingIp.forwarding(id).equals(Optional.of(forwarding))) {
            FloatingIps.forward(streams, floatingIp, router, forwarding);
        }
        return get(id, floatingIp.id());
    }

    /** A range that is null is as good as none. */
    private static Attributes said(Attributes wished) {
        return wished.without(Stream.of(EXTERNAL_PORT_RANGE, INTERNAL_PORT_RANGE)
                .filter(range -> wished.find(range).isEmpty())
                .toArray(Attribute<?>[]::new));
    }

    private static void requireAddressOf(Port port, Forwarding forwarding) {
        if (port.fixedIps().stream().map(FixedIp::ipAddress).noneMatch(forwarding.internalIpAddress()::equals)) {
            throw badRequest(
                    "The internal IP does not correspond to an address on the internal port, which has fixed_ips "
                            + listed(port.fixedIps()));
        }
    }

    /** A new range takes the place of a port, which would win otherwise. */
    private static Attribute<?>[] supersededBy(Attributes changes) {
        return List.of(EXTERNAL_PORT_RANGE, INTERNAL_PORT_RANGE).stream()
                .filter(changes::has)
                .map(range -> range.equals(EXTERNAL_PORT_RANGE) ? EXTERNAL_PORT : INTERNAL_PORT)
                .toArray(Attribute<?>[]::new);
    }

    /** Lets the ports lead nowhere. */
    @Override
    public void delete(Delete command) {
        PortForwardingId id = PortForwardingId.of(command.id());
        FloatingIp floatingIp = floatingIp(command.parent(), command.caller());
        PlainResource forwarding = get(id, floatingIp.id());
        Guards.requireMay(
                Demand.of("delete_" + description().ruleName()), target(forwarding, floatingIp), command.caller());
        Guards.requireRevision(forwarding, command.revision());
        FloatingIps.unforward(streams, floatingIp, id);
        streams.append(PortForwardingState.TYPE, id, new PortForwardingDeleted(id.value()));
    }

    private PlainResource get(PortForwardingId id, FloatingIpId floatingIp) {
        return streams.find(PortForwardingState.TYPE, id)
                .filter(known -> known.attributes().get(FLOATING_IP_ID).equals(floatingIp.value()))
                .orElseThrow(() -> description().notFound(id));
    }

    private static NeutronError badRequest(String reason) {
        return new NeutronError(400, "BadRequest", "Bad port_forwarding request: " + reason + ".");
    }
}
