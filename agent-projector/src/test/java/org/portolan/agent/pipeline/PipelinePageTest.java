package org.portolan.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.HOST1;
import static org.portolan.agent.Sample.network;
import static org.portolan.agent.Sample.port;
import static org.portolan.agent.Sample.portId;
import static org.portolan.agent.Sample.threeHosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.desired.TopologyView;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.agent.reconcile.Trigger;
import org.portolan.api.segment.NetworkType;

/** The page of the pipeline is made of the declarations, with flows that the agent really renders. */
class PipelinePageTest {
    private static final Path PAGE = Path.of("..", "docs", "pipeline.md");
    private static final int EXAMPLES = 4;

    @Test
    void the_page_in_the_documentation_is_the_one_that_the_declarations_give() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("portolan.docs"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/pipeline.md; renew it by running this test with -Dportolan.docs=write")
                .isEqualTo(page);
    }

    private static String page() {
        FakeSwitch example = example();
        StringBuilder page = new StringBuilder("""
                # The pipeline

                Every frame takes its way through these tables. Numbers and roles are those of Neutron's Open vSwitch agent. This page is
                rendered from the declarations in `org.portolan.agent.pipeline.Table`; the example flows are what `host1` has when one network
                has a port on each of `host1`, `host2` and `host3`, and a VLAN network of the physical network behind br-ex has one on `host1`.

                A flow's cookie is `0x504f`, two digits for the feature it serves, and ten for the position in the log of the event that caused it
                (0 if it is part of the bare pipeline):

                | digits | feature |
                | --- | --- |
                """);
        for (Cookie.Feature feature : Cookie.Feature.values()) {
            page.append("| `%s` | %s |%n"
                    .formatted(Cookie.of(feature, 0).toString().substring(6, 8), words(feature.name())));
        }
        for (Bridge bridge : List.of(Bridge.BR_INT, Bridge.BR_TUN, Bridge.physical("br-ex"))) {
            page.append("\n## ").append(bridge.ovsName()).append("\n\n```mermaid\nflowchart LR\n");
            for (Table table : Table.of(bridge.role())) {
                page.append("    t%d[\"%d %s\"]%n".formatted(table.id(), table.id(), words(table.name())));
                table.next().forEach(next -> page.append("    t%d --> t%d%n".formatted(table.id(), next.id())));
            }
            page.append("```\n");
            for (Table table : Table.of(bridge.role())) {
                section(page, bridge, table, example);
            }
        }
        return page.toString().replace("\r\n", "\n");
    }

    private static void section(StringBuilder page, Bridge bridge, Table table, FakeSwitch example) {
        page.append("\n### %s %d: %s%n%n%s%n%n"
                .formatted(bridge.ovsName(), table.id(), words(table.name()), table.purpose()));
        page.append("- A frame that nothing else matches: ").append(miss(table)).append('\n');
        List<String> next = table.next().stream()
                .map(other -> other.id() + " " + words(other.name()))
                .toList();
        page.append("- Next tables: ")
                .append(next.isEmpty() ? "none" : String.join(", ", next))
                .append('\n');
        List<String> examples = new ArrayList<>(example.lines(bridge).stream()
                .map(FlowDump::parse)
                .filter(flow -> flow.key().table() == table.id())
                .sorted(Comparator.<Flow>comparingInt(flow -> -flow.key().priority())
                        .thenComparing(flow -> flow.key().match()))
                .map(Flow::text)
                .limit(EXAMPLES)
                .toList());
        if (!examples.isEmpty()) {
            page.append("\n```\n").append(String.join("\n", examples)).append("\n```\n");
        }
    }

    private static String miss(Table table) {
        return switch (table.miss()) {
            case DROP -> "dropped";
            case NORMAL -> "switched as by an ordinary learning bridge";
            case DELIVER -> "handed to the port that was noted";
            case REFUSE, GO_ON -> "on to table " + table.next().getFirst().id();
            case IMPOSSIBLE -> "there is none, the other flows match all";
        };
    }

    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static FakeSwitch example() {
        FakeSwitch ovs = new FakeSwitch();
        try (Reconciler reconciler = new Reconciler(
                new Renderer(HOST1, ""),
                () -> TopologyView.of(
                        threeHosts().with(network(2, NetworkType.VLAN)).with(port(4, 2, "host1"))),
                ovs,
                ovs,
                receipt -> {},
                Reconciler.Rhythm.standard())) {
            ovs.addBridge("br-ex");
            reconciler.pass(EnumSet.of(Trigger.STARTED));
            ovs.plug("tap1", portId(1).toString());
            ovs.plug("tap4", portId(4).toString());
            ovs.plug("tap9", portId(9).toString());
            reconciler.pass(EnumSet.of(Trigger.SWITCH));
        }
        return ovs;
    }
}
