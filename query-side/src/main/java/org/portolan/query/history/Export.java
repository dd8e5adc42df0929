package org.portolan.query.history;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.portolan.api.error.NeutronError;
import org.portolan.query.resource.QueryString;
import org.portolan.rest.Identity;

/**
 * Gives the log away, an event a line, for whoever keeps or searches it elsewhere.
 *
 * <ol>
 *   <li>It ends at the last event that there was when it was asked for, and is of any length: nothing of it is gathered first.
 *   <li>What was cut off goes on after the position of the last line that came whole.
 * </ol>
 */
public final class Export {

    private final LogLines lines;
    private final Identity identity;

    /** Exports of that log. */
    public Export(EventStore log, Identity identity) {
        this.lines = new LogLines(log);
        this.identity = identity;
    }

    /**
     * Answers {@code GET /portolan/v1/export?format=ndjson|cadf&after=&limit=}, for administrators and auditors.
     *
     * @throws NeutronError 400 when the format is none of these
     */
    public void export(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Audit.requireAdmin(identity.of(request).readingHistory());
        QueryString query = QueryString.parse(request.getQueryString());
        LogLines.Format format = lines.format(query.last("format"));
        long after = Audit.number(query, "after", 0, Long.MAX_VALUE);
        long limit = Audit.number(query, "limit", Long.MAX_VALUE, Long.MAX_VALUE);
        response.setContentType("application/x-ndjson");
        response.setHeader("Cache-Control", "no-store");
        lines.write(format, after, limit, response.getOutputStream());
    }
}
