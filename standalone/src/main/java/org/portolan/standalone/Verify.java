package org.portolan.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.portolan.eventstore.DatabaseStartException;
import org.portolan.eventstore.EmbeddedDatabase;
import org.portolan.eventstore.Log;
import org.portolan.eventstore.LogUnavailableException;
import org.portolan.eventstore.seal.Digest;
import org.portolan.eventstore.seal.SealKey;
import org.portolan.eventstore.seal.Seals;
import org.portolan.eventstore.seal.Verification;
import org.portolan.eventstore.seal.Verification.Finding;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds out whether the log is what was sealed: {@code portolan verify}. */
@Command(
        name = "portolan verify",
        sortOptions = false,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description = {
            "Reads the whole log and tells whether it is what was sealed; if not, which event is the first that is not.",
            "The controller may run meanwhile. Exits with 0 if the log is intact, 1 if it is not, 2 if that cannot be found out."
        },
        footer = {
            "",
            "Who can write to the database can cut off the end of the log together with its seals, and who has the private key",
            "can seal anew. Against the one, note a seal elsewhere (GET /portolan/v1/seal) and give it by --noted; against the",
            "other, keep a copy of the public key elsewhere and give it by --key.",
            "",
            "Examples:",
            "  portolan verify",
            "  portolan verify --key /media/auditor/seal.pub --noted 120345:9f86d0..."
        })
public final class Verify implements Callable<Integer> {

    private static final int INTACT = 0;
    private static final int BROKEN = 1;
    private static final int UNKNOWN = 2;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final LogOptions options = new LogOptions();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "PEM with public keys that may have sealed the log. Can be repeated. Default: seal.pem in the data directory.")
    private List<Path> keys = List.of();

    @Option(
            names = "--noted",
            paramLabel = "POSITION:CHAIN",
            description = "A seal that was noted elsewhere. Can be repeated.")
    private List<String> noted = List.of();

    /** Runs it and exits. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Verify()).execute(arguments));
    }

    @Override
    public Integer call() {
        PrintWriter out = commandLine().getOut();
        PrintWriter err = commandLine().getErr();
        Map<Long, Digest> expected = expected();
        Path dataDir = options.dataDir();
        String postgres = options.postgres();
        try {
            Set<PublicKey> trusted = trusted();
            if (postgres != null) {
                return tell(verify(database(postgres), trusted, expected, new Progress(err)), out);
            }
            if (!Files.isDirectory(dataDir)) {
                err.println("portolan verify: there is no log in " + dataDir
                        + ". Say where it is: --data-dir or --postgres.");
                return UNKNOWN;
            }
            Optional<String> running = EmbeddedDatabase.running(dataDir);
            if (running.isPresent()) {
                return tell(verify(database(running.get()), trusted, expected, new Progress(err)), out);
            }
            try (EmbeddedDatabase own = EmbeddedDatabase.open(dataDir)) {
                return tell(verify(database(own.jdbcUrl()), trusted, expected, new Progress(err)), out);
            }
        } catch (IOException | LogUnavailableException | DatabaseStartException failure) {
            err.println("portolan verify: " + failure.getMessage());
            return UNKNOWN;
        }
    }

    private static Finding verify(
            DataSource database, Set<PublicKey> trusted, Map<Long, Digest> expected, LongConsumer progress) {
        try (Log log = new Log(database)) {
            return new Verification(log, new Seals(database), trusted, expected, progress).run();
        }
    }

    private static int tell(Finding finding, PrintWriter out) {
        return switch (finding) {
            case Finding.Intact intact -> {
                out.println("Intact: " + intact.sealedUpTo() + " events are as they were sealed"
                        + (intact.notSealed() == 0 ? "." : ", " + intact.notSealed() + " are not sealed yet."));
                if (intact.sealedUpTo() > 0) {
                    out.println("To ask for this later: --noted " + intact.sealedUpTo() + ":" + intact.chain());
                }
                yield INTACT;
            }
            case Finding.Broken broken -> {
                out.println("Broken: event " + broken.position() + " " + broken.what() + ".");
                yield BROKEN;
            }
        };
    }

    private Set<PublicKey> trusted() throws IOException {
        Set<PublicKey> trusted = new HashSet<>();
        for (Path file : keys.isEmpty() ? List.of(options.dataDir().resolve(StoreProperties.Seal.FILE)) : keys) {
            if (Files.notExists(file)) {
                throw new IOException(
                        "There is no key in " + file + ". Say which may have sealed the log: --key FILE.");
            }
            trusted.addAll(SealKey.publicKeysIn(file));
        }
        return trusted;
    }

    private Map<Long, Digest> expected() {
        Map<Long, Digest> expected = new HashMap<>();
        for (String note : noted) {
            int colon = note.indexOf(':');
            try {
                expected.put(
                        Long.parseLong(note.substring(0, Math.max(colon, 0))), Digest.parse(note.substring(colon + 1)));
            } catch (IllegalArgumentException nonsense) {
                throw new ParameterException(
                        commandLine(),
                        "--noted wants a position, a colon and 64 hexadecimal digits, not '" + note + "'");
            }
        }
        return expected;
    }

    private DataSource database(String url) {
        PGSimpleDataSource database = options.database(url);
        database.setReadOnly(true);
        return database;
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("Not run by a command line");
        }
        return spec.commandLine();
    }
}
