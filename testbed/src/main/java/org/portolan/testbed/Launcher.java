package org.portolan.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The script of a built checkout by which controllers and agents are started, as their users start them. */
public record Launcher(Path script) {

    /** Of the checkout that the system property {@code portolan.home} names, or the one below which this process works. */
    public static Launcher here() {
        return in(Path.of(System.getProperty("portolan.home", "..")));
    }

    /**
     * Of a checkout.
     *
     * @param home the checkout, built
     */
    public static Launcher in(Path home) {
        return new Launcher(home.toAbsolutePath().normalize().resolve("portolan"));
    }

    /** Starts a controller. */
    public List<String> up(int port, Path data, String... options) {
        return Stream.concat(
                        Stream.of(script.toString(), "up", "--server.port=" + port, "--portolan.data-dir=" + data),
                        Stream.of(options))
                .toList();
    }

    /** Starts the agent of a host, whose Open vSwitch is on the userspace datapath. */
    public List<String> agent(URI controller, Host host, String... options) {
        Stream<String> command = Stream.of(
                script.toString(),
                "agent",
                "--controller",
                controller.toString(),
                "--host",
                host.name(),
                "--local-ip",
                host.tunnelAddress(),
                "--ovs-rundir",
                host.openVSwitch().directory().toString(),
                "--state-dir",
                stateDirectory(host).toString(),
                "--datapath-type",
                "netdev");
        return Stream.concat(command, Stream.of(options)).toList();
    }

    /** Where the agent of a host keeps what it knows. */
    public static Path stateDirectory(Host host) {
        return host.directory().resolve("agent");
    }

    /** For what the script starts: it is not to build again what this process was started from, and takes the same JDK. */
    public static Map<String, String> environment() {
        return Map.of("PORTOLAN_BUILT", "yes", "JAVA_HOME", System.getProperty("java.home"));
    }

    /** A port of the loopback that nobody listens on now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
