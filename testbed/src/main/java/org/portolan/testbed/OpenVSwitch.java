package org.portolan.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Open vSwitch of one host: an ovsdb-server and an ovs-vswitchd of its own in the host's namespace, on the userspace datapath, which
 * needs no kernel module.
 */
public final class OpenVSwitch {

    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final Duration END = Duration.ofSeconds(5);
    private static final Pattern FLOW_COUNT = Pattern.compile("flow_count=(\\d{1,9})");

    private final Run run;
    private final Namespace namespace;
    private final Path directory;

    OpenVSwitch(Run run, Namespace namespace, Path directory) {
        this.run = run;
        this.namespace = namespace;
        this.directory = directory;
    }

    /** Where db.sock and the bridges' management sockets are: the {@code OVS_RUNDIR}. */
    public Path directory() {
        return directory;
    }

    void create(String systemId) {
        run.requireOpen();
        Program.of("ovsdb-tool", "create", directory + "/conf.db", SCHEMA.toString())
                .succeed();
        daemon(
                "ovsdb-server",
                directory + "/conf.db",
                "--remote=punix:" + directory + "/db.sock",
                "--remote=ptcp:6640:127.0.0.1",
                "--unixctl=" + directory + "/ovsdb.ctl",
                "--pidfile=" + directory + "/ovsdb.pid",
                "--log-file=" + directory + "/ovsdb.log");
        vsctl(
                "--no-wait",
                "init",
                "--",
                "set",
                "Open_vSwitch",
                ".",
                "external_ids:system-id=" + systemId,
                "other_config:n-handler-threads=1",
                "other_config:n-revalidator-threads=1");
        start();
    }

    /** Starts ovs-vswitchd and waits until it has taken over the configuration. */
    public void start() {
        run.requireOpen();
        daemon(
                "ovs-vswitchd",
                "unix:" + directory + "/db.sock",
                "--unixctl=" + directory + "/vswitchd.ctl",
                "--pidfile=" + directory + "/vswitchd.pid",
                "--log-file=" + directory + "/vswitchd.log");
        vsctl("init");
    }

    /** Stops ovs-vswitchd with SIGTERM. The database server goes on. */
    public void stop() {
        vswitchd().ifPresent(process -> {
            process.askToEnd();
            awaitEnd(process);
        });
    }

    /** Kills ovs-vswitchd with SIGKILL. The database server goes on. */
    public void kill() {
        vswitchd().ifPresent(process -> {
            process.kill();
            awaitEnd(process);
        });
    }

    /** Stops ovs-vswitchd and starts it again. Its flows are lost; ports and tunnels come back from the database. */
    public void restart() {
        stop();
        start();
    }

    /** Resident memory of ovs-vswitchd in bytes; 0 when it does not run. */
    public long residentBytes() {
        return vswitchd().map(ProcessId::residentBytes).orElse(0L);
    }

    /** Whether ovs-vswitchd runs. */
    public boolean alive() {
        return vswitchd().isPresent();
    }

    /**
     * Runs {@code ovs-vsctl} and returns what it says. It gives up after 10 seconds: without a time-out it waits for ever for an ovs-vswitchd
     * that is down.
     */
    public String vsctl(String... arguments) {
        return Program.of(Stream.concat(
                                Stream.of("ovs-vsctl", "-t", "10", "--db=unix:" + directory + "/db.sock"),
                                Stream.of(arguments))
                        .toList())
                .succeed()
                .text();
    }

    /** Runs {@code ovs-ofctl} with OpenFlow 1.3 and returns what it says. */
    public String ofctl(String... arguments) {
        return ofctl(List.of(arguments), "").text();
    }

    /** Runs {@code ovs-appctl} on ovs-vswitchd and returns what it says. */
    public String appctl(String... arguments) {
        return Program.of(
                        Stream.concat(Stream.of("ovs-appctl", "-t", directory + "/vswitchd.ctl"), Stream.of(arguments))
                                .toList())
                .succeed()
                .text();
    }

    /** Adds flows, in the notation of ovs-ofctl, in one bundle. */
    public void addFlows(String bridge, List<String> flows) {
        ofctl(List.of("--bundle", "add-flows", bridge, "-"), String.join("\n", flows) + "\n");
    }

    /** The flows of a bridge as {@code ovs-ofctl dump-flows} prints them, without counters and ages. */
    public List<String> flows(String bridge) {
        return ofctl(List.of("--no-stats", "dump-flows", bridge), "").lines();
    }

    /** How many flows a bridge has; 0 when there is no such bridge. */
    public int flowCount(String bridge) {
        Program.Output output = program(List.of("dump-aggregate", bridge)).run();
        Matcher count = FLOW_COUNT.matcher(output.out());
        return output.succeeded() && count.find() ? Integer.parseInt(count.group(1)) : 0;
    }

    /**
     * Listens for flows of a bridge.
     *
     * @param watch for which, as ovs-ofctl's {@code monitor} takes it after {@code watch:}; with {@code !initial} not for those that are there
     */
    public FlowMonitor monitor(String bridge, String watch) {
        run.requireOpen();
        return FlowMonitor.start(namespace, directory, bridge, watch);
    }

    /** The names of the bridges. */
    public List<String> bridges() {
        return vsctl("list-br").lines().toList();
    }

    private Program.Output ofctl(List<String> arguments, String input) {
        return program(arguments).reading(input).succeed();
    }

    private Program program(List<String> arguments) {
        return Program.of(Stream.concat(Stream.of("ovs-ofctl", "-O", "OpenFlow13"), arguments.stream())
                        .toList())
                .with("OVS_RUNDIR", directory.toString());
    }

    private void daemon(String... arguments) {
        String place = directory.toString();
        Program.of(Stream.concat(Stream.of(arguments), Stream.of("--no-chdir", "--detach"))
                        .toList())
                .with("OVS_RUNDIR", place)
                .with("OVS_LOGDIR", place)
                .with("OVS_SYSCONFDIR", place)
                .in(namespace)
                .succeed();
    }

    private Optional<ProcessId> vswitchd() {
        return ProcessId.in(directory.resolve("vswitchd.pid")).filter(ProcessId::runs);
    }

    private static void awaitEnd(ProcessId process) {
        Await.until("ovs-vswitchd " + process.value() + " ended", END, () -> !process.runs());
    }
}
