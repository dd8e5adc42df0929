package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.RealSwitch.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.SampleLog;
import org.portolan.agent.controller.Backoff;
import org.portolan.agent.desired.TopologyView;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.service.Services.Standing;

/** Many namespaces, one by one: who is touched, who waits for whom, and what is left. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServicesTest {

    private static final String FIRST = "qrouter-" + SampleLog.routerId(1);
    private static final String SECOND = "qrouter-" + SampleLog.routerId(2);

    @TempDir
    private Path directory;

    private final FakeSwitch ovs = new FakeSwitch();
    private final Machine machine = new Machine();
    private final List<Services> running = new ArrayList<>();
    private volatile TopologyView view = TopologyView.of(new SampleLog().topology());
    private final SampleLog log = new SampleLog()
            .network(1)
            .network(2)
            .subnet(1, "10.0.1.0/24", "\"gateway_ip\":\"10.0.1.1\"")
            .subnet(2, "10.0.2.0/24", "\"gateway_ip\":\"10.0.2.1\"")
            .router(1)
            .leg(1, 1, 11, "10.0.1.1", "node1")
            .schedule(1, "node1")
            .router(2)
            .leg(2, 2, 12, "10.0.2.1", "node1")
            .schedule(2, "node1");

    /** Carries nothing out but the names of namespaces; can be slow, and can fail, where a namespace is concerned. */
    private final class Machine implements Programs {
        private final List<String> commands = new ArrayList<>();
        private final Set<String> failing = ConcurrentHashMap.newKeySet();
        private final Set<String> stuck = ConcurrentHashMap.newKeySet();
        private final CountDownLatch freed = new CountDownLatch(1);

        @Override
        public Output run(List<String> command, String input) {
            String line = String.join(" ", command) + (input.isEmpty() ? "" : " <<< " + input.strip());
            synchronized (commands) {
                commands.add(line);
            }
            if (stuck.stream().anyMatch(line::contains)) {
                await();
            }
            if (failing.stream().anyMatch(line::contains)) {
                return new Output(1, "", "it does not work");
            }
            try {
                if (line.startsWith("ip netns add ")) {
                    Files.createFile(directory.resolve(command.getLast()));
                } else if (line.startsWith("ip netns del ")) {
                    Files.delete(directory.resolve(command.getLast()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Output(0, line.contains(" -j ") ? "[]" : "", "");
        }

        private void await() {
            try {
                assertThat(freed.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private List<String> about(String namespace) {
            synchronized (commands) {
                return commands.stream()
                        .filter(line -> line.contains(namespace))
                        .toList();
            }
        }
    }

    @BeforeEach
    void a_switch() {
        ovs.apply(List.of(new SwitchChange.CreateBridge("br-int", "")));
    }

    @AfterEach
    void close() {
        machine.freed.countDown();
        running.forEach(Services::close);
    }

    private Services start() {
        happened();
        Roles roles = SampleNode.roles(null, directory.resolve("files"));
        Services services = new Services(
                roles,
                () -> view,
                new Namespaces(machine, ovs, roles, directory),
                new Services.Rhythm(Duration.ofHours(1), Duration.ofMillis(50)),
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(50)),
                () -> {});
        running.add(services);
        services.start();
        return services;
    }

    private void happened() {
        view = TopologyView.of(log.topology());
        running.forEach(Services::changed);
    }

    private static void made(Services services, String namespace) {
        until(namespace + " is made", () -> services.standing(namespace) == Standing.MADE);
    }

    @Test
    void a_change_of_one_router_runs_no_program_for_another() {
        Services services = start();
        made(services, FIRST);
        made(services, SECOND);
        int before = machine.about(SECOND).size();
        int own = machine.about(FIRST).size();

        log.change(1, "{\"routes\":[{\"destination\":\"192.0.2.0/24\",\"nexthop\":\"10.0.1.9\"}]}");
        happened();
        until("the route is told", () -> machine.about(FIRST).stream().anyMatch(line -> line.contains("192.0.2.0/24")));
        made(services, FIRST);

        assertThat(machine.about(SECOND)).hasSize(before);
        assertThat(machine.about(FIRST)).hasSizeGreaterThan(own);
    }

    @Test
    void a_router_that_is_stuck_keeps_no_other_waiting() {
        machine.stuck.add(FIRST);
        Services services = start();

        made(services, SECOND);
        assertThat(services.standing(FIRST)).isEqualTo(Standing.UNKNOWN);

        machine.freed.countDown();
        made(services, FIRST);
    }

    @Test
    void what_fails_is_tried_again_until_it_works() {
        machine.failing.add("sysctl");
        Services services = start();
        until("it has failed", () -> services.standing(FIRST) == Standing.FAILED);

        machine.failing.clear();
        made(services, FIRST);
    }

    @Test
    void what_is_of_nothing_any_more_goes_and_what_is_of_others_stays() throws IOException {
        Files.createFile(directory.resolve("qrouter-00000000-0000-4000-8000-000000000000"));
        Files.createFile(directory.resolve("qdhcp-00000000-0000-4000-8000-000000000000"));
        Files.createFile(directory.resolve("qrouter-of-somebody"));
        Files.createFile(directory.resolve("vm-1"));
        Services services = start();
        made(services, FIRST);

        until("it is gone", () -> names().equals(Set.of(FIRST, SECOND, "qrouter-of-somebody", "vm-1")));
    }

    @Test
    void a_router_that_is_taken_away_goes_with_its_ports() {
        Services services = start();
        made(services, FIRST);
        made(services, SECOND);
        assertThat(ovs.view()
                        .orElseThrow()
                        .bridge("br-int")
                        .orElseThrow()
                        .ports()
                        .keySet())
                .anyMatch(name -> name.startsWith("tap"));

        log.change(1, "{\"admin_state_up\":false}").change(2, "{\"admin_state_up\":false}");
        happened();

        until("both are gone", () -> names().isEmpty());
        assertThat(ovs.view()
                        .orElseThrow()
                        .bridge("br-int")
                        .orElseThrow()
                        .ports()
                        .keySet())
                .noneMatch(name -> name.startsWith("tap"));
    }

    private Set<String> names() {
        try (var files = Files.list(directory)) {
            return Set.copyOf(files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("files"))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
