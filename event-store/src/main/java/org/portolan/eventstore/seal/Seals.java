package org.portolan.eventstore.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.portolan.eventstore.LogUnavailableException;

/** The seals of a log, in the database that holds it. */
public final class Seals {

    private static final String COLUMNS = "after_position, up_to, at, digests, chain, public_key, signature";

    private final DataSource dataSource;

    /** The seals in that database, which has a log. */
    public Seals(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The newest one. */
    public Optional<Seal> last() {
        return select("order by after_position desc limit 1").stream().findFirst();
    }

    /** Those that begin at that position or later, oldest first, at most that many. */
    public List<Seal> from(long position, int limit) {
        return select("where after_position >= ? order by after_position limit ?", position, (long) limit);
    }

    /** Adds a seal, unless there is one that begins where it does; tells whether it did. */
    boolean add(Seal seal) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "insert into seal (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            ByteBuffer digests = ByteBuffer.allocate(seal.events().size() * Digest.BYTES);
            seal.events().forEach(event -> event.write(digests));
            statement.setLong(1, seal.after());
            statement.setLong(2, seal.upTo());
            statement.setObject(3, seal.at().atOffset(ZoneOffset.UTC));
            statement.setBytes(4, digests.array());
            statement.setBytes(5, seal.chain().bytes());
            statement.setBytes(6, seal.publicKey().getEncoded());
            statement.setBytes(7, Base64.getDecoder().decode(seal.signature().base64()));
            return statement.executeUpdate() == 1;
        } catch (SQLException failure) {
            throw new LogUnavailableException("The log cannot be sealed: " + failure.getMessage(), failure);
        }
    }

    private List<Seal> select(String which, long... values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select " + COLUMNS + " from seal " + which)) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<Seal> seals = new ArrayList<>();
                while (rows.next()) {
                    seals.add(seal(rows));
                }
                return seals;
            }
        } catch (SQLException | IOException failure) {
            throw new LogUnavailableException("The seals cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static Seal seal(ResultSet row) throws SQLException, IOException {
        ByteBuffer digests = ByteBuffer.wrap(row.getBytes(4));
        return new Seal(
                row.getLong(1),
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                Stream.generate(() -> Digest.read(digests))
                        .limit(digests.remaining() / Digest.BYTES)
                        .toList(),
                Digest.read(ByteBuffer.wrap(row.getBytes(5))),
                SealKey.publicKey(row.getBytes(6)),
                new Signature(Base64.getEncoder().encodeToString(row.getBytes(7))));
    }
}
