package org.portolan.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;

/** {@code If-Match: revision_number=N}: the revision that a client's change is meant for. */
public final class IfMatch {

    private static final String REVISION = "revision_number=";
    private static final Pattern QUOTED = Pattern.compile("(?:^|\\s)(W/)?\"((?:\\\\\"|[^\"])*)\"");

    private IfMatch() {}

    /**
     * The revision that the request names, or null when it names none.
     *
     * @throws NeutronError 400 when it names several, or one that is no number
     */
    public static @Nullable Long revision(HttpServletRequest request) {
        List<String> revisions = tags(request.getHeader("If-Match")).stream()
                .filter(tag -> tag.startsWith(REVISION))
                .toList();
        if (revisions.size() > 1) {
            throw bad("Multiple revision_number etags are not supported.");
        }
        return revisions.isEmpty()
                ? null
                : number(revisions.getFirst().substring(REVISION.length()).strip());
    }

    private static Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException none) {
            throw bad("Revision number etag must be in the format of revision_number=<int>");
        }
    }

    /** What stands in quotation marks; without any, the whole text is one tag. */
    private static List<String> tags(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return List.of();
        }
        List<String> tags = new ArrayList<>();
        boolean quoted = false;
        Matcher matcher = QUOTED.matcher(header);
        while (matcher.find()) {
            quoted = true;
            if (matcher.group(1) == null) {
                tags.add(matcher.group(2));
            }
        }
        return quoted ? tags : List.of(header.strip());
    }

    private static NeutronError bad(String reason) {
        return new NeutronError(400, "BadRequest", "Bad if-match request: " + reason + ".");
    }
}
