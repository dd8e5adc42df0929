package org.portolan.command.port;

import java.util.Optional;
import org.portolan.api.agent.Agent;
import org.portolan.api.json.Json;
import org.portolan.api.segment.Segment;
import org.portolan.api.trunk.Trunk;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Taps on Open vSwitch's integration bridge. */
@Component
public final class OpenVSwitchMechanism extends AgentMechanism {

    @Override
    public String name() {
        return "openvswitch";
    }

    @Override
    public String agentType() {
        return Agent.OPEN_VSWITCH;
    }

    @Override
    protected String vifType() {
        return "ovs";
    }

    @Override
    protected boolean supports(String vnicType) {
        return vnicType.equals("normal");
    }

    @Override
    protected Optional<String> refusal(Agent agent, Segment segment) {
        return switch (segment.networkType()) {
            case LOCAL -> Optional.empty();
            case FLAT, VLAN ->
                segment.physicalNetwork() != null && agent.maps(segment.physicalNetwork())
                        ? Optional.empty()
                        : Optional.of("no bridge is mapped to physical network " + segment.physicalNetwork());
            case VXLAN, GRE, GENEVE ->
                agent.tunnelIp() != null && agent.tunnelTypes().contains(segment.networkType())
                        ? Optional.empty()
                        : Optional.of("the host ends no " + segment.networkType() + " tunnels");
        };
    }

    @Override
    protected ObjectNode vifDetails(Agent agent, Plug plug) {
        ObjectNode details = Json.object().put("connectivity", "l2").put("port_filter", true);
        JsonNode hybridPlug = agent.configurations().path("ovs_hybrid_plug");
        details.set("ovs_hybrid_plug", hybridPlug.isBoolean() ? hybridPlug : NullNode.getInstance());
        return details.put(
                        "datapath_type",
                        agent.configurations().path("datapath_type").asString("system"))
                .put("bridge_name", plug.trunk().map(Trunk::bridgeName).orElseGet(() -> agent.configurations()
                        .path("integration_bridge")
                        .asString("br-int")));
    }
}
