package org.portolan.query.resource;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.query.readmodel.Column;
import org.portolan.query.readmodel.ResourceTable;

/** {@code changed_since=}: what was changed then or later. */
final class ChangedSince {

    /** The parameter's name. */
    static final String PARAMETER = "changed_since";

    /** ISO 8601, whole or cut off at its end, with or without separators, as Python's iso8601 reads it. */
    private static final Pattern ISO = Pattern.compile("(\\d{4})(?:-?(\\d\\d))?(?:-?(\\d\\d))?"
            + "(?:[ T](\\d\\d)(?::?(\\d\\d))?(?::?(\\d\\d))?(?:[.,](\\d+))?)?(Z|[-+ ]\\d\\d(?::?\\d\\d)?)?");

    private ChangedSince() {}

    /**
     * Adds the condition for row {@code r}, with "and" in front.
     *
     * @throws NeutronError 400 when the text is no time
     */
    static void restrict(Sql sql, ResourceTable table, String text) {
        Column updated = table.column("updated_at");
        if (updated != null) {
            sql.add(
                    " and r." + updated.name() + " >= ?",
                    updated.kept(firstSecond(text).toString()));
        }
    }

    /** What bodies tell is cut to the second: of a fraction, the next second is the first that is not before it. */
    private static Instant firstSecond(String text) {
        Matcher matcher = ISO.matcher(text);
        if (!matcher.matches()) {
            throw malformed();
        }
        try {
            Instant second = LocalDateTime.of(
                            part(matcher, 1, 1),
                            part(matcher, 2, 1),
                            part(matcher, 3, 1),
                            part(matcher, 4, 0),
                            part(matcher, 5, 0),
                            part(matcher, 6, 0))
                    .toInstant(offset(matcher.group(8)));
            String fraction = matcher.group(7);
            return fraction == null || fraction.chars().allMatch(digit -> digit == '0')
                    ? second
                    : second.plusSeconds(1);
        } catch (DateTimeException noSuchTime) {
            throw malformed();
        }
    }

    private static int part(Matcher matcher, int group, int otherwise) {
        String text = matcher.group(group);
        return text == null ? otherwise : Integer.parseInt(text);
    }

    private static ZoneOffset offset(@Nullable String text) {
        // A plus sign that was not encoded has become a space.
        return text == null || text.equals("Z") ? ZoneOffset.UTC : ZoneOffset.of(text.replace(' ', '+'));
    }

    private static NeutronError malformed() {
        return NeutronError.invalidInput(
                "The input changed_since must be in the following format: YYYY-MM-DDTHH:MM:SSZ");
    }
}
