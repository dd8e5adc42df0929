package org.portolan.query.readmodel;

import java.util.List;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How far the read model is, kept in its own schema: position and rows are committed together, so each event counts once.
 * It has one segment, and one process at a time that advances it. A process that ends without a word is relieved after ten
 * seconds, or at once by its successor on the same host.
 */
final class Progress implements TokenStore {

    private final JdbcTemplate jdbc;
    private final String table;
    private final ProcessName owner;

    /**
     * @param owner this process
     */
    Progress(JdbcTemplate jdbc, String schema, ProcessName owner) {
        this.jdbc = jdbc;
        this.table = schema + ".progress";
        this.owner = owner;
    }

    /** The position that was committed last, 0 for none. */
    long position() {
        List<Long> positions = jdbc.queryForList("select position from " + table, Long.class);
        return positions.isEmpty() ? 0 : positions.getFirst();
    }

    @Override
    public void initializeTokenSegments(String processor, int segments) {
        initializeTokenSegments(processor, segments, new GlobalSequenceTrackingToken(0));
    }

    @Override
    public void initializeTokenSegments(String processor, int segments, @Nullable TrackingToken initial) {
        jdbc.update(
                "insert into " + table + " (position, alive_at) select ?, now() where not exists (select 1 from "
                        + table + ")",
                positionOf(initial));
    }

    @Override
    public void storeToken(@Nullable TrackingToken token, String processor, int segment) {
        // The commit need not wait for the disk: if it is lost, position and rows are lost together. Said here, it
        // costs no round trip.
        requireOwned(jdbc.queryForList(
                        "update " + table + " set position = ?, alive_at = now() where owner = ?"
                                + " returning set_config('synchronous_commit', 'off', true)",
                        String.class,
                        positionOf(token),
                        owner.toString())
                .size());
    }

    @Override
    public TrackingToken fetchToken(String processor, int segment) {
        List<Long> claimed = jdbc.queryForList(
                "update " + table + " set owner = ?, alive_at = now() where owner is null or owner in (?, ?)"
                        + " or alive_at < now() - interval '10 seconds' returning position",
                Long.class,
                owner.toString(),
                owner.toString(),
                ended());
        requireOwned(claimed.size());
        return new GlobalSequenceTrackingToken(claimed.getFirst());
    }

    /** The owner, if it is a process of this host that is no more; else this one. */
    private String ended() {
        return jdbc.queryForList("select owner from " + table + " where owner is not null", String.class).stream()
                .filter(owner::knowsToBeEnded)
                .findFirst()
                .orElse(owner.toString());
    }

    @Override
    public void extendClaim(String processor, int segment) {
        requireOwned(jdbc.update("update " + table + " set alive_at = now() where owner = ?", owner.toString()));
    }

    @Override
    public void releaseClaim(String processor, int segment) {
        jdbc.update("update " + table + " set owner = null where owner = ?", owner.toString());
    }

    @Override
    public int[] fetchSegments(String processor) {
        return jdbc.queryForList("select 0 from " + table, Integer.class).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void requireOwned(int rows) {
        if (rows == 0) {
            throw new UnableToClaimTokenException("Another process keeps the read model up to date");
        }
    }

    private static long positionOf(@Nullable TrackingToken token) {
        return token == null ? 0 : token.position().orElse(0);
    }
}
