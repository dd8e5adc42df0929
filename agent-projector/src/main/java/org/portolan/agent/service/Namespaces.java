package org.portolan.agent.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.ovsdb.Ovsdb;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.reconcile.Drift;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Server;
import org.portolan.agent.service.NamespacePlan.Announcement;

/**
 * The network namespaces of this host that are Portolan's.
 *
 * <ol>
 *   <li>A namespace is changed as little as takes it to what it should be; one that is so already is only looked at.
 *   <li>Devices are pairs with one end on the integration bridge, which survive a restart of Open vSwitch.
 *   <li>All rules of a router change in one step.
 *   <li>What an address outside led to is forgotten with it, so that connections do not outlive a floating IP.
 * </ol>
 *
 * <p>Safe for several threads, as long as each namespace is one thread's at a time.
 */
final class Namespaces {

    /** Of a switch's port: the namespace that its other end is in. */
    static final String OWNER = "portolan-namespace";

    private static final String BRIDGE = Bridge.BR_INT.ovsName();
    /** Where {@code ip netns} has its names. */
    private static final Path NAMED = Path.of("/run/netns");

    private static final Pattern OURS =
            Pattern.compile("(qrouter-|qdhcp-)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private final Path names;
    private final Programs programs;
    private final Ovsdb ovsdb;
    private final Servers servers;
    private final Roles roles;
    /** What the kernel showed of the rules after they were loaded, by namespace. */
    private final Map<String, String> loaded = new ConcurrentHashMap<>();

    Namespaces(Programs programs, Ovsdb ovsdb, Roles roles) {
        this(programs, ovsdb, roles, NAMED);
    }

    /**
     * @param names a directory with a file for each namespace that has a name
     */
    Namespaces(Programs programs, Ovsdb ovsdb, Roles roles, Path names) {
        this.names = names;
        this.programs = programs;
        this.ovsdb = ovsdb;
        this.roles = roles;
        this.servers = new Servers(programs, roles.directory(), roles.leaseSeconds());
    }

    /**
     * What was done.
     *
     * @param elected whether the namespace showed before that this host is it; empty when no other host has it
     */
    record Done(boolean changed, List<Announcement> announced, Optional<Boolean> elected) {}

    /** Makes a process run that is the whole host's. */
    void serve(Server ofHost) {
        servers.bring("", ofHost);
    }

    /** Begins to hear which routers this host is. */
    void start(Elections elections) {
        elections.start(programs);
    }

    /** The namespaces of routers, and of DHCP servers, whichever of these this node has; those, too, that only the switch tells of. */
    Set<String> names() {
        Set<String> found = new HashSet<>();
        try (Stream<Path> files = Files.list(names)) {
            files.forEach(file -> found.add(file.getFileName().toString()));
        } catch (NoSuchFileException e) {
            // Nobody has made one yet.
        } catch (IOException e) {
            throw new ServiceException(names + " cannot be listed: " + e, e);
        }
        view().bridge(BRIDGE).ifPresent(bridge -> bridge.ports().values().forEach(row -> {
            String owner = row.externalIds().get(OWNER);
            if (owner != null) {
                found.add(owner);
            }
        }));
        found.removeIf(name -> !isOurs(name));
        return found;
    }

    private boolean isOurs(String name) {
        return OURS.matcher(name).matches() && (name.startsWith(DesiredNamespace.ROUTER) ? roles.l3() : roles.dhcp());
    }

    /**
     * Makes a namespace what it should be.
     *
     * @param before what was made last; null when that is not known
     * @param audit whether to look at the rules, too, which others may have changed
     * @throws ServiceException if it cannot be made so now
     */
    Done bring(DesiredNamespace desired, @Nullable DesiredNamespace before, boolean audit) {
        String name = desired.name();
        boolean there = Files.exists(names.resolve(name));
        if (!there) {
            programs.succeed(List.of("ip", "netns", "add", name), "");
        }
        if (!there || before == null) {
            prepare(desired);
        }
        FoundNamespace found = there ? look(name) : FoundNamespace.empty();
        NamespacePlan plan = NamespacePlan.between(found, view(), desired, there ? before : null);
        plan.unplugged().forEach(device -> unplug(name, device));
        plan.made().forEach(device -> make(name, device));
        plug(name, plan.made());
        replug(name, plan.plugged());
        if (plan.rules()) {
            load(desired);
        }
        boolean healed = audit && auditRules(desired);
        if (!plan.lines().isEmpty()) {
            programs.succeed(
                    List.of("ip", "-n", name, "-force", "-batch", "-"), String.join("\n", plan.lines()) + "\n");
        }
        plan.forgotten().forEach(address -> forget(name, address));
        boolean served = serve(desired, before);
        return new Done(!there || !plan.isEmpty() || served || healed, plan.announced(), elected(desired, found));
    }

    private static Optional<Boolean> elected(DesiredNamespace desired, FoundNamespace found) {
        return Optional.ofNullable(desired.election()).map(election -> {
            FoundNamespace.Device device = found.devices().get(election.device());
            return device != null && device.onLink().contains(election.address());
        });
    }

    /**
     * How a namespace differs from what it should be. Looks only.
     *
     * @throws ServiceException if it cannot be looked at
     */
    List<Drift> compare(DesiredNamespace desired) {
        String name = desired.name();
        if (!Files.exists(names.resolve(name))) {
            return List.of(new Drift(name, "a namespace", Drift.ABSENT));
        }
        FoundNamespace found = look(name);
        List<Drift> differences = new ArrayList<>(
                NamespacePlan.between(found, view(), desired, desired).differences(name, found));
        if (name.startsWith(DesiredNamespace.ROUTER)) {
            differences.addAll(compareRules(desired));
        }
        desired.processes().values().forEach(server -> differences.addAll(Servers.compare(name, server)));
        return differences;
    }

    /** Both in the kernel's own words: how it shows the desired ones is found out in a namespace without a name, which ends with the program. */
    private List<Drift> compareRules(DesiredNamespace desired) {
        List<String> wanted = desired.rules().isEmpty()
                ? List.of()
                : NatTable.echoed(programs.succeed(
                        List.of("unshare", "--net", "nft", "--stateless", "--echo", "--file", "-"), desired.rules()));
        List<String> found = NatTable.listed(shownRules(desired.name()));
        List<Drift> differences = new ArrayList<>();
        found.stream()
                .filter(rule -> !wanted.contains(rule))
                .forEach(rule -> differences.add(new Drift(desired.name(), Drift.ABSENT, "nft " + rule)));
        wanted.stream()
                .filter(rule -> !found.contains(rule))
                .forEach(rule -> differences.add(new Drift(desired.name(), "nft " + rule, Drift.ABSENT)));
        return differences;
    }

    private void prepare(DesiredNamespace desired) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", desired.name(), "sysctl", "-q", "-w"));
        desired.sysctls().forEach((key, value) -> command.add(key + "=" + value));
        programs.succeed(command, "");
        programs.succeed(List.of("ip", "-n", desired.name(), "link", "set", "lo", "up"), "");
    }

    private FoundNamespace look(String name) {
        return FoundNamespace.parse(
                programs.succeed(List.of("ip", "-n", name, "-j", "addr", "show"), ""),
                programs.succeed(List.of("ip", "-n", name, "-4", "-j", "route", "show"), ""),
                programs.succeed(List.of("ip", "-n", name, "-6", "-j", "route", "show"), ""));
    }

    private void make(String namespace, Device device) {
        // The switch holds on to a device that is gone: its port goes first, in a transaction of its own.
        unplugTap(device.tap());
        programs.run(List.of("ip", "link", "del", device.tap()), "");
        List<String> command = new ArrayList<>(
                List.of("ip", "link", "add", device.tap(), "type", "veth", "peer", "name", device.name()));
        command.addAll(List.of("address", device.mac(), "netns", namespace));
        programs.succeed(command, "");
        if (!roles.offloads()) {
            programs.succeed(
                    List.of(
                            "ip",
                            "netns",
                            "exec",
                            namespace,
                            "ethtool",
                            "-K",
                            device.name(),
                            "tx",
                            "off",
                            "tso",
                            "off",
                            "gso",
                            "off"),
                    "");
        }
        List<String> lines = new ArrayList<>();
        lines.add("link set dev " + device.name() + mtu(device) + " up");
        programs.succeed(List.of("ip", "-n", namespace, "-batch", "-"), String.join("\n", lines) + "\n");
        programs.succeed(List.of("ip", "-batch", "-"), "link set dev " + device.tap() + mtu(device) + " up\n");
    }

    private static String mtu(Device device) {
        return device.mtu() > 0 ? " mtu " + device.mtu() : "";
    }

    private void plug(String namespace, List<Device> devices) {
        apply(devices.stream()
                .<SwitchChange>map(
                        device -> new SwitchChange.PlugDevice(BRIDGE, device.tap(), externalIds(namespace, device)))
                .toList());
    }

    private void replug(String namespace, List<Device> devices) {
        devices.forEach(device -> unplugTap(device.tap()));
        plug(namespace, devices);
    }

    private static Map<String, String> externalIds(String namespace, Device device) {
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("iface-id", device.port().toString());
        ids.put("iface-status", "active");
        ids.put("attached-mac", device.mac());
        ids.put(OWNER, namespace);
        return ids;
    }

    private void unplug(String namespace, String device) {
        unplugTap("tap" + device.substring(3));
        programs.succeed(List.of("ip", "-n", namespace, "link", "del", device), "");
    }

    private void unplugTap(String tap) {
        if (view().port(BRIDGE, tap).isPresent()) {
            apply(List.of(new SwitchChange.RemovePort(BRIDGE, tap)));
        }
    }

    private void load(DesiredNamespace desired) {
        String rules = desired.rules().isEmpty() ? NatRules.none() : desired.rules();
        loaded.remove(desired.name());
        if (desired.name().startsWith(DesiredNamespace.ROUTER)) {
            programs.succeed(
                    List.of("ip", "netns", "exec", desired.name(), "nft", "-f", "-"),
                    rules + Metadata.rules(roles.metadata()));
        }
    }

    /** Whether the rules had to be loaded again: others have changed them, or it is not known how the kernel shows them. */
    private boolean auditRules(DesiredNamespace desired) {
        boolean leadsToMetadata = desired.name().startsWith(DesiredNamespace.ROUTER) && roles.metadata() != null;
        boolean hasRules = leadsToMetadata || !desired.rules().isEmpty();
        if (!hasRules) {
            return false;
        }
        String shown = shownRules(desired.name());
        String known = loaded.get(desired.name());
        if (shown.equals(known)) {
            return false;
        }
        load(desired);
        loaded.put(desired.name(), shownRules(desired.name()));
        return known != null;
    }

    private String shownRules(String namespace) {
        return programs.run(List.of("ip", "netns", "exec", namespace, "nft", "-s", "list", "ruleset", "ip"), "")
                .out();
    }

    /** Both ways: those that came to the address, and those whose answers do. */
    private void forget(String namespace, String address) {
        for (String direction : List.of("--orig-dst", "--reply-dst")) {
            // Ends with 1 when there is none such.
            programs.run(List.of("ip", "netns", "exec", namespace, "conntrack", "-D", direction, address), "");
        }
    }

    private boolean serve(DesiredNamespace desired, @Nullable DesiredNamespace before) {
        List<Server> wanted = List.copyOf(desired.processes().values());
        if (before == null
                || !desired.processes().keySet().containsAll(before.processes().keySet())) {
            servers.stopOthers(desired.name(), wanted);
        }
        boolean changed = false;
        for (Server server : wanted) {
            changed |= servers.bring(desired.name(), server);
        }
        return changed;
    }

    /** Tells neighbours of an address: what they know of it may be another machine's. */
    void announce(String namespace, Announcement announcement) {
        programs.run(
                List.of(
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        "arping",
                        "-q",
                        "-U",
                        "-c",
                        "2",
                        "-w",
                        "3",
                        "-I",
                        announcement.device(),
                        announcement.address()),
                "");
    }

    /** Whether all processes of a namespace run as they should. */
    static boolean isServed(DesiredNamespace desired) {
        return desired.processes().values().stream().allMatch(Servers::runs);
    }

    /**
     * Removes a namespace with all that is in it and of it.
     *
     * @throws ServiceException if that is not possible now
     */
    void remove(String name) {
        loaded.remove(name);
        boolean there = Files.exists(names.resolve(name));
        if (there) {
            servers.stopOthers(name, List.of());
        }
        SortedSet<String> taps = new TreeSet<>();
        view().bridge(BRIDGE).ifPresent(bridge -> bridge.ports().values().stream()
                .filter(row -> name.equals(row.externalIds().get(OWNER)))
                .forEach(row -> taps.add(row.name())));
        apply(taps.stream()
                .<SwitchChange>map(tap -> new SwitchChange.RemovePort(BRIDGE, tap))
                .toList());
        taps.forEach(tap -> programs.run(List.of("ip", "link", "del", tap), ""));
        if (there) {
            programs.succeed(List.of("ip", "netns", "del", name), "");
        }
        servers.removeFiles(name.substring(name.indexOf('-') + 1));
    }

    private SwitchView view() {
        return ovsdb.view().orElseThrow(() -> new ServiceException("The database of Open vSwitch cannot be reached"));
    }

    private void apply(List<SwitchChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        try {
            ovsdb.apply(changes);
        } catch (OvsdbException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }
}
