package org.portolan.testbed.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.portolan.testbed.Await;
import org.portolan.testbed.Daemon;
import org.portolan.testbed.FlowMonitor;
import org.portolan.testbed.Guest;
import org.portolan.testbed.Host;
import org.portolan.testbed.Launcher;
import org.portolan.testbed.OpenVSwitch;
import org.portolan.testbed.Testbed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Measures a node: the launcher's controller and agent as processes, and a real Open vSwitch.
 *
 * <ol>
 *   <li>How long it takes from a port's POST to its flow, with few ports known and with many.
 *   <li>How much memory the agent needs when it knows many ports.
 *   <li>How long an agent takes that starts with nothing, and one that finds its flows in place.
 * </ol>
 */
public final class NodeBench {

    /** What is wanted of a node: ms from POST to flow for 95 of 100 ports, MB of an agent, s of a cold start. */
    static final double REACTION_BAR = 150;

    static final double MEMORY_BAR = 128;
    static final double START_BAR = 3;

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration WIRED = Duration.ofSeconds(60);
    private static final Duration FLOW = Duration.ofSeconds(20);
    private static final Duration CONVERGED = Duration.ofMinutes(3);
    private static final Duration FAREWELL = Duration.ofSeconds(30);
    private static final Duration CALM = Duration.ofSeconds(2);
    private static final String TUNNEL_BRIDGE = "br-tun";
    private static final String UNICAST = "table=20";
    private static final int BULK = 250;
    private static final int FILL_REPORTS = 4;

    private final Launcher launcher;
    private final NodeOptions options;
    private final PrintStream out;
    private final Testbed testbed;
    private final URI root;
    private final HttpConnection connection;
    private final JsonMapper json = new JsonMapper();
    private final List<Figure> figures = new ArrayList<>();
    private final AtomicInteger names = new AtomicInteger();
    private final long begin = System.nanoTime();

    /** Ports of other hosts so far. */
    private int remote;

    /** The MAC address of the last of these that was made alone. */
    private String latest = "";

    private NodeBench(Launcher launcher, NodeOptions options, PrintStream out, Testbed testbed, URI root) {
        this.launcher = launcher;
        this.options = options;
        this.out = out;
        this.testbed = testbed;
        this.root = root;
        this.connection = new HttpConnection(root);
    }

    /**
     * Measures what the options say on a testbed of its own, tells of it as it goes, and writes it down.
     *
     * @param home the checkout, built, with the launcher in it
     * @return whether everything could be measured
     */
    public static boolean run(Path home, NodeOptions options, PrintStream out) {
        try (Testbed testbed = Testbed.open()) {
            URI root = URI.create("http://127.0.0.1:" + Launcher.freePort());
            NodeBench bench = new NodeBench(Launcher.in(home), options, out, testbed, root);
            List<Daemon> daemons = new ArrayList<>();
            try {
                NodeReport report = bench.measure(daemons);
                out.printf("%n%s%n", Figure.header());
                report.figures().forEach(figure -> out.println(figure.toLine()));
                out.printf("%n%s", report.conditions());
                if (options.output().isPresent()) {
                    Files.writeString(
                            options.output().get(),
                            report.toJson(new JsonMapper()).toPrettyString() + "\n",
                            StandardCharsets.UTF_8);
                }
                return true;
            } catch (IOException | RuntimeException failure) {
                if (!testbed.closed()) {
                    out.printf("%nIt could not be measured: %s%n", failure);
                    daemons.forEach(daemon -> tellOf(daemon, out));
                }
                return false;
            } finally {
                bench.connection.close();
            }
        }
    }

    private static void tellOf(Daemon daemon, PrintStream out) {
        out.printf("%nThe last lines of %s:%n", daemon.log());
        daemon.lastLines(30).forEach(line -> out.println("    " + line));
    }

    private NodeReport measure(List<Daemon> daemons) throws IOException {
        Daemon controller = testbed.start(
                "controller", launcher.up(root.getPort(), testbed.scratch().resolve("data")), Launcher.environment());
        daemons.add(controller);
        awaitApi(controller);
        say(String.format(Locale.ROOT, "the controller answers on %s", root));
        Host host = testbed.addHost("host1");
        host.reach(root.getPort());
        Daemon agent = startAgent(host);
        daemons.add(agent);
        try (PaperHosts others = PaperHosts.register(root, options.hosts(), json)) {
            String network = network();
            wire(host, network);
            say("host1 has a port on the network; " + others.count() + " other hosts are registered");
            memory(agent, "one port known");
            react(host, network, "few ports");
            fill(host, network, options.ports() - options.samples() * (options.warmUps() + options.rounds()));
            react(host, network, "many ports");
            memory(agent, known() + " ports known, grown");
            coldStarts(host, agent);
            restarts(host, agent, network);
        }
        String version =
                host.openVSwitch().vsctl("--version").lines().findFirst().orElse("Open vSwitch");
        return new NodeReport(
                Machine.here(),
                version.replaceFirst("^ovs-vsctl \\(Open vSwitch\\)", "Open vSwitch"),
                options,
                figures);
    }

    // --- what is measured --------------------------------------------------------------------------------------------

    /** From POST to flow. */
    private void react(Host host, String network, String situation) throws IOException {
        List<Latencies> flows = new ArrayList<>();
        List<Latencies> answers = new ArrayList<>();
        try (FlowMonitor monitor = host.openVSwitch().monitor(TUNNEL_BRIDGE, "!initial," + UNICAST)) {
            for (int round = -options.warmUps(); round < options.rounds(); round++) {
                long[] flow = new long[options.samples()];
                long[] answer = new long[options.samples()];
                for (int sample = 0; sample < options.samples(); sample++) {
                    String body = "{\"port\": " + port(network) + "}";
                    long sent = System.nanoTime();
                    int status = connection.exchange("POST", "/v2.0/ports", body);
                    answer[sample] = System.nanoTime() - sent;
                    requireStatus(status, 201);
                    remote++;
                    String mac = json.readTree(connection.body())
                            .path("port")
                            .path("mac_address")
                            .asString();
                    flow[sample] = monitor.added(mac, FLOW) - sent;
                    latest = mac;
                }
                Latencies reactions = Latencies.of(flow);
                say(String.format(
                        Locale.ROOT,
                        "POST to flow, %s: p50 %.1f ms, p95 %.1f ms%s",
                        situation,
                        reactions.percentile(50) / 1e6,
                        reactions.percentile(95) / 1e6,
                        round < 0 ? ", warming up" : ""));
                if (round >= 0) {
                    flows.add(reactions);
                    answers.add(Latencies.of(answer));
                }
            }
        }
        figures.add(latency("POST to flow, " + situation + ": p50", flows, 50));
        figures.add(latency("POST to flow, " + situation + ": p95", flows, 95).below(REACTION_BAR));
        figures.add(latency("POST to flow, " + situation + ": max", flows, 100));
        figures.add(latency("  of which answered: p50", answers, 50));
        figures.add(latency("  of which answered: max", answers, 100));
    }

    private static Figure latency(String name, List<Latencies> rounds, double percent) {
        return Figure.of(
                name,
                "ms",
                rounds.stream().map(round -> round.percentile(percent) / 1e6).toList());
    }

    /** Resident memory, once the agent has come to rest. */
    private void memory(Daemon agent, String situation) {
        rest();
        Figure resident = Figure.of("agent resident, " + situation, "MB", List.of(megabytes(agent.residentBytes())));
        figures.add(remote == 0 ? resident : resident.below(MEMORY_BAR));
        figures.add(Figure.of("  at its peak", "MB", List.of(megabytes(agent.peakResidentBytes()))));
        say(String.format(
                Locale.ROOT,
                "agent resident, %s: %.1f MB",
                situation,
                resident.spread().median()));
    }

    /** One start of the agent. */
    private record Start(double seconds, double cpuSeconds, double resident, double peak) {}

    private void coldStarts(Host host, Daemon agent) {
        agent.stop(FAREWELL);
        List<Start> starts = new ArrayList<>();
        OpenVSwitch ovs = host.openVSwitch();
        int flows = ovs.flowCount(TUNNEL_BRIDGE);
        for (int round = 0; round < options.rounds(); round++) {
            ovs.ofctl("del-flows", "br-int");
            ovs.vsctl("del-br", TUNNEL_BRIDGE);
            deleteState(host);
            rest();
            long started = System.nanoTime();
            agent.start();
            starts.add(converged(agent, started, awaitFlows(ovs, agent, flows)));
            say(String.format(
                    Locale.ROOT, "cold start in %.2f s", starts.getLast().seconds()));
            agent.kill();
        }
        agent.start();
        tellStarts("cold start, " + known() + " ports", starts, true);
    }

    /**
     * When the tunnel bridge has so many flows. Looking at them all the time would slow down what is measured: first the bridge's socket is
     * waited for, then the flow of the last port, and only then flows are counted.
     */
    private long awaitFlows(OpenVSwitch ovs, Daemon agent, int flows) {
        Path socket = ovs.directory().resolve(TUNNEL_BRIDGE + ".mgmt");
        Await.until("there is a " + TUNNEL_BRIDGE, CONVERGED, () -> requireAlive(agent) && Files.exists(socket));
        try (FlowMonitor monitor = ovs.monitor(TUNNEL_BRIDGE, UNICAST + ",dl_dst=" + latest)) {
            long heard = monitor.added(latest, CONVERGED);
            if (ovs.flowCount(TUNNEL_BRIDGE) >= flows) {
                return heard;
            }
        }
        Await.until(
                TUNNEL_BRIDGE + " has its " + flows + " flows",
                CONVERGED,
                () -> requireAlive(agent) && ovs.flowCount(TUNNEL_BRIDGE) >= flows);
        return System.nanoTime();
    }

    private void restarts(Host host, Daemon agent, String network) throws IOException {
        List<Start> starts = new ArrayList<>();
        // So that the first stop comes after a pass.
        await(host, post(network));
        for (int round = 0; round < options.rounds(); round++) {
            agent.stop(FAREWELL);
            rest();
            try (FlowMonitor monitor = host.openVSwitch().monitor(TUNNEL_BRIDGE, "!initial," + UNICAST)) {
                String mac = post(network);
                long started = System.nanoTime();
                agent.start();
                starts.add(converged(agent, started, monitor.added(mac, CONVERGED)));
            }
            say(String.format(Locale.ROOT, "restart in %.2f s", starts.getLast().seconds()));
        }
        tellStarts("restart, flows in place", starts, false);
    }

    private static Start converged(Daemon agent, long started, long done) {
        double cpu = CpuTime.of(agent.pid()) / 1e3;
        rest();
        return new Start(
                (done - started) / 1e9, cpu, megabytes(agent.residentBytes()), megabytes(agent.peakResidentBytes()));
    }

    private void tellStarts(String name, List<Start> starts, boolean cold) {
        Figure seconds = of(name, "s", starts, Start::seconds);
        figures.add(cold ? seconds.below(START_BAR) : seconds);
        figures.add(of("  of which the agent computes", "s", starts, Start::cpuSeconds));
        figures.add(
                of("  agent resident after it", "MB", starts, Start::resident).below(MEMORY_BAR));
        figures.add(of("  at its peak", "MB", starts, Start::peak));
    }

    private static Figure of(String name, String unit, List<Start> starts, ToDoubleFunction<Start> figure) {
        return Figure.of(name, unit, starts.stream().mapToDouble(figure).boxed().toList());
    }

    // --- what there has to be ----------------------------------------------------------------------------------------

    private Daemon startAgent(Host host) {
        return host.start("agent", launcher.agent(root, host), Launcher.environment());
    }

    private static void deleteState(Host host) {
        try (Stream<Path> files = Files.list(Launcher.stateDirectory(host).resolve(host.name()))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String network() throws IOException {
        String network = exchange("POST", "/v2.0/networks", "{\"network\": {\"name\": \"bench\"}}", 201)
                .path("network")
                .path("id")
                .asString();
        exchange(
                "POST",
                "/v2.0/subnets",
                "{\"subnet\": {\"network_id\": \"" + network + "\", \"ip_version\": 4, \"cidr\": \"10.64.0.0/14\"}}",
                201);
        return network;
    }

    /** Gives the host a port on the network, with a guest, so that the network's other ports concern it. */
    private void wire(Host host, String network) throws IOException {
        Await.until("the agent of " + host.name() + " is registered", WIRED, () -> {
            try {
                return exchange("GET", "/v2.0/agents?host=" + host.name(), "", 200)
                                .path("agents")
                                .size()
                        == 1;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        JsonNode port = exchange(
                        "POST",
                        "/v2.0/ports",
                        "{\"port\": {\"network_id\": \"" + network + "\", \"binding:host_id\": \"" + host.name()
                                + "\", \"device_owner\": \"compute:nova\"}}",
                        201)
                .path("port");
        String id = port.path("id").asString();
        String address = port.path("fixed_ips").path(0).path("ip_address").asString();
        host.plug("guest", new Guest.Nic(id, port.path("mac_address").asString(), address + "/14", 1450));
        Await.until("the port of " + host.name() + " is ACTIVE", WIRED, () -> {
            try {
                return exchange("GET", "/v2.0/ports/" + id, "", 200)
                        .path("port")
                        .path("status")
                        .asString()
                        .equals("ACTIVE");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Gives the other hosts more ports, up to so many, by bulk creates. */
    private void fill(Host host, String network, int upTo) throws IOException {
        int missing = upTo - remote;
        long started = System.nanoTime();
        int flows = host.openVSwitch().flowCount(TUNNEL_BRIDGE);
        int made = 0;
        while (made < missing) {
            ObjectNode body = json.createObjectNode();
            ArrayNode ports = body.putArray("ports");
            int count = Math.min(BULK, missing - made);
            for (int i = 0; i < count; i++) {
                ports.add(json.readTree(port(network)));
            }
            exchange("POST", "/v2.0/ports", body.toString(), 201);
            remote += count;
            int before = made;
            made += count;
            int step = Math.max(BULK, missing / FILL_REPORTS);
            if (made / step > before / step || made == missing) {
                say(String.format(Locale.ROOT, "%,d of %,d ports made, %.0f/s", remote, upTo, made / seconds(started)));
            }
        }
        long answered = System.nanoTime();
        int expected = flows + 2 * Math.max(0, missing);
        Await.until(
                TUNNEL_BRIDGE + " has " + expected + " flows",
                CONVERGED,
                () -> host.openVSwitch().flowCount(TUNNEL_BRIDGE) >= expected);
        say(String.format(Locale.ROOT, "the last flow %.2f s after the last answer", seconds(answered)));
    }

    /** Makes one port of another host; returns its MAC address. */
    private String post(String network) throws IOException {
        remote++;
        return exchange("POST", "/v2.0/ports", "{\"port\": " + port(network) + "}", 201)
                .path("port")
                .path("mac_address")
                .asString();
    }

    private static void await(Host host, String mac) {
        Await.until("the flow to " + mac, CONVERGED, () -> host.openVSwitch()
                .ofctl("dump-flows", TUNNEL_BRIDGE, UNICAST)
                .contains(mac));
    }

    private String port(String network) {
        int number = names.incrementAndGet();
        return "{\"name\": \"bench-" + number + "\", \"network_id\": \"" + network
                + "\", \"admin_state_up\": true, \"device_owner\": \"compute:nova\", \"binding:host_id\": \""
                + PaperHosts.name(number % options.hosts()) + "\"}";
    }

    private JsonNode exchange(String method, String path, String body, int expected) throws IOException {
        requireStatus(connection.exchange(method, path, body), expected);
        return json.readTree(connection.body());
    }

    private void requireStatus(int status, int expected) throws IOException {
        if (status != expected) {
            String body = connection.body();
            throw new IOException("answered " + status + ": " + body.substring(0, Math.min(500, body.length())));
        }
    }

    private void awaitApi(Daemon controller) {
        Await.until("the API answers on " + root, START, () -> {
            try {
                return requireAlive(controller) && connection.exchange("GET", "/v2.0/ports?limit=1", "") == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private static boolean requireAlive(Daemon daemon) {
        if (!daemon.alive()) {
            throw new IllegalStateException("the process of " + daemon.log() + " has ended");
        }
        return true;
    }

    /** Lets the processes finish what the last thing brought about. */
    private static void rest() {
        try {
            Thread.sleep(CALM);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String known() {
        return String.format(Locale.ROOT, "%,d", remote);
    }

    private void say(String news) {
        out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds(begin), news);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double megabytes(long bytes) {
        return bytes / 1e6;
    }
}
