package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nothing stays of a testbed, however it ended, and no testbed takes another one's things. */
@FullStack
class LeftoversTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void a_closed_testbed_leaves_neither_namespace_nor_process_nor_file() {
        Testbed testbed = Testbed.open();
        Host host = testbed.addHost("host1");
        Guest guest = host.plug("red", new Guest.Nic("11111111-aaaa", "fa:16:3e:00:00:01", "10.0.0.1/24", 1450));
        ProcessId switchd =
                ProcessId.in(host.directory().resolve("vswitchd.pid")).orElseThrow();
        ProcessId ovsdb = ProcessId.in(host.directory().resolve("ovsdb.pid")).orElseThrow();
        assertThat(switchd.runs()).isTrue();

        testbed.close();

        assertThat(switchd.runs()).isFalse();
        assertThat(ovsdb.runs()).isFalse();
        assertThat(host.directory()).doesNotExist();
        assertThat(testbed.scratch()).doesNotExist();
        assertThat(Path.of("/run/netns", host.namespace().name())).doesNotExist();
        assertThat(Path.of("/run/netns", guest.namespace().name())).doesNotExist();
    }

    @Test
    void nothing_starts_in_a_closed_testbed() {
        Testbed testbed = Testbed.open();
        Host host = testbed.addHost("host1");
        testbed.close();

        assertThatThrownBy(() -> host.start("late", List.of("sleep", "60"), Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the testbed is closed");
        assertThatThrownBy(() -> testbed.addHost("host2")).hasMessage("the testbed is closed");
    }

    @Test
    void what_a_crashed_run_left_is_removed_by_the_next_one() throws IOException {
        Process owner = new ProcessBuilder("sleep", "60").start();
        Run crashed = Run.create(new ProcessId(owner.pid()));
        crashed.namespace("host1").create();
        Process inside = new ProcessBuilder(
                        "ip", "netns", "exec", crashed.namespace("host1").name(), "sleep", "60")
                .start();
        Process outside = new ProcessBuilder("sh", "-c", "exec tail -f " + crashed.scratch() + "/server.pid").start();
        Process bystander = new ProcessBuilder("tail", "-f", "/dev/null", crashed.scratch() + "/server.pid").start();
        Files.writeString(crashed.scratch().resolve("server.pid"), outside.pid() + "\n");
        Await.until("it runs inside of the namespace", PATIENCE, () -> crashed.namespace("host1")
                .processes()
                .contains(new ProcessId(inside.pid())));
        try {
            Run.sweep();
            assertThat(crashed.directory()).exists();

            owner.destroyForcibly();
            Await.until("the owner is gone", PATIENCE, () -> !crashed.ownerAlive());
            Run.sweep();

            assertThat(crashed.directory()).doesNotExist();
            assertThat(crashed.scratch()).doesNotExist();
            assertThat(Path.of("/run/netns", crashed.namespace("host1").name())).doesNotExist();
            assertThat(new ProcessId(inside.pid()).runs()).isFalse();
            assertThat(new ProcessId(outside.pid()).runs()).isFalse();
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            List.of(owner, inside, outside, bystander).forEach(Process::destroyForcibly);
        }
    }

    @Test
    void a_testbed_whose_process_is_ended_by_a_signal_takes_everything_with_it()
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        EndlessTestbed.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            Path directory = Path.of(out.readLine());
            ProcessId switchd = ProcessId.in(directory.resolve("vswitchd.pid")).orElseThrow();
            assertThat(switchd.runs()).isTrue();

            process.destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(switchd.runs()).isFalse();
            assertThat(directory.getParent()).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program that makes a testbed with one host, says where, and waits to be ended. */
    static final class EndlessTestbed {

        private EndlessTestbed() {}

        public static void main(String[] arguments) throws InterruptedException {
            Testbed testbed = Testbed.open();
            System.out.println(testbed.addHost("host1").directory());
            new CountDownLatch(1).await();
        }
    }

    @Test
    void a_pid_file_that_names_somebody_else_s_process_ends_nobody() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        Run run = Run.create(new ProcessId(0));
        try {
            Files.writeString(run.scratch().resolve("postmaster.pid"), stranger.pid() + "\n/somewhere/else\n");

            Run.sweep();

            assertThat(run.directory()).doesNotExist();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void two_testbeds_live_side_by_side() {
        try (Testbed first = Testbed.open()) {
            Host host = first.addHost("host1");
            try (Testbed second = Testbed.open()) {
                Host same = second.addHost("host1");
                assertThat(same.tunnelAddress()).isEqualTo(host.tunnelAddress());
                assertThat(same.openVSwitch().bridges()).containsExactly("br-phy");
            }
            assertThat(host.openVSwitch().bridges()).containsExactly("br-phy");
        }
    }
}
