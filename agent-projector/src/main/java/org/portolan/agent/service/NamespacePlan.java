package org.portolan.agent.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.reconcile.Drift;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Route;
import org.portolan.agent.service.DesiredNamespace.Translation;

/**
 * What to change in a namespace. A pure comparison: what is equal is not touched, and what was made is equal.
 *
 * @param unplugged names of devices that should not be there
 * @param made devices to be made, and plugged in
 * @param plugged devices that are there, to be plugged in
 * @param rules whether the rules are to be loaded
 * @param lines for {@code ip -batch}, in order
 * @param forgotten addresses whose connections are to be forgotten
 * @param announced addresses that neighbours are to be told of
 */
record NamespacePlan(
        SortedSet<String> unplugged,
        List<Device> made,
        List<Device> plugged,
        boolean rules,
        List<String> lines,
        SortedSet<String> forgotten,
        List<Announcement> announced) {

    private static final Pattern OURS = Pattern.compile("(qr-|qg-|ns-|ha-)[0-9a-f]{8}-[0-9a-f]{2}");

    /** An IPv4 address that a device has got. */
    record Announcement(String device, String address) {}

    boolean isEmpty() {
        return unplugged.isEmpty()
                && made.isEmpty()
                && plugged.isEmpty()
                && !rules
                && lines.isEmpty()
                && forgotten.isEmpty();
    }

    /**
     * How to get from what is to what should be.
     *
     * @param before what was made last; null when that is not known, and rules are to be loaded in any case
     */
    static NamespacePlan between(
            FoundNamespace found, SwitchView ovs, DesiredNamespace desired, @Nullable DesiredNamespace before) {
        NavigableSet<String> unplugged = new TreeSet<>();
        found.devices().keySet().stream()
                .filter(name ->
                        OURS.matcher(name).matches() && !desired.devices().containsKey(name))
                .forEach(unplugged::add);
        List<Device> made = new ArrayList<>();
        List<Device> plugged = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        List<Announcement> announced = new ArrayList<>();
        NavigableSet<String> forgotten = new TreeSet<>();
        for (Device device : desired.devices().values()) {
            FoundNamespace.Device there = found.devices().get(device.name());
            PortRow row = ovs.port(Bridge.BR_INT.ovsName(), device.tap()).orElse(null);
            if (there == null) {
                made.add(device);
            } else if (row == null
                    || row.error() != null
                    || !row.ifaceId().filter(device.port().toString()::equals).isPresent()) {
                plugged.add(device);
            }
            if (there != null) {
                link(device, there, lines);
            }
            if (!device.floating()) {
                addresses(device, there, lines, announced, forgotten);
            }
        }
        routes(found, desired, made, lines);
        if (before != null) {
            Set<Translation> gone = new HashSet<>(before.translated());
            gone.removeAll(desired.translated());
            gone.forEach(translation -> forgotten.add(translation.outside()));
        }
        boolean rules = before == null || !before.rules().equals(desired.rules());
        return new NamespacePlan(unplugged, made, plugged, rules, lines, forgotten, announced);
    }

    /** The IPv4 addresses that a namespace has while this host is elected. */
    static List<Announcement> floating(DesiredNamespace namespace) {
        return namespace.devices().values().stream()
                .filter(Device::floating)
                .flatMap(device -> device.addresses().stream()
                        .filter(address -> !isIpv6(address))
                        .map(address -> new Announcement(device.name(), address.substring(0, address.indexOf('/')))))
                .toList();
    }

    /** What it would put right, but for rules. */
    List<Drift> differences(String namespace, FoundNamespace found) {
        List<Drift> differences = new ArrayList<>();
        unplugged.forEach(device -> differences.add(new Drift(namespace, Drift.ABSENT, "device " + device)));
        made.forEach(device ->
                differences.add(new Drift(namespace, "device " + device.name() + " " + device.mac(), Drift.ABSENT)));
        plugged.forEach(device -> differences.add(new Drift(
                namespace,
                "device " + device.name() + " plugged in as port " + device.port(),
                "device " + device.name() + " not plugged in so")));
        lines.forEach(line -> differences.add(difference(namespace, line, found)));
        return differences;
    }

    /** Of a line for {@code ip -batch}. */
    private static Drift difference(String namespace, String line, FoundNamespace found) {
        String text = line.startsWith("-6 ") ? line.substring(3) : line;
        List<String> words = List.of(text.split(" ", -1));
        String what = String.join(" ", words.subList(2, words.size()));
        String kind = words.getFirst();
        if (words.get(1).equals("del")) {
            return new Drift(namespace, Drift.ABSENT, kind + " " + what);
        }
        if (kind.equals("link")) {
            FoundNamespace.Device there = found.devices().get(words.get(3));
            return new Drift(
                    namespace,
                    "link " + what,
                    there == null
                            ? Drift.ABSENT
                            : "link dev " + words.get(3) + " address " + there.mac() + " mtu " + there.mtu()
                                    + (there.up() ? " up" : " down"));
        }
        return new Drift(namespace, kind + " " + what, Drift.ABSENT);
    }

    private static void link(Device device, FoundNamespace.Device there, List<String> lines) {
        List<String> words = new ArrayList<>();
        if (!there.mac().equals(device.mac())) {
            words.add("address " + device.mac());
        }
        if (device.mtu() > 0 && there.mtu() != device.mtu()) {
            words.add("mtu " + device.mtu());
        }
        if (!there.up()) {
            words.add("up");
        }
        if (!words.isEmpty()) {
            lines.add("link set dev " + device.name() + " " + String.join(" ", words));
        }
    }

    private static void addresses(
            Device device,
            FoundNamespace.@Nullable Device there,
            List<String> lines,
            List<Announcement> announced,
            Set<String> forgotten) {
        Set<String> known = there == null ? Set.of() : there.addresses();
        // A device that loses its last address for a moment loses its routes for good.
        for (String address : device.addresses()) {
            if (!known.contains(address)) {
                lines.add("addr add " + address + (isIpv6(address) ? "" : broadcast(address)) + " dev " + device.name()
                        + (isIpv6(address) ? " nodad" : ""));
                if (!isIpv6(address)) {
                    announced.add(new Announcement(device.name(), address.substring(0, address.indexOf('/'))));
                }
            }
        }
        for (String address : known) {
            if (!device.addresses().contains(address)) {
                lines.add("addr del " + address + " dev " + device.name());
                if (!isIpv6(address)) {
                    forgotten.add(address.substring(0, address.indexOf('/')));
                }
            }
        }
    }

    private static String broadcast(String address) {
        return address.endsWith("/32") || address.endsWith("/31") ? "" : " brd +";
    }

    private static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }

    /** Routes over a device that is made anew have gone with it; whatever is on the link comes before what leads over it. */
    private static void routes(FoundNamespace found, DesiredNamespace desired, List<Device> made, List<String> lines) {
        Map<String, Route> wanted = new HashMap<>();
        desired.routes().forEach(route -> wanted.put(key(route), route));
        Set<String> gone = new HashSet<>();
        made.forEach(device -> gone.add(device.name()));
        for (Route route : new TreeSet<>(found.routes())) {
            if (!wanted.containsKey(key(route)) && !gone.contains(route.device())) {
                lines.add(family(route) + "route del " + route.destination()
                        + (route.device().isEmpty() ? "" : " dev " + route.device()));
            }
        }
        desired.routes().stream()
                .filter(route -> !found.routes().contains(route))
                .sorted((one, other) ->
                        Boolean.compare(other.via().isEmpty(), one.via().isEmpty()))
                .forEach(route -> lines.add(family(route) + "route replace " + route.destination()
                        + (route.via().isEmpty() ? "" : " via " + route.via())
                        + " dev " + route.device()
                        + (route.via().isEmpty() && !route.ipv6() ? " scope link" : "")
                        + " proto static"));
    }

    private static String key(Route route) {
        return route.ipv6() + " " + route.destination();
    }

    /** {@code ip -batch} takes the family from the address, but {@code default} has none. */
    private static String family(Route route) {
        return route.ipv6() ? "-6 " : "";
    }
}
