package org.portolan.query.resource;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.Shown;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import org.portolan.query.readmodel.Column;
import org.portolan.query.readmodel.ResourceTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a list is filtered by, as Neutron reads it: values of one member are alternatives, members are all required. Which
 * members filter and sort is a property of their {@link Field}; what else a parameter names is ignored, or refused by the
 * resource, see {@link org.portolan.api.resource.ResourceDescription#requireFilters}.
 */
final class Filters {

    private static final String SUBSTRING = "_substr";
    private static final Pattern NUMBER = Pattern.compile("\\s*([-+]?\\d+)\\s*");
    private static final String INVALID = NeutronError.badRequest("").type();
    private static final int BAD_REQUEST = 400;

    private Filters() {}

    /**
     * Adds the conditions that the parameters set for row {@code r}, each with "and" in front.
     *
     * @throws NeutronError 400 when a value is none that the member can have
     */
    static void restrict(Sql sql, ResourceTable table, Caller caller, QueryString query) {
        Map<String, List<String>> byMember = new LinkedHashMap<>();
        for (QueryString.Parameter parameter : query.parameters()) {
            byMember.computeIfAbsent(parameter.name(), first -> new ArrayList<>())
                    .add(parameter.value());
        }
        byMember.keySet().retainAll(query.filters());
        Shown shown = Shown.of(table.description(), caller);
        byMember.forEach((member, values) -> {
            Field field = table.description().field(member);
            Column tags = Tags.FILTERS.contains(member) ? table.column(Tags.NAME) : null;
            if (tags != null) {
                if (table.description().isFilteredByTags()) {
                    byTags(sql, tags, member, values);
                }
            } else if (member.equals(ChangedSince.PARAMETER)) {
                ChangedSince.restrict(sql, table, values.getFirst());
            } else if (field != null && shown.mayShow(member)) {
                restrict(sql, table, caller, field, values);
            }
        });
        // Neutron brings all values into their form before it looks at the names.
        table.description().requireFilters(byMember.keySet());
    }

    private static void restrict(Sql sql, ResourceTable table, Caller caller, Field field, List<String> values) {
        Column column = table.column(field.name());
        switch (field.reading().filtering()) {
            case BY_VALUE -> {
                if (column != null) {
                    restrict(sql, column, caller, values);
                }
            }
            case IGNORED_PAIRS -> values.forEach(Filters::requirePair);
            case IGNORED, UNKNOWN -> requireConvertible(field, values);
        }
    }

    /** What Neutron has a form for is brought into it before it is found that it does not matter here. */
    private static void requireConvertible(Field field, List<String> values) {
        boolean isTruth = field.type().kind() == Type.Kind.BOOLEAN && field.settable() != null;
        if (isTruth || isSet(field)) {
            for (String value : values) {
                switch (field.type().kind()) {
                    case BOOLEAN -> truth(field, value);
                    case INTEGER -> number(field, value);
                    default -> {}
                }
            }
        }
    }

    private static void restrict(Sql sql, Column column, Caller caller, List<String> values) {
        switch (column.form()) {
            case TEXT -> {
                if (values.size() == 1) {
                    sql.add(" and r." + column.name() + " = ?", text(column, values.getFirst()));
                } else {
                    sql.add(" and r." + column.name() + " = any(?)", (Object) texts(column, values));
                }
            }
            case NUMBER -> {
                sql.add(" and r." + column.name() + " in (");
                for (int i = 0; i < values.size(); i++) {
                    sql.add(i == 0 ? "?" : ", ?", number(column.field(), values.get(i)));
                }
                sql.add(")");
            }
            case TRUTH -> {
                sql.add(" and r." + column.name() + " in (");
                for (int i = 0; i < values.size(); i++) {
                    sql.add(i == 0 ? "?" : ", ?", truth(column.field(), values.get(i)));
                }
                sql.add(")");
            }
            case GRANTEES ->
                sql.add(
                        " and (r." + column.name() + " && ?) = ?",
                        (Object) Sights.namesOf(caller.project()),
                        truth(column.field(), values.getFirst()));
            case MEMBERS -> {
                if (column.holdsPairs()) {
                    byPairs(sql, column, values);
                } else {
                    sql.add(" and r." + column.name() + " && ?", (Object) texts(column, values));
                }
            }
        }
    }

    private static String[] texts(Column column, List<String> values) {
        return values.stream().map(value -> text(column, value)).toArray(String[]::new);
    }

    private static String text(Column column, String value) {
        return column.kept(canonical(column.field(), value));
    }

    /** The value in the form in which it is kept, if it can be brought into it: addresses and MACs can be written in many. */
    private static String canonical(Field field, String value) {
        if (field.type().kind() == Type.Kind.INTEGER) {
            return number(field, value).toString();
        }
        if (field.reading().orIn() != null || field.type().kind() != Type.Kind.TEXT) {
            return value;
        }
        try {
            JsonNode parsed = field.type().parser().parse(field.name(), StringNode.valueOf(value));
            return parsed.isString() ? parsed.stringValue() : value;
        } catch (NeutronError notSuchAValue) {
            requireConverted(field, value);
            return value;
        }
    }

    private static Long number(Field field, String value) {
        Matcher written = NUMBER.matcher(value);
        if (written.matches()) {
            BigInteger number = new BigInteger(written.group(1));
            return number.bitLength() < Long.SIZE ? number.longValue() : number.signum() * Long.MAX_VALUE;
        }
        if (!isSet(field)) {
            // To Neutron's databases, text is the number 0.
            return 0L;
        }
        requireConverted(field, value);
        throw NeutronError.invalidInput("'" + value + "' is not an integer");
    }

    private static boolean isSet(Field field) {
        Attribute<?> attribute = field.settable();
        return attribute != null
                && (attribute.writing().onPost() || attribute.writing().onPut());
    }

    /** Refuses what Neutron fails to bring into its form, as it does; what it only validates elsewhere matches nothing. */
    private static void requireConverted(Field field, String value) {
        try {
            field.type().parser().parse(field.name(), StringNode.valueOf(value));
        } catch (NeutronError notSuchAValue) {
            if (notSuchAValue.status() == BAD_REQUEST && !notSuchAValue.type().equals(INVALID)) {
                throw notSuchAValue;
            }
        }
    }

    private static Boolean truth(Field field, String value) {
        JsonNode parsed = field.type().parser().parse(field.name(), StringNode.valueOf(value));
        return parsed.isBoolean() ? parsed.booleanValue() : Types.truth(value);
    }

    private static int requirePair(String value) {
        int equals = value.indexOf('=');
        if (equals < 0) {
            throw NeutronError.invalidInput("'" + value + "' is not of the form <key>=[value]");
        }
        return equals;
    }

    /** {@code fixed_ips=ip_address=10.0.0.5}: entries of a list of objects, and parts of their values. */
    private static void byPairs(Sql sql, Column column, List<String> values) {
        Map<String, List<String>> byKey = new LinkedHashMap<>();
        for (String value : values) {
            int equals = requirePair(value);
            byKey.computeIfAbsent(value.substring(0, equals), first -> new ArrayList<>())
                    .add(value.substring(equals + 1));
        }
        byKey.forEach((key, wanted) -> {
            if (key.endsWith(SUBSTRING)) {
                String prefix = column.kept(key.substring(0, key.length() - SUBSTRING.length()) + "=");
                sql.add(" and exists (select 1 from unnest(r." + column.name() + ") m where starts_with(m, ?)", prefix);
                sql.add(" and (");
                for (int i = 0; i < wanted.size(); i++) {
                    sql.add(
                            i == 0 ? "strpos(substr(m, ?::int), ?) > 0" : " or strpos(substr(m, ?::int), ?) > 0",
                            (long) prefix.length() + 1,
                            column.kept(wanted.get(i)));
                }
                sql.add("))");
            } else {
                String[] pairs = wanted.stream()
                        .map(value -> column.kept(key + "=" + canonicalAddress(key, value)))
                        .toArray(String[]::new);
                sql.add(" and r." + column.name() + " && ?", (Object) pairs);
            }
        });
    }

    private static String canonicalAddress(String key, String value) {
        var address = key.equals("ip_address") ? Types.address(value) : null;
        return address == null ? value : address.toCanonicalString();
    }

    /** {@code tags=a,b} wants both, {@code tags-any=a,b} one of them; {@code not-} turns it round. */
    private static void byTags(Sql sql, Column tags, String parameter, List<String> values) {
        String[] wanted = values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(tags::kept)
                .toArray(String[]::new);
        String not = parameter.startsWith("not-") ? "not " : "";
        String overlap = parameter.endsWith("-any") ? " && ?" : " @> ?";
        sql.add(" and " + not + "(r." + tags.name() + overlap + ")", (Object) wanted);
    }

    /** Whether clients may sort a list by that member; the database cannot do so by each. */
    static boolean isSortKey(ResourceTable table, Caller caller, String member) {
        Field field = table.description().field(member);
        return field != null
                && field.reading().sorts()
                && table.description().listing().sorting() == Listing.Sorting.BY_MEMBERS
                && table.column(member) != null
                && Shown.of(table.description(), caller).mayShow(member);
    }
}
