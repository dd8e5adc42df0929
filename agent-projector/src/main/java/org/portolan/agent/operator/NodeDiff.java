package org.portolan.agent.operator;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.NodeOptions;
import org.portolan.agent.Settings;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.agent.controller.StateDirectory;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.desired.TopologyView;
import org.portolan.agent.openflow.OvsOfctl;
import org.portolan.agent.ovsdb.Ovsdb;
import org.portolan.agent.ovsdb.OvsdbClient;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.reconcile.Comparison;
import org.portolan.agent.reconcile.Drift;
import org.portolan.agent.service.ServedComparison;
import org.portolan.api.json.Json;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares this machine with what the log wants of it: {@code portolan node diff}. */
@Command(
        name = "diff",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description = {
            "Compares this machine with what the log wants of it: flows, meters, ports and bridges of Open vSwitch, and the"
                    + " namespaces of routers and DHCP servers with their devices, addresses, routes, rules and servers.",
            "A line with + is missing here, one with - should not be. Nothing is changed. What differs is looked at twice, a"
                    + " moment apart, since the agent may just be at it.",
            "Exits with 0 if nothing differs, 1 if something does, 2 if that cannot be found out."
        },
        footer = {
            "",
            "What the agent of this machine was told is known from its state directory, but for headers; other options are needed"
                    + " only where it should be looked at otherwise.",
            "",
            "Examples:",
            "  portolan node diff",
            "  portolan node diff --host host2 --json",
            "  portolan node diff --offline"
        })
final class NodeDiff implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);
    private static final int SAME = 0;
    private static final int DIFFERENT = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Tell it as JSON.")
    private boolean json;

    @Option(
            names = "--offline",
            description =
                    "Compare with what the agent kept of the log, which may be some seconds old, without asking the"
                            + " controller.")
    private boolean offline;

    @Mixin
    private final NodeOptions node = new NodeOptions();

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Commands.line(spec);
        Settings settings = node.ofAgent(line);
        try (OvsdbClient database = OvsdbClient.watch(settings.databaseSocket(), PATIENCE, () -> {})) {
            database.awaitView();
            Ovsdb ovsdb = settings.bridges().over(database);
            TopologyView view = wanted(line, settings);
            List<Drift> differences = compare(settings, view, ovsdb);
            if (!differences.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(SECOND_LOOK.toMillis());
                view = wanted(line, settings);
                differences.retainAll(compare(settings, view, ovsdb));
            }
            tell(settings.host(), view.position(), differences, line.getOut());
            return differences.isEmpty() ? SAME : DIFFERENT;
        }
    }

    private TopologyView wanted(CommandLine line, Settings settings) {
        if (offline) {
            return StateDirectory.lastKnown(node.stateDirectory(), settings.host())
                    .orElseThrow(
                            () -> new Unanswered("the agent of " + settings.host() + " has kept nothing of the log in "
                                    + node.stateDirectory() + ". Say where it keeps it: --state-dir"));
        }
        try (ControllerClient controller = node.client(line)) {
            return controller.look();
        }
    }

    private List<Drift> compare(Settings settings, TopologyView view, Ovsdb ovsdb) {
        List<Drift> differences = new ArrayList<>(Comparison.of(
                new Renderer(settings.localHost(), settings.datapathType()),
                view,
                ovsdb.view().orElseThrow(() -> new OvsdbException("The database of Open vSwitch went away")),
                new OvsOfctl(settings.ovsRunDirectory(), settings.bridges()::of, settings.datapathType(), PATIENCE)));
        differences.addAll(ServedComparison.of(
                settings.roles(node.stateDirectory().resolve(settings.host())), view.topology(), ovsdb));
        return differences;
    }

    private void tell(String host, long position, List<Drift> differences, PrintWriter out) {
        if (json) {
            ObjectNode told = Json.object().put("host", host).put("position", position);
            ArrayNode all = told.putArray("differences");
            differences.forEach(drift -> {
                ObjectNode one = all.addObject().put("where", drift.where());
                one.put("expected", orNull(drift.expected()));
                one.put("found", orNull(drift.found()));
            });
            out.println(told);
        } else if (differences.isEmpty()) {
            out.println(host + " is as the log wants it, as of position " + position + ".");
        } else {
            for (Drift drift : differences) {
                if (orNull(drift.found()) != null) {
                    out.println("- " + drift.where() + ": " + drift.found());
                }
                if (orNull(drift.expected()) != null) {
                    out.println("+ " + drift.where() + ": " + drift.expected());
                }
            }
            out.println(host + " differs in " + differences.size()
                    + (differences.size() == 1 ? " place" : " places") + " from what the log wants, as of position "
                    + position + ".");
        }
        out.flush();
    }

    private static @Nullable String orNull(String text) {
        return text.equals(Drift.ABSENT) ? null : text;
    }
}
