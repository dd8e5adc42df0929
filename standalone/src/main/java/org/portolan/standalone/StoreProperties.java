package org.portolan.standalone;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the log and the read model are kept.
 *
 * @param store which store holds the log
 * @param dataDir where the embedded PostgreSQL keeps its files
 * @param postgres the PostgreSQL to use when it is not the embedded one; for {@code axonserver} it holds the read model
 * @param axonserver the Axon Server, as {@code host:port}
 * @param seal how the log is sealed, unless it is in an Axon Server
 */
@ConfigurationProperties("portolan")
record StoreProperties(
        @DefaultValue("embedded") Store store,
        @DefaultValue(".portolan/data") Path dataDir,
        @DefaultValue Postgres postgres,
        @DefaultValue("localhost:8124") String axonserver,
        @DefaultValue Seal seal) {

    /** The file with the key of the seals. */
    Path sealKey() {
        return seal.key() == null ? dataDir.resolve(Seal.FILE) : seal.key();
    }

    /**
     * How the log is sealed.
     *
     * @param key the file with the key, made when missing; in the data directory unless it is named
     * @param interval how often
     */
    record Seal(@Nullable Path key, @DefaultValue("10s") Duration interval) {

        static final String FILE = "seal.pem";
    }

    /** Which store holds the log. */
    enum Store {
        /** A PostgreSQL of our own in the data directory. */
        EMBEDDED,
        /** A PostgreSQL that somebody else runs. */
        POSTGRES,
        /** Axon Server, with a PostgreSQL for the read model. */
        AXONSERVER
    }

    /**
     * A PostgreSQL that somebody else runs.
     *
     * @param url where it is, such as {@code jdbc:postgresql://db/portolan}
     * @param user who we are there
     * @param password what proves it
     */
    record Postgres(
            @DefaultValue("jdbc:postgresql://localhost/portolan")
            String url,

            @Nullable String user,
            @Nullable String password) {

        @Override
        public String toString() {
            return url;
        }
    }
}
