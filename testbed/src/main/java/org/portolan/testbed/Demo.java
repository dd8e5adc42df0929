package org.portolan.testbed;

import static org.portolan.testbed.Cloud.address;
import static org.portolan.testbed.Cloud.text;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portolan.api.event.Account;
import tools.jackson.databind.JsonNode;

/**
 * Portolan on two hosts, with real processes and real packets, told step by step.
 *
 * <ol>
 *   <li>Ports that are made over REST become ACTIVE when guests are plugged in, and the guests reach each other across hosts.
 *   <li>Two projects use the same addresses and do not meet.
 *   <li>The death of an agent or of the controller costs no packet; that of ovs-vswitchd heals by itself.
 *   <li>The log tells of a port who did what, and which flows came of it.
 *   <li>Nothing is left behind, also when it is interrupted.
 * </ol>
 */
public final class Demo {

    private static final Duration WIRED = Duration.ofSeconds(30);
    private static final Duration HEALED = Duration.ofSeconds(30);
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final String CIDR = "10.0.0.0/24";
    /** Of a flow's cookie, the bits that say which event it comes of. */
    private static final long POSITION_BITS = (1L << 40) - 1;

    private static final Pattern COOKIE = Pattern.compile("cookie=0x([0-9a-f]+)");

    private final PrintStream out;
    private final Narrative narrative;
    private final Testbed testbed;
    private final Cloud cloud;
    private final Neutron neutron;
    private final Map<String, Guest> guests = new LinkedHashMap<>();

    private Demo(Path home, PrintStream out, Testbed testbed) {
        this.out = out;
        this.narrative = new Narrative(out, testbed::closed);
        this.testbed = testbed;
        this.cloud = new Cloud(Launcher.in(home), testbed);
        this.neutron = cloud.neutron();
    }

    /** Runs the demo of the checkout that the system property {@code portolan.home} names; exits with 0 if every step went well. */
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            System.err.println("portolan demo takes no arguments");
            System.exit(2);
        }
        Optional<String> missing = Requirements.missing();
        if (missing.isPresent()) {
            System.err.println("portolan demo " + missing.get());
            System.exit(1);
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(Path.of(System.getProperty("portolan.home", ".")), out) ? 0 : 1);
    }

    /**
     * Runs the demo on a testbed of its own.
     *
     * @param home the checkout, built, with the launcher in it
     * @return whether every step went well
     */
    public static boolean run(Path home, PrintStream out) {
        try (Testbed testbed = Testbed.open()) {
            return new Demo(home, out, testbed).tell();
        }
    }

    private boolean tell() {
        out.println("Portolan: from a REST call to a ping between two hosts, through the event log");
        try {
            narrative.chapter("A controller, and two hosts with an agent each");
            startTheController();
            addHost("host1");
            addHost("host2");
            startTheAgents();

            narrative.chapter("A network, a subnet and four ports, over REST");
            JsonNode network = makeNetwork("alice");
            List<JsonNode> ports = makePorts(
                    "four ports, two for each host",
                    List.of(
                            port(network, "alice-1", "host1"),
                            port(network, "alice-2", "host1"),
                            port(network, "alice-3", "host2"),
                            port(network, "alice-4", "host2")));
            portsAre(ports, "DOWN", "no guest is plugged in, and no port is ACTIVE");

            narrative.chapter("Guests are plugged in, as Nova does it; the agents do the rest");
            plug("alice", ports);
            pingsAndTcp(network);

            narrative.chapter("Another project with the same addresses");
            anotherProject(ports);

            narrative.chapter("Processes are killed while a ping is running");
            killAnAgent(network);
            killTheController(network);
            restartTheSwitch();

            narrative.chapter("The story of a port, out of the log");
            storyOf(ports.getFirst());
            narrative.chapter(String.format(
                    Locale.ROOT,
                    "Every step went well, in %.0f s.",
                    narrative.elapsed().toMillis() / 1000.0));
            return true;
        } catch (Narrative.Failed failed) {
            if (!testbed.closed()) {
                out.println(cloud.story());
            }
            return false;
        }
    }

    // --- a controller and two hosts ----------------------------------------------------------------------------------

    private void startTheController() {
        narrative.step("the controller starts on an empty log", () -> {
            Daemon controller = cloud.startController();
            return neutron.root() + ", " + megabytes(controller.residentBytes());
        });
    }

    private void addHost(String name) {
        narrative.step(
                name + ": a network namespace with its own Open vSwitch",
                () -> "tunnel address " + cloud.addHost(name).tunnelAddress());
    }

    private void startTheAgents() {
        narrative.step("both agents are alive in GET /v2.0/agents", () -> {
            cloud.awaitAgents(2);
            return "resident "
                    + Stream.of("host1", "host2")
                            .map(host -> megabytes(cloud.agent(host).residentBytes()))
                            .collect(Collectors.joining(" and "));
        });
    }

    // --- resources over REST -----------------------------------------------------------------------------------------

    private JsonNode makeNetwork(String project) {
        return narrative.step(
                "POST /v2.0/networks, /v2.0/subnets for project " + project,
                () -> {
                    JsonNode network = neutron.network(project, Map.of("project_id", project));
                    neutron.subnet(network, CIDR, Map.of("name", project, "project_id", project));
                    return network;
                },
                network -> CIDR + " on " + text(network, "provider:network_type") + " "
                        + text(network, "provider:segmentation_id"));
    }

    private List<JsonNode> makePorts(String title, List<Map<String, Object>> wanted) {
        return narrative.step(
                "POST /v2.0/ports: " + title,
                () -> neutron.create("port", wanted),
                ports -> String.join(" ", ports.stream().map(Cloud::address).toList()));
    }

    private static Map<String, Object> port(JsonNode network, String name, String host) {
        return Map.of(
                "network_id",
                text(network, "id"),
                "project_id",
                text(network, "project_id"),
                "name",
                name,
                "binding:host_id",
                host,
                "device_owner",
                "compute:nova");
    }

    private static Map<String, Object> withAddressOf(JsonNode other, Map<String, Object> port) {
        Map<String, Object> all = new LinkedHashMap<>(port);
        all.put("fixed_ips", List.of(Map.of("ip_address", address(other))));
        return all;
    }

    private void portsAre(List<JsonNode> ports, String status, String title) {
        narrative.step(title, () -> {
            List<String> statuses = ports.stream()
                    .map(port -> text(neutron.show("port", text(port, "id")), "status"))
                    .toList();
            require(statuses.stream().allMatch(status::equals), "the ports are " + statuses);
            return String.join(" ", statuses);
        });
    }

    private void plug(String project, List<JsonNode> ports) {
        narrative.step(ports.size() + " guests of " + project + " on br-int, and their ports become ACTIVE", () -> {
            long start = System.nanoTime();
            List<String> times = new ArrayList<>();
            ports.forEach(this::plugIn);
            ports.forEach(port -> {
                cloud.awaitActive(port);
                times.add("" + (System.nanoTime() - start) / 1_000_000);
            });
            return "after " + String.join(", ", times) + " ms";
        });
    }

    private Guest plugIn(JsonNode port) {
        Guest guest = cloud.plugIn(text(port, "name"), port, address(port) + CIDR.substring(CIDR.indexOf('/')));
        guests.put(guest.name(), guest);
        return guest;
    }

    // --- packets -----------------------------------------------------------------------------------------------------

    private void pingsAndTcp(JsonNode network) {
        Guest first = guest("alice-1");
        Guest neighbour = guest("alice-2");
        Guest remote = guest("alice-3");
        narrative.step(
                "ping on one host, " + first.ip() + " to " + neighbour.ip(), () -> pingWithoutLoss(first, neighbour));
        narrative.step("ping across hosts, " + first.ip() + " to " + remote.ip(), () -> {
            try (Capture wire = first.host().captureUnderlay("udp port 4789")) {
                String ping = pingWithoutLoss(first, remote);
                String vni = "vni " + text(network, "provider:segmentation_id");
                Await.until(
                        "the underlay carries VXLAN with " + vni, Duration.ofSeconds(5), () -> wire.packets().stream()
                                .anyMatch(packet -> packet.contains(vni)));
                return ping + ", VXLAN " + vni + " on the wire";
            }
        });
        narrative.step("TCP across hosts, 1 MB there and back", () -> {
            Duration duration = first.echoOverTcp(remote, 1_000_000);
            return duration.toMillis() + " ms";
        });
        narrative.step("an address that the log knows is answered for on the host", () -> {
            try (Capture wire = first.host().captureUnderlay("udp port 4789")) {
                require(first.arping(remote.ip()), "nobody answers for " + remote.ip());
                List<String> flooded = wire.stop().stream()
                        .filter(packet -> packet.contains("ff:ff:ff:ff:ff:ff") && packet.contains("who-has"))
                        .toList();
                require(flooded.isEmpty(), "the question went over the underlay: " + flooded);
                return "no ARP request on the underlay";
            }
        });
    }

    private void anotherProject(List<JsonNode> alices) {
        JsonNode network = makeNetwork("bob");
        List<JsonNode> ports = makePorts(
                "two ports, with addresses that alice has, too",
                List.of(
                        withAddressOf(alices.get(0), port(network, "bob-1", "host1")),
                        withAddressOf(alices.get(2), port(network, "bob-2", "host2"))));
        plug("bob", ports);
        Guest bob1 = guest("bob-1");
        Guest bob2 = guest("bob-2");
        Guest alice3 = guest("alice-3");
        Guest alice4 = guest("alice-4");
        narrative.step("bob's " + bob1.ip() + " reaches bob's " + bob2.ip() + ", and alice does not hear it", () -> {
            try (Capture ear = alice3.capture("ether src " + bob1.nic().mac())) {
                String ping = pingWithoutLoss(bob1, bob2);
                require(ear.stop().isEmpty(), "alice heard: " + ear.packets());
                return ping;
            }
        });
        narrative.step(
                "alice's " + alice4.ip() + " reaches alice's " + alice3.ip() + ", and bob does not hear it", () -> {
                    try (Capture ear = bob2.capture("ether src " + alice4.nic().mac())) {
                        String ping = pingWithoutLoss(alice4, alice3);
                        require(ear.stop().isEmpty(), "bob heard: " + ear.packets());
                        return ping;
                    }
                });
        narrative.step("bob's " + bob1.ip() + " does not reach alice's " + alice4.ip(), () -> {
            try (Capture ear = alice4.capture("ether src " + bob1.nic().mac())) {
                require(bob1.cannotReach(alice4.ip()), alice4.ip() + " answered");
                require(ear.stop().isEmpty(), "alice heard: " + ear.packets());
                return "no answer, and no frame arrives";
            }
        });
    }

    private String pingWithoutLoss(Guest from, Guest to) {
        // The first packets to a new tunnel peer wait for its address on the underlay.
        from.pingUntilAnswered(to.ip(), WIRED);
        Ping ping = from.ping(to.ip(), 20, BEAT);
        require(ping.lost() == 0, ping.toString());
        return ping.toString();
    }

    // --- deaths ------------------------------------------------------------------------------------------------------

    /**
     * No ping runs while a guest is plugged in: with userspace tunnels, ovs-vswitchd reads its routes anew at each change of a link on its
     * host, and now and then has none for a packet.
     */
    private void killAnAgent(JsonNode network) {
        Daemon agent = cloud.agent("host1");
        JsonNode port = narrative
                .step(
                        "the agent of host1: kill -9",
                        () -> {
                            RunningPing ping = startPing();
                            agent.kill();
                            JsonNode made = neutron.create("port", port(network, "alice-5", "host1"));
                            String back = pingWithoutLoss(guest("alice-3"), guest("alice-1"));
                            return Map.entry(made, withoutLoss(ping.stop()) + "; the other way: " + back);
                        },
                        Map.Entry::getValue)
                .getKey();
        narrative.step("the agent starts, and wires a guest that was plugged in meanwhile", () -> {
            plugIn(port);
            RunningPing ping = startPing();
            agent.start();
            cloud.awaitActive(port);
            String fifth = pingWithoutLoss(guest("alice-5"), guest("alice-3"));
            return withoutLoss(ping.stop()) + "; the new port: " + fifth;
        });
    }

    private void killTheController(JsonNode network) {
        JsonNode port = narrative
                .step(
                        "the controller: kill -9 right after an answer, start, nothing is lost",
                        () -> {
                            RunningPing ping = startPing();
                            JsonNode made = neutron.create("port", port(network, "alice-6", "host2"));
                            List<JsonNode> before = neutron.list("port");
                            cloud.controller().kill();
                            long start = System.nanoTime();
                            cloud.controller().start();
                            cloud.awaitApi();
                            long up = System.nanoTime() - start;
                            require(
                                    Set.copyOf(neutron.list("port")).equals(Set.copyOf(before)),
                                    "the ports are not those of before");
                            return Map.entry(
                                    made,
                                    String.format(
                                            Locale.ROOT,
                                            "%s; up again after %.1f s with %d ports",
                                            withoutLoss(ping.stop()),
                                            up / 1e9,
                                            before.size()));
                        },
                        Map.Entry::getValue)
                .getKey();
        narrative.step("the agents find the controller again, and wire that port", () -> {
            plugIn(port);
            cloud.awaitActive(port);
            return pingWithoutLoss(guest("alice-6"), guest("alice-1"));
        });
    }

    private void restartTheSwitch() {
        Host host = cloud.host("host2");
        narrative.step("ovs-vswitchd of host2: restart, and its flows come back", () -> {
            RunningPing running = startPing();
            int flows = host.openVSwitch().flows("br-tun").size();
            host.openVSwitch().restart();
            guest("alice-1").pingUntilAnswered(guest("alice-3").ip(), HEALED);
            Await.until(
                    "br-tun has its " + flows + " flows again",
                    HEALED,
                    () -> host.openVSwitch().flows("br-tun").size() >= flows);
            Ping ping = running.stop();
            return ping + "; healed after "
                    + BEAT.multipliedBy(ping.longestGap()).toMillis() + " ms";
        });
    }

    private RunningPing startPing() {
        return guest("alice-1").startPing(guest("alice-3").ip(), BEAT);
    }

    private static String withoutLoss(Ping ping) {
        require(ping.lost() == 0, "the running ping: " + ping + ", " + ping.longestGap() + " in a row");
        return ping.toString();
    }

    // --- the story of a port -----------------------------------------------------------------------------------------

    private void storyOf(JsonNode port) {
        String path = "/portolan/v1/history/port/" + text(port, "id");
        List<JsonNode> changes = new ArrayList<>();
        narrative.step("GET " + path, () -> {
            neutron.get(path).properties().stream()
                    .filter(property -> property.getValue().isArray())
                    .forEach(property -> changes.addAll(Neutron.elements(property.getValue())));
            require(!changes.isEmpty(), "the log knows nothing of the port");
            return changes.size() + " changes";
        });
        Map<Long, List<String>> flows = flowsByPosition();
        Set<Long> positions = new LinkedHashSet<>();
        changes.forEach(change -> {
            narrative.line("");
            Account.ofChange(change).lines().forEach(narrative::line);
            change.findValues("position").forEach(position -> {
                positions.add(position.asLong());
                flows.getOrDefault(position.asLong(), List.of())
                        .forEach(flow -> narrative.line("  position " + position.asLong() + " -> " + flow));
            });
        });
        narrative.line("");
        narrative.step("flows on the hosts whose cookie names one of these events", () -> {
            long count = positions.stream()
                    .mapToLong(
                            position -> flows.getOrDefault(position, List.of()).size())
                    .sum();
            require(count > 0, "no flow names an event at one of the positions " + positions);
            return count + " flows";
        });
    }

    private Map<Long, List<String>> flowsByPosition() {
        Map<Long, List<String>> flows = new LinkedHashMap<>();
        Stream.of("host1", "host2").map(cloud::host).forEach(host -> Stream.of("br-int", "br-tun")
                .forEach(bridge -> host.openVSwitch().flows(bridge).forEach(flow -> {
                    Matcher cookie = COOKIE.matcher(flow);
                    if (cookie.find()) {
                        long position = Long.parseUnsignedLong(cookie.group(1), 16) & POSITION_BITS;
                        flows.computeIfAbsent(position, none -> new ArrayList<>())
                                .add(host.name() + " " + bridge + " " + flow.replaceFirst("^cookie=\\w+, ", ""));
                    }
                })));
        return flows;
    }

    // --- what the steps share ----------------------------------------------------------------------------------------

    private Guest guest(String name) {
        return Optional.ofNullable(guests.get(name)).orElseThrow();
    }

    private static String megabytes(long bytes) {
        return bytes / 1_000_000 + " MB";
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
