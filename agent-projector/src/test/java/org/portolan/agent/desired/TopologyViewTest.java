package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.SampleLog.portId;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portolan.agent.Sample;
import org.portolan.agent.SampleLog;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.Topology;

class TopologyViewTest {

    private final SampleLog log = new SampleLog().endpoint(1).network(1).network(2);

    private TopologyView view = TopologyView.of(Topology.empty());

    /** The view after all that has happened so far. */
    private TopologyView now() {
        for (Recorded<?> event : log.events()) {
            view = view.evolve(event);
        }
        return view;
    }

    private static NetworkId network(int number) {
        return new NetworkId(Sample.networkId(number));
    }

    @Test
    void ports_that_came_changed_or_went_have_changed_and_no_others() {
        log.guest(1, 1, "host1").guest(2, 1, "host2").guest(3, 2, "host2");
        TopologyView before = now();

        log.adminState(1, false).delete(2, 1).guest(4, 2, "host1").endpoint(2);

        assertThat(now().changedSince(before))
                .contains(Map.of(network(1), Set.of(portId(1), portId(2)), network(2), Set.of(portId(4))));
        assertThat(before.changedSince(before)).contains(Map.of());
    }

    @Test
    void what_came_of_another_view_is_not_known() {
        TopologyView before = now();
        log.guest(1, 1, "host1");

        assertThat(TopologyView.of(now().topology()).changedSince(before)).isEmpty();
        assertThat(now().changedSince(null)).isEmpty();
        assertThat(before.changedSince(now())).isEmpty();
    }

    @Test
    void only_so_many_changes_are_remembered() {
        log.port(1, 1);
        TopologyView longAgo = now();
        for (int change = 0; change < 5_000; change++) {
            log.adminState(1, change % 2 == 0);
        }
        TopologyView lately = now();
        log.port(2, 1);

        assertThat(now().changedSince(longAgo)).isEmpty();
        assertThat(now().changedSince(lately)).contains(Map.of(network(1), Set.of(portId(2))));
    }
}
