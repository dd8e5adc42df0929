package org.portolan.eventstore;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A fresh, empty database for one test class, on one server that all test classes of a module share. */
public final class TestDatabase implements AutoCloseable {

    private final String name;
    private final HikariDataSource dataSource;

    private TestDatabase(String name, HikariDataSource dataSource) {
        this.name = name;
        this.dataSource = dataSource;
    }

    private static final class Server {
        private static final EmbeddedDatabase SHARED = start();

        private static EmbeddedDatabase start() {
            try {
                Path directory = java.nio.file.Files.createTempDirectory("portolan-test-");
                EmbeddedDatabase database = EmbeddedDatabase.open(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    database.close();
                    delete(directory);
                }));
                return database;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void delete(Path directory) {
            try (var files = java.nio.file.Files.walk(directory)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException left) {
                throw new UncheckedIOException(left);
            }
        }
    }

    /** A new database. */
    public static TestDatabase create() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        asAdministrator("create database " + name);
        return new TestDatabase(name, pool(name, 16));
    }

    /** Cuts all connections and takes no new one: what a stopped server looks like. */
    public void stop() {
        asAdministrator("alter database " + name + " with allow_connections false");
        asAdministrator("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
    }

    /** Takes connections again. */
    public void start() {
        asAdministrator("alter database " + name + " with allow_connections true");
    }

    private static void asAdministrator(String sql) {
        try (HikariDataSource admin = pool(EmbeddedDatabase.DATABASE, 1);
                Connection connection = admin.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static HikariDataSource pool(String database, int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(Server.SHARED.jdbcUrl().replace("/" + EmbeddedDatabase.DATABASE, "/" + database));
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(1000);
        return pool;
    }

    /** A pool of connections to it. */
    public HikariDataSource dataSource() {
        return dataSource;
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
