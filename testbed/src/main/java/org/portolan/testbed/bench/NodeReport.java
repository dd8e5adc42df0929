package org.portolan.testbed.bench;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that was measured of a node.
 *
 * @param openVSwitch its version
 */
public record NodeReport(Machine machine, String openVSwitch, NodeOptions options, List<Figure> figures) {

    public NodeReport {
        figures = List.copyOf(figures);
    }

    /** How it was measured, for the reader of a table. */
    public String conditions() {
        return String.format(
                Locale.ROOT,
                """
                %s
                %s, datapath in user space. Controller, PostgreSQL (fsync on), agent, Open vSwitch and the driver share these cores.
                One network, on which the node has one port; the others are on %d other hosts, which are registered and do not exist.
                POST to flow: %d ports a round, one after the other, from the sending of the request to the hearing of the port's unicast
                flow from ovs-ofctl monitor; answered: to the answer of the request, which is a part of it. %d rounds after %d for warming up.
                Memory: VmRSS and VmHWM of the agent's process, in MB of 1,000,000 bytes.
                Cold start: agent killed, its state removed, br-tun and all flows deleted; from the start of ./portolan agent until br-tun
                has all of its flows again. Restart: agent stopped, flows in place, one port made meanwhile; from the start until that
                port's flow is there. Both with the archive of classes that an agent leaves when it ends.
                Figures are medians of rounds, the least and the greatest of which are in parentheses; max is that of all samples of a round.
                """,
                machine,
                openVSwitch,
                options.hosts(),
                options.samples(),
                options.rounds(),
                options.warmUps());
    }

    /** As JSON. */
    public ObjectNode toJson(JsonMapper json) {
        ObjectNode report = json.createObjectNode();
        report.set("machine", machine.toJson(json));
        report.put("open_vswitch", openVSwitch)
                .put("ports", options.ports())
                .put("hosts", options.hosts())
                .put("samples_a_round", options.samples())
                .put("rounds", options.rounds())
                .put("warm_up_rounds", options.warmUps());
        var all = report.putArray("figures");
        figures.forEach(figure -> all.add(figure.toJson(json)));
        return report;
    }
}
