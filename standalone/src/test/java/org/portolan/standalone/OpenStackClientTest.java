package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code openstack} command, unchanged. */
class OpenStackClientTest {

    private static final Path CLIENT = Path.of("/usr/bin/openstack");

    @TempDir
    private static Path directory;

    private static Controller controller;

    @BeforeAll
    static void start() {
        controller = Controller.start(directory);
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void networks_subnets_and_ports_are_created_listed_shown_changed_and_deleted() {
        requireClient();
        assertThat(openstack("network", "create", "chart", "-f", "value", "-c", "mtu"))
                .isEqualTo("1450");
        assertThat(openstack(
                        "subnet",
                        "create",
                        "--network",
                        "chart",
                        "--subnet-range",
                        "10.0.0.0/24",
                        "--dns-nameserver",
                        "9.9.9.9",
                        "harbour",
                        "-f",
                        "value",
                        "-c",
                        "gateway_ip"))
                .isEqualTo("10.0.0.1");
        assertThat(openstack(
                        "port",
                        "create",
                        "--network",
                        "chart",
                        "--fixed-ip",
                        "subnet=harbour,ip-address=10.0.0.9",
                        "anna",
                        "-f",
                        "value",
                        "-c",
                        "fixed_ips"))
                .contains("10.0.0.9");
        assertThat(openstack("network", "list", "-f", "value", "-c", "Name")).isEqualTo("chart");
        assertThat(openstack("subnet", "list", "--network", "chart", "-f", "value", "-c", "Subnet"))
                .isEqualTo("10.0.0.0/24");
        assertThat(openstack("port", "list", "--fixed-ip", "ip-address=10.0.0.9", "-f", "value", "-c", "Name"))
                .isEqualTo("anna");

        openstack("network", "set", "--name", "map", "--description", "of ports", "chart");
        openstack("subnet", "set", "--name", "bay", "--no-dhcp", "harbour");
        openstack("port", "set", "--name", "bert", "--disable", "anna");

        assertThat(openstack("network", "show", "map", "-f", "value", "-c", "description"))
                .isEqualTo("of ports");
        assertThat(openstack("subnet", "show", "bay", "-f", "value", "-c", "enable_dhcp"))
                .isEqualTo("False");
        assertThat(openstack("port", "show", "bert", "-f", "value", "-c", "admin_state_up"))
                .isEqualTo("False");

        openstack("port", "delete", "bert");
        openstack("subnet", "delete", "bay");
        openstack("network", "delete", "map");
        assertThat(openstack("network", "list", "-f", "value")).isEmpty();
    }

    @Test
    void agents_and_extensions_are_listed() {
        requireClient();
        assertThat(openstack("network", "agent", "list", "-f", "value")).isEmpty();
        assertThat(openstack("extension", "list", "--network", "-f", "value", "-c", "Alias"))
                .contains("provider", "external-net", "binding", "agent");
    }

    private static void requireClient() {
        boolean there = Files.isExecutable(CLIENT);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("apt-get install python3-openstackclient").isTrue();
        }
        Assumptions.assumeTrue(there, "needs the openstack command: apt-get install python3-openstackclient");
    }

    private static String openstack(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(CLIENT.toString(), "--os-auth-type", "none", "--os-endpoint", controller.url()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(directory, "openstack", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String said = Files.readString(output).strip();
            assertThat(ended && process.exitValue() == 0)
                    .as(String.join(" ", command) + "\n" + said)
                    .isTrue();
            return said;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
