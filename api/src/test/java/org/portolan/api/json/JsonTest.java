package org.portolan.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import tools.jackson.databind.JsonNode;

class JsonTest {

    private final Network network = new Network(
            NetworkId.of("11111111-1111-1111-1111-111111111111"),
            new ProjectId("engines"),
            Attributes.none().with(NetworkDescription.SHARED, true),
            List.of(new Segment(UUID.randomUUID(), NetworkType.VXLAN, null, 1000L)),
            List.of(),
            Lifecycle.startedAt(Instant.parse("2026-11-20T12:00:00.123456Z"), 1));

    @Test
    void a_state_comes_back_as_it_was() {
        String json = Json.mapper().writeValueAsString(network);

        assertThat(Json.mapper().readValue(json, Network.class)).isEqualTo(network);
    }

    @Test
    void only_what_a_state_consists_of_is_written_not_what_can_be_asked_of_it() {
        JsonNode json = Json.tree(network);

        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder("id", "project", "attributes", "segments", "subnets", "lifecycle");
    }
}
