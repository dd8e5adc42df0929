package org.portolan.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void a_second_controller_on_a_directory_is_refused_by_whatever_name_it_calls_it_and_the_first_goes_on()
            throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("data")));
        try (EmbeddedDatabase first = EmbeddedDatabase.open(directory.resolve("data"))) {
            assertThatThrownBy(() -> EmbeddedDatabase.open(link))
                    .isInstanceOf(DatabaseStartException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(isServed(first)).isTrue();
        }
        try (EmbeddedDatabase later = EmbeddedDatabase.open(link)) {
            assertThat(isServed(later)).isTrue();
        }
    }

    @Test
    void a_server_that_dies_is_started_again_at_the_same_place() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.open(directory)) {
            ProcessHandle server = server();
            server.destroyForcibly();
            server.onExit().get();

            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!isServed(database) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(isServed(database)).isTrue();
        }
    }

    private ProcessHandle server() throws IOException {
        String pid = Files.readAllLines(directory.resolve("postgresql").resolve("postmaster.pid"))
                .getFirst()
                .strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static boolean isServed(EmbeddedDatabase database) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
            return connection.isValid(1);
        } catch (SQLException notNow) {
            return false;
        }
    }
}
