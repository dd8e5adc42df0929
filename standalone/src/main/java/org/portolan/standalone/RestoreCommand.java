package org.portolan.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.portolan.eventstore.DatabaseStartException;
import org.portolan.eventstore.EmbeddedDatabase;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogUnavailableException;
import org.portolan.eventstore.Restore;
import org.portolan.eventstore.RestoreException;
import org.portolan.eventstore.UpcasterChain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes an exported log into a store without one: {@code portolan restore}. */
@Command(
        name = "portolan restore",
        sortOptions = false,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description = {
            "Writes a log that was exported (GET /portolan/v1/export) into a store without one, every event at its old position.",
            "The controller of that store must not run. What was interrupted goes on when it is called again. Exits with 0 if the",
            "whole export is there, 1 if it is not."
        },
        footer = {
            "",
            "The read model makes itself anew at the controller's next start, agents start from the log's snapshot, and the log is",
            "sealed anew by the store's own key: keep the old one's seals and public key if you may have to prove its past.",
            "",
            "Examples:",
            "  curl -s -H 'X-Roles: portolan_auditor' http://127.0.0.1:9696/portolan/v1/export > log.ndjson",
            "  portolan restore log.ndjson --data-dir /var/lib/portolan/new",
            "  zcat log.ndjson.gz | portolan restore - --postgres jdbc:postgresql://db/portolan --postgres-user portolan"
        })
public final class RestoreCommand implements Callable<Integer> {

    private static final int RESTORED = 0;
    private static final int FAILED = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The export, an event a line; - for the standard input.")
    private Path file = Path.of("-");

    @Mixin
    private final LogOptions options = new LogOptions();

    /** Runs it and exits. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RestoreCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        CommandLine line = commandLine();
        String postgres = options.postgres();
        try (BufferedReader export = export()) {
            if (postgres != null) {
                return restore(options.database(postgres), export, line);
            }
            try (EmbeddedDatabase own = EmbeddedDatabase.open(options.dataDir())) {
                return restore(options.database(own.jdbcUrl()), export, line);
            }
        } catch (IOException failure) {
            return failed(line.getErr(), file + " cannot be read: " + failure.getMessage());
        } catch (RestoreException | LogUnavailableException | DatabaseStartException | FlywayException failure) {
            return failed(line.getErr(), failure.getMessage());
        }
    }

    private BufferedReader export() throws IOException {
        return file.toString().equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(file);
    }

    private static int restore(DataSource database, BufferedReader export, CommandLine line) throws IOException {
        try (Restore restore =
                new Restore(database, new JsonSerializer(), UpcasterChain.ofAll(), new Progress(line.getErr()))) {
            Restore.Done done = restore.run(export);
            line.getOut()
                    .println("Restored: " + done.written() + " events were written"
                            + (done.found() == 0 ? "." : ", " + done.found() + " were there already."));
            return RESTORED;
        }
    }

    private static int failed(PrintWriter err, @Nullable String why) {
        err.println("portolan restore: " + why);
        return FAILED;
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("Not run by a command line");
        }
        return spec.commandLine();
    }
}
