package org.portolan.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/** Where the log is, for commands that go to it without the controller. */
final class LogOptions {

    private static final String PASSWORD = "PORTOLAN_POSTGRES_PASSWORD";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${env:PORTOLAN_DATADIR:-.portolan/data}",
            description = "Where the embedded database keeps the log. Default: ${DEFAULT-VALUE}.")
    private Path dataDir = Path.of("");

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description =
                    "The PostgreSQL with the log, such as jdbc:postgresql://db/portolan, if it is not the embedded one.")
    private @Nullable String postgres;

    @Option(
            names = "--postgres-user",
            paramLabel = "NAME",
            description = "Who we are there; the password is in the environment's " + PASSWORD + ".")
    private @Nullable String user;

    Path dataDir() {
        return dataDir;
    }

    /** The URL of the PostgreSQL with the log; null when it is the embedded one. */
    @Nullable
    String postgres() {
        return postgres;
    }

    /** The database at that URL, as who was said. */
    PGSimpleDataSource database(String url) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        if (user != null) {
            database.setUser(user);
            database.setPassword(System.getenv(PASSWORD));
        }
        return database;
    }
}
