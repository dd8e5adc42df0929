package org.portolan.command.autoallocated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.portolan.api.autoallocated.AutoAllocatedTopologyCommand.AllocateTopology;
import org.portolan.api.autoallocated.AutoAllocatedTopologyCommand.RemoveTopology;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class AutoAllocatedTopologyTest {

    private static final Caller ADA = Scenario.caller("engines", "member");
    private static final Caller BOB = Scenario.caller("bridges", "member");

    private final Scenario scenario = Scenario.begin();

    private void external() {
        Network network = scenario.network("{'name':'out','router:external':true,'is_default':true}");
        scenario.subnet4(network, "203.0.113.0/24");
    }

    private void pool() {
        scenario.create(
                new SubnetPoolDescription(),
                "{'name':'sea','prefixes':['10.44.0.0/16'],'default_prefixlen':26,'is_default':true,'shared':true}");
    }

    private JsonNode allocate(boolean dryRun, Caller caller) {
        return scenario.commands().execute(new AllocateTopology(ADA.project(), dryRun, caller), JsonNode.class);
    }

    @Test
    void a_project_gets_a_network_with_a_way_out_once() {
        external();
        pool();
        scenario.newEvents();

        JsonNode made = allocate(false, ADA);

        assertThat(made.path("tenant_id").asString()).isEqualTo("engines");
        assertThat(scenario.newEventNames())
                .contains("NetworkCreated", "SubnetCreated", "RouterCreated", "RouterGatewaySet", "TopologyAllocated")
                .contains("RouterInterfaceAttached");
        assertThat(allocate(false, ADA)).isEqualTo(made);
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void a_dry_run_makes_nothing_and_says_what_is_missing() {
        refusal(() -> allocate(true, ADA))
                .is(409, "AutoAllocationFailure")
                .says("Deployment error: No default router:external network.");
        external();
        refusal(() -> allocate(true, ADA)).says("Deployment error: No default subnetpools defined.");
        refusal(() -> allocate(false, ADA)).says("Deployment error: Unable to provide tenant private network.");
        pool();
        scenario.newEvents();

        assertThat(allocate(true, ADA).path("id").asString()).isEqualTo("dry-run=pass");
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void the_whole_topology_goes_at_once_and_a_project_can_have_another() {
        external();
        pool();
        JsonNode first = allocate(false, ADA);
        scenario.newEvents();

        scenario.execute(new RemoveTopology(ADA.project(), ADA));

        assertThat(scenario.newEventNames())
                .contains("RouterDeleted", "SubnetDeleted", "PrefixReleased", "NetworkDeleted", "TopologyRemoved");
        scenario.execute(new RemoveTopology(ADA.project(), ADA));
        assertThat(scenario.newEvents()).isEmpty();
        assertThat(allocate(false, ADA).path("id")).isNotEqualTo(first.path("id"));
    }

    @Test
    void nobody_acts_for_another_project() {
        external();
        pool();

        refusal(() -> allocate(false, BOB)).is(403, "NotAuthorized").says("Not authorized.");
        refusal(() -> scenario.execute(new RemoveTopology(ADA.project(), BOB))).is(403, "NotAuthorized");
    }
}
