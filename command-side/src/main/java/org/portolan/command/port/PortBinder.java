package org.portolan.command.port;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.AgentId;
import org.portolan.api.json.Json;
import org.portolan.api.network.DynamicSegment;
import org.portolan.api.network.Network;
import org.portolan.api.port.Binding;
import org.portolan.api.port.Binding.BindingLevel;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Command;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentState;
import org.portolan.command.port.Mechanism.Answer;
import org.portolan.command.trunk.TrunkMembership;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Decides how a port is bound to a host.
 *
 * <ol>
 *   <li>Level by level, from the network's segments downwards, the mechanisms are asked in their order; the first that leads to
 *       the device, alone or by way of others, is taken.
 *   <li>One that leads nowhere in the end is as good as one that refuses: the next one is asked.
 *   <li>One that fails is logged with the request's id, and counts as refusing.
 *   <li>No mechanism is asked twice on the way to one segment, and no way has more than ten levels.
 * </ol>
 */
final class PortBinder {

    private static final Logger LOGGER = LoggerFactory.getLogger(PortBinder.class);

    /** As many as Neutron follows. */
    private static final int LEVELS_MAX = 10;

    private final Streams streams;
    private final List<Mechanism> mechanisms;

    PortBinder(Streams streams, List<Mechanism> mechanisms) {
        this.streams = streams;
        this.mechanisms = List.copyOf(mechanisms);
    }

    /** What is wished for a port: the host, and how its device is to be plugged there. */
    record Wish(PortId port, String host, String vnicType, JsonNode profile) {}

    /**
     * What becomes of a wish.
     *
     * @param binding the binding, of no generation yet
     * @param reason why there is no way to the host, empty when there is
     * @param joined the segments on the way that the network was not made with
     */
    record Result(Binding binding, String reason, List<Segment> joined) {

        boolean isBound() {
            return binding.isBound();
        }
    }

    /** Looks for a way to the host of the wish. */
    Result bind(Wish wish, Network network) {
        if (wish.host().isEmpty()) {
            return new Result(new Binding(0, "", Binding.UNBOUND, Json.object(), List.of()), "", List.of());
        }
        Search search = new Search(wish, network);
        Optional<Answer.Bound> found = search.from(network.segments(), List.of());
        if (found.isPresent()) {
            return new Result(
                    new Binding(
                            0, wish.host(), found.get().vifType(), found.get().vifDetails(), search.way),
                    "",
                    search.joined());
        }
        return new Result(
                new Binding(0, wish.host(), Binding.BINDING_FAILED, Json.object(), List.of()),
                String.join("; ", search.refusals),
                List.of());
    }

    private final class Search {

        private final Plug plug;
        private final Set<String> refusals = new LinkedHashSet<>();
        private final Map<String, Segment> dynamic = new LinkedHashMap<>();
        private List<BindingLevel> way = List.of();

        Search(Wish wish, Network network) {
            for (DynamicSegment known : network.dynamicSegments()) {
                Segment segment = known.segment();
                dynamic.put(key(segment.networkType(), segment.physicalNetwork()), segment);
            }
            plug = new Plug(
                    wish.port(),
                    wish.host(),
                    wish.vnicType(),
                    wish.profile(),
                    streams.peek(PortState.TYPE, wish.port()).flatMap(TrunkMembership::parentOf),
                    type -> streams.peek(AgentState.TYPE, AgentId.of(type, wish.host())),
                    (type, physicalNetwork) -> dynamic.computeIfAbsent(
                            key(type, physicalNetwork),
                            first -> new Segment(UUID.randomUUID(), type, physicalNetwork, null)));
        }

        private static String key(NetworkType type, @Nullable String physicalNetwork) {
            return type + " " + physicalNetwork;
        }

        Optional<Answer.Bound> from(List<Segment> segments, List<BindingLevel> above) {
            if (above.size() == LEVELS_MAX) {
                refusals.add("more than " + LEVELS_MAX + " levels lead to no device");
                return Optional.empty();
            }
            for (Mechanism mechanism : mechanisms) {
                for (Segment segment : segments) {
                    if (above.stream().anyMatch(level -> isSame(level, mechanism, segment))) {
                        continue;
                    }
                    List<BindingLevel> levels = new ArrayList<>(above);
                    levels.add(new BindingLevel(mechanism.name(), segment.id()));
                    Optional<Answer.Bound> found =
                            switch (ask(mechanism, segment)) {
                                case Answer.Bound bound -> {
                                    way = List.copyOf(levels);
                                    yield Optional.of(bound);
                                }
                                case Answer.Next next -> from(next.segments(), levels);
                                case Answer.Refused refused -> {
                                    refusals.add(mechanism.name() + ": " + refused.reason());
                                    yield Optional.empty();
                                }
                            };
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        private static boolean isSame(BindingLevel level, Mechanism mechanism, Segment segment) {
            return level.driver().equals(mechanism.name()) && level.segmentId().equals(segment.id());
        }

        private Answer ask(Mechanism mechanism, Segment segment) {
            try {
                return mechanism.bind(plug, segment);
            } catch (RuntimeException broken) {
                LOGGER.error(
                        "{} Mechanism {} failed to bind port {} to {}",
                        requestId(),
                        mechanism.name(),
                        plug.port(),
                        plug.host(),
                        broken);
                return new Answer.Refused("failed, " + broken.getMessage());
            }
        }

        private List<Segment> joined() {
            return dynamic.values().stream()
                    .filter(segment ->
                            way.stream().anyMatch(level -> level.segmentId().equals(segment.id())))
                    .toList();
        }
    }

    private static String requestId() {
        return CurrentUnitOfWork.get().getMessage().getPayload() instanceof Command command
                ? command.caller().requestId()
                : "";
    }
}
