package org.portolan.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a machine needs to carry a testbed. */
public final class Requirements {

    private static final List<String> DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final Map<String, String> PACKAGE_OF = packages();

    private Requirements() {}

    /** What is missing here, in a sentence that says what to do; empty when a testbed can be made. */
    public static Optional<String> missing() {
        List<String> wants = new ArrayList<>();
        if (!isRoot()) {
            wants.add("root, to make network namespaces (run it with sudo)");
        }
        List<String> packages = PACKAGE_OF.entrySet().stream()
                .filter(entry -> DIRECTORIES.stream()
                        .noneMatch(directory -> Files.isExecutable(Path.of(directory, entry.getKey()))))
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
        if (!packages.isEmpty()) {
            wants.add("packages: apt-get install " + String.join(" ", packages));
        }
        return wants.isEmpty() ? Optional.empty() : Optional.of("needs " + String.join("; ", wants));
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    /** The Debian package of each program that a testbed starts. */
    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("ovs-vswitchd", "openvswitch-switch");
        packages.put("ovs-vsctl", "openvswitch-common");
        packages.put("ip", "iproute2");
        packages.put("ss", "iproute2");
        packages.put("ethtool", "ethtool");
        packages.put("ping", "iputils-ping");
        packages.put("arping", "iputils-arping");
        packages.put("socat", "socat");
        packages.put("tcpdump", "tcpdump");
        packages.put("kill", "procps");
        return packages;
    }
}
