package org.portolan.agent.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.portolan.api.port.PortId;

/**
 * A network namespace as it should be.
 *
 * @param name {@code qrouter-} or {@code qdhcp-} and the id of what is served there
 * @param sysctls kernel parameters
 * @param devices by name inside
 * @param routes beside those that follow from addresses
 * @param rules nftables rules of the table {@value NatRules#TABLE}; empty for none
 * @param translated addresses outside that the rules lead inside: connections by one that goes are forgotten
 * @param processes by name
 * @param election where it shows whether this host is the router; null for a namespace that no other host has
 * @param cause position of the latest event that made it so
 */
public record DesiredNamespace(
        String name,
        SortedMap<String, String> sysctls,
        SortedMap<String, Device> devices,
        SortedSet<Route> routes,
        String rules,
        Set<Translation> translated,
        SortedMap<String, Server> processes,
        @Nullable Election election,
        long cause) {

    /** What its routers' namespaces begin with; Neutron's. */
    public static final String ROUTER = "qrouter-";

    /** What its DHCP servers' namespaces begin with; Neutron's. */
    public static final String DHCP = "qdhcp-";

    /**
     * A device that is the port of a network.
     *
     * @param tap its other end, on the integration bridge
     * @param mtu in bytes; 0 leaves it to the kernel
     * @param addresses each with its prefix length
     * @param floating whether it has its addresses only while this host is elected, and whoever elects gives and takes them
     */
    public record Device(
            String name, String tap, PortId port, String mac, int mtu, SortedSet<String> addresses, boolean floating) {
        /** Characters of a port's id that fit into the name of a device. */
        private static final int ID_LENGTH = 11;

        /** The same with one address more. */
        Device with(String address) {
            SortedSet<String> more = new TreeSet<>(addresses);
            more.add(address);
            return new Device(name, tap, port, mac, mtu, more, floating);
        }

        /** Neutron's name for a port's device. */
        static String name(String prefix, PortId port) {
            return prefix + port.toString().substring(0, ID_LENGTH);
        }
    }

    /**
     * How several hosts agree which of them it is.
     *
     * @param instance as the elector names it
     * @param device that has the address, with the scope of the link, while this host is elected
     */
    public record Election(String instance, String device, String address) {}

    /**
     * A way out.
     *
     * @param destination {@code default} or a prefix
     * @param via the next hop; empty when the destination is on the link
     */
    public record Route(boolean ipv6, String destination, String via, String device) implements Comparable<Route> {
        @Override
        public int compareTo(Route other) {
            return toString().compareTo(other.toString());
        }
    }

    /**
     * What an address outside leads to.
     *
     * @param inside the address inside, or for single ports all of where they lead
     */
    public record Translation(String outside, String inside) {}

    /**
     * A server process.
     *
     * @param command as it is shown in {@code /proc}
     * @param pidFile that the server writes
     * @param files that it reads again when it is told that they have changed, by name
     * @param firstFiles that it must find at its start, and then writes itself
     */
    public record Server(
            List<String> command, Path pidFile, SortedMap<Path, String> files, Map<Path, String> firstFiles) {}
}
