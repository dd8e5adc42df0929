package org.portolan.agent.desired;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.portolan.agent.pipeline.Bridge;

/**
 * What the host should look like, given the log and what is plugged in.
 *
 * @param position of the log that this reflects
 * @param vlans to be handed to the next rendering
 * @param given local VLAN ids that another network may have had before: what is known of its connections is not theirs
 * @param flows by bridge; only those that the port numbers known so far allow
 * @param attachments of the ports that are plugged in and open, by port id
 */
public record DesiredState(
        long position,
        LocalVlans vlans,
        Set<Integer> given,
        DesiredSwitch ovs,
        Map<Bridge, BridgeFlows> flows,
        SortedMap<UUID, Attachment> attachments) {

    /** Flows of one bridge, none if the bridge should not exist. */
    public BridgeFlows flowsOf(Bridge bridge) {
        return flows.getOrDefault(bridge, BridgeFlows.none());
    }
}
