package org.portolan.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The packaged controller, and hosts with packaged agents, on a testbed of their own. */
final class Cloud implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration START = Duration.ofSeconds(90);
    private static final int MTU = 1450;

    private final Path launcher = Path.of(System.getProperty("portolan.home", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("portolan");
    private final int apiPort = freePort();
    private final Testbed testbed = Testbed.open();
    private final Neutron neutron = new Neutron(URI.create("http://127.0.0.1:" + apiPort));
    private final Map<String, Host> hosts = new HashMap<>();
    private final Map<String, Daemon> agents = new HashMap<>();
    private final Daemon controller;

    private Cloud(String... options) {
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "up",
                "--server.port=" + apiPort,
                "--portolan.data-dir=" + testbed.scratch().resolve("data")));
        command.addAll(List.of(options));
        controller = testbed.start("controller", command, environment());
    }

    /** A controller that answers, with these options beside those that every one has. */
    static Cloud start(String... options) {
        Cloud cloud = new Cloud(options);
        try {
            Await.until("the API answers", START, cloud.neutron::answers);
            return cloud;
        } catch (RuntimeException e) {
            cloud.close();
            throw e;
        }
    }

    /** A host whose agent is started with these options beside those that every one has. */
    Host addHost(String name, String... options) {
        return addHost(name, Map.of(), options);
    }

    /** A host that is wired to physical networks, each by the bridge of that name. */
    Host addHost(String name, Map<PhysicalNetwork, String> bridges, String... options) {
        Host host = testbed.addHost(name);
        bridges.forEach(host::connect);
        host.reach(apiPort);
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "agent",
                "--controller",
                neutron.root().toString(),
                "--host",
                name,
                "--local-ip",
                host.tunnelAddress(),
                "--ovs-rundir",
                host.openVSwitch().directory().toString(),
                "--state-dir",
                host.directory().resolve("agent").toString(),
                "--datapath-type",
                "netdev"));
        if (!bridges.isEmpty()) {
            command.add("--bridge-mappings");
            command.add(bridges.entrySet().stream()
                    .map(bridge -> bridge.getKey().name() + ":" + bridge.getValue())
                    .collect(Collectors.joining(",")));
        }
        command.addAll(List.of(options));
        agents.put(name, host.start("agent", command, environment()));
        hosts.put(name, host);
        return host;
    }

    /** What an operator asks on a host, who says no more than where its agent keeps its state. */
    Program.Output ask(Host host, String... words) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--state-dir", host.directory().resolve("agent").toString()));
        return host.run(command, environment());
    }

    /** What an operator asks of the controller. */
    Program.Output ask(String... words) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--controller", neutron.root().toString()));
        return Program.of(command).with(environment()).run();
    }

    PhysicalNetwork addPhysicalNetwork(String name) {
        return testbed.addPhysicalNetwork(name);
    }

    /** A machine that knows nothing of the cloud, and a switch to plug such machines into, wired to a physical network. */
    Host addStreet(String name, PhysicalNetwork network) {
        Host street = testbed.addHost(name);
        street.connect(network, "br-int");
        return street;
    }

    /**
     * A machine outside.
     *
     * @param vlan that its switch gives its frames on the wire; 0 for none
     */
    static Guest outsider(Host street, String name, int number, String address, int vlan) {
        Guest.Nic nic =
                new Guest.Nic("%08d-outside".formatted(number), "02:00:00:00:00:%02x".formatted(number), address, MTU);
        Guest outsider = street.plug(name, nic);
        if (vlan > 0) {
            street.openVSwitch().vsctl("set", "port", nic.tap(), "tag=" + vlan);
        }
        return outsider;
    }

    /** Waits until so many agents are alive. */
    void awaitAgents(int count) {
        Await.until(
                count + " agents are alive",
                PATIENCE,
                () -> neutron.list("agent").stream()
                                .filter(agent -> agent.path("alive").asBoolean(false))
                                .count()
                        == count);
    }

    Neutron neutron() {
        return neutron;
    }

    Daemon agent(String host) {
        return Objects.requireNonNull(agents.get(host));
    }

    /** A guest on a port that is made for it. */
    Guest guest(String name, String host, JsonNode network, String prefix, Map<String, Object> more) {
        JsonNode port = port(name, host, network, more);
        String address = prefix.isEmpty() ? "" : address(port) + prefix;
        return plug(name, port, address);
    }

    JsonNode port(String name, String host, JsonNode network, Map<String, Object> more) {
        Map<String, Object> attributes = new LinkedHashMap<>(more);
        attributes.put("network_id", id(network));
        attributes.put("name", name);
        attributes.put("binding:host_id", host);
        attributes.putIfAbsent("port_security_enabled", false);
        attributes.putIfAbsent("device_owner", "compute:nova");
        return neutron.create("port", attributes);
    }

    Guest plug(String name, JsonNode port, String address) {
        Guest guest = Objects.requireNonNull(hosts.get(text(port, "binding:host_id")))
                .plug(name, new Guest.Nic(id(port), text(port, "mac_address"), address, MTU));
        Await.until("port " + name + " is ACTIVE", PATIENCE, () -> text(neutron.show("port", id(port)), "status")
                .equals("ACTIVE"));
        return guest;
    }

    static String id(JsonNode resource) {
        return text(resource, "id");
    }

    static String text(JsonNode resource, String attribute) {
        return resource.path(attribute).asString("");
    }

    static String address(JsonNode port) {
        return port.path("fixed_ips").path(0).path("ip_address").asString("");
    }

    /** What the controller and the agents have said last, for a test that has failed. */
    String story() {
        StringBuilder story = new StringBuilder();
        agents.forEach((host, agent) -> story.append(host)
                .append(":\n")
                .append(String.join("\n", agent.lastLines(40)))
                .append('\n'));
        return story.append("controller:\n")
                .append(String.join("\n", controller.lastLines(20)))
                .toString();
    }

    @Override
    public void close() {
        testbed.close();
    }

    /** The launcher is not to build again what this process was started from, and takes the same JDK. */
    private static Map<String, String> environment() {
        return Map.of("PORTOLAN_BUILT", "yes", "JAVA_HOME", System.getProperty("java.home"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
