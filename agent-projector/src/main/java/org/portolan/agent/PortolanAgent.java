package org.portolan.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.controller.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes this machine a node: {@code portolan agent}. */
@Command(
        name = "portolan agent",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 110,
        description = {
            "Makes this machine a node: keeps its Open vSwitch as the controller's log wants it.",
            "Needs Open vSwitch (Debian: openvswitch-switch) and the right to change it, usually root.",
            "With --l3 it has routers, with --dhcp it tells guests their addresses; both in network namespaces of their own.",
            "It can be stopped and started at any time: flows and routers stay in place and traffic goes on."
        },
        footer = {
            "",
            "Example:",
            "  portolan agent --controller http://controller:9696 --local-ip 192.0.2.11",
            "  portolan agent --controller http://controller:9696 --local-ip 192.0.2.12 --l3 --dhcp"
        })
public final class PortolanAgent implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(PortolanAgent.class);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final NodeOptions node = new NodeOptions();

    @Option(
            names = "--report-interval",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time between two heartbeats, in ms, s, m or h. Default: ${DEFAULT-VALUE}.")
    private String reportInterval = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text and end.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    /** Runs until the process is told to end. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PortolanAgent()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = commandLine();
        Settings settings = node.settings(line, reportInterval);
        List<String> problems = StartChecks.problems(settings, System.getenv("PATH"));
        if (!problems.isEmpty()) {
            return fail(line, problems);
        }
        try (StateDirectory state = StateDirectory.open(node.stateDirectory(), settings.host())) {
            state.keepOptions(NodeOptions.words(line));
            run(settings, state);
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            return fail(
                    line,
                    List.of("The state directory " + node.stateDirectory() + " cannot be used: " + e.getMessage()
                            + ". Stop the other agent, or name another directory with --state-dir"));
        }
    }

    private static void run(Settings settings, StateDirectory state) throws InterruptedException {
        log.info(
                "Node {} of {}, tunnels {}, Open vSwitch in {}",
                settings.host(),
                settings.controller(),
                settings.localIp() == null ? "none" : settings.tunnelTypes() + " at " + settings.localIp(),
                settings.ovsRunDirectory());
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("end").unstarted(() -> {
            told.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (NodeAgent agent = NodeAgent.on(settings, state)) {
            agent.start();
            told.await();
            log.info("Ending; flows stay in place");
        } finally {
            ended.countDown();
        }
    }

    private CommandLine commandLine() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("not run from a command line");
        }
        return known.commandLine();
    }

    private static int fail(CommandLine line, List<String> problems) {
        PrintWriter err = line.getErr();
        err.println("This machine cannot be a node yet:");
        problems.forEach(problem -> err.println("  " + problem + "."));
        return CommandLine.ExitCode.SOFTWARE;
    }
}
