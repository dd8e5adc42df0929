package org.portolan.command.port;

import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.portolan.api.agent.Agent;
import org.portolan.api.port.PortId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import tools.jackson.databind.JsonNode;

/**
 * What mechanisms must know of a port that is to be bound.
 *
 * @param host the host, not empty
 * @param vnicType how its device is to be plugged there
 * @param profile what its device's owner tells of that
 * @param trunk the trunk that the port is the parent of
 * @param agents the agent of a type that is registered on the host
 * @param dynamic a segment of that type on that physical network beside those that the network was made with: the one that
 *     it has, or else one that it gets if the port is bound to it; until then that has no segmentation id
 */
public record Plug(
        PortId port,
        String host,
        String vnicType,
        JsonNode profile,
        Optional<UUID> trunk,
        Function<String, Optional<Agent>> agents,
        BiFunction<NetworkType, String, Segment> dynamic) {}
