package org.portolan.testbed;

import java.util.List;
import java.util.stream.Stream;

/**
 * A network namespace by its name under /run/netns.
 *
 * @param name as {@code ip netns} knows it
 */
public record Namespace(String name) {

    void create() {
        Program.of("ip", "netns", "add", name).succeed();
        ip("link", "set", "lo", "up");
    }

    /** Runs {@code ip} on the namespace and returns what it says. */
    public String ip(String... arguments) {
        List<String> all =
                Stream.concat(Stream.of("ip", "-n", name), Stream.of(arguments)).toList();
        return Program.of(all).succeed().text();
    }

    /**
     * Takes checksum and segmentation offload from a device. A userspace datapath sends frames as they are, so with the defaults of a veth
     * pair every TCP checksum on the wire is wrong, while ping works.
     */
    void switchOffloadsOff(String device) {
        Program.of("ethtool", "-K", device, "tx", "off", "tso", "off", "gso", "off", "gro", "off")
                .in(this)
                .succeed();
    }

    /** The processes whose network is this namespace; none when it is gone. */
    List<ProcessId> processes() {
        return Program.of("ip", "netns", "pids", name).run().lines().stream()
                .map(pid -> new ProcessId(Long.parseLong(pid)))
                .toList();
    }
}
