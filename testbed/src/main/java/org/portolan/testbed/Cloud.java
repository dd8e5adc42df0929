package org.portolan.testbed;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The packaged controller, and hosts with packaged agents, on a testbed of their own. */
public final class Cloud implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration START = Duration.ofSeconds(90);
    private static final int MTU = 1450;

    private final Launcher launcher;
    private final int apiPort = Launcher.freePort();
    private final Testbed testbed;
    private final Neutron neutron = new Neutron(URI.create("http://127.0.0.1:" + apiPort));
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<String, Daemon> agents = new LinkedHashMap<>();
    private @Nullable Daemon controller;

    /** Nothing but an empty testbed, which is closed with the cloud. */
    Cloud(Launcher launcher, Testbed testbed) {
        this.launcher = launcher;
        this.testbed = testbed;
    }

    /** A controller that answers, with these options beside those that every one has. */
    static Cloud start(String... options) {
        Cloud cloud = new Cloud(Launcher.here(), Testbed.open());
        try {
            cloud.startController(options);
            return cloud;
        } catch (RuntimeException e) {
            cloud.close();
            throw e;
        }
    }

    /** Starts the controller on an empty log, and waits until it answers. */
    Daemon startController(String... options) {
        Daemon started = testbed.start(
                "controller", launcher.up(apiPort, testbed.scratch().resolve("data"), options), Launcher.environment());
        controller = started;
        awaitApi();
        return started;
    }

    /** Waits until the controller answers, also after a new start. */
    void awaitApi() {
        Await.until("the API answers on " + neutron.root(), START, () -> {
            requireAlive("controller", controller());
            return neutron.answers();
        });
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
        Stream<String> mappings = bridges.isEmpty()
                ? Stream.of()
                : Stream.of(
                        "--bridge-mappings",
                        bridges.entrySet().stream()
                                .map(bridge -> bridge.getKey().name() + ":" + bridge.getValue())
                                .collect(Collectors.joining(",")));
        String[] all = Stream.concat(mappings, Stream.of(options)).toArray(String[]::new);
        agents.put(name, host.start("agent", launcher.agent(neutron.root(), host, all), Launcher.environment()));
        hosts.put(name, host);
        return host;
    }

    /** What an operator asks on a host, who says no more than where its agent keeps its state. */
    Program.Output ask(Host host, String... words) {
        List<String> command = new ArrayList<>(List.of(launcher.script().toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--state-dir", Launcher.stateDirectory(host).toString()));
        return host.run(command, Launcher.environment());
    }

    /** What an operator asks of the controller. */
    Program.Output ask(String... words) {
        List<String> command = new ArrayList<>(List.of(launcher.script().toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--controller", neutron.root().toString()));
        return Program.of(command).with(Launcher.environment()).run();
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
        Await.until(count + " agents are alive", PATIENCE, () -> {
            agents.forEach((host, agent) -> requireAlive("agent of " + host, agent));
            return neutron.list("agent").stream()
                            .filter(agent -> agent.path("alive").asBoolean(false))
                            .count()
                    == count;
        });
    }

    private static void requireAlive(String name, Daemon process) {
        if (!process.alive()) {
            throw new IllegalStateException("the " + name + " has ended");
        }
    }

    Neutron neutron() {
        return neutron;
    }

    Daemon controller() {
        return Objects.requireNonNull(controller, "the controller was not started");
    }

    Daemon agent(String host) {
        return Objects.requireNonNull(agents.get(host));
    }

    Host host(String name) {
        return Objects.requireNonNull(hosts.get(name));
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

    /** Plugs a guest in, and waits until its port is wired. */
    Guest plug(String name, JsonNode port, String address) {
        Guest guest = plugIn(name, port, address);
        awaitActive(port);
        return guest;
    }

    /** Plugs a guest in, as Nova does it. */
    Guest plugIn(String name, JsonNode port, String address) {
        return host(text(port, "binding:host_id"))
                .plug(name, new Guest.Nic(id(port), text(port, "mac_address"), address, MTU));
    }

    void awaitActive(JsonNode port) {
        Await.until("port " + text(port, "name") + " is ACTIVE", PATIENCE, () -> text(
                        neutron.show("port", id(port)), "status")
                .equals("ACTIVE"));
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

    /** What the controller and the agents have said last, for when something has failed. */
    String story() {
        StringBuilder story = new StringBuilder();
        agents.forEach((host, agent) -> tell(story, "agent of " + host, agent));
        if (controller != null) {
            tell(story, "controller", controller);
        }
        return story.toString();
    }

    private static void tell(StringBuilder story, String name, Daemon process) {
        story.append("%nThe last lines of the %s:%n".formatted(name));
        process.lastLines(40).forEach(line -> story.append("    ").append(line).append(System.lineSeparator()));
    }

    @Override
    public void close() {
        testbed.close();
    }
}
