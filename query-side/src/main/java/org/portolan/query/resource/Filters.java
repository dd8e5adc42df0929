package org.portolan.query.resource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Shown;
import org.portolan.api.resource.Types;
import org.portolan.query.readmodel.Column;
import org.portolan.query.readmodel.ResourceTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a list is filtered by, as Neutron reads it: values of one member are alternatives, members are all required, and a
 * parameter that names no member is ignored.
 */
final class Filters {

    private static final Set<String> NO_FILTERS =
            Set.of("fields", "sort_key", "sort_dir", "limit", "marker", "page_reverse", AsOf.PARAMETER);
    /** What lists of none of the resources can be sorted by, as Neutron has it. */
    private static final Set<String> NEVER_SORTED = Set.of(
            "created_at",
            "updated_at",
            "revision_number",
            "data_plane_status",
            "device_profile",
            "distributed",
            "dns_domain",
            "dns_name",
            "dns_publish_fixed_ip",
            "enable_ndp_proxy",
            "ha",
            "ipv4_address_scope",
            "ipv6_address_scope",
            "l2_adjacency",
            "numa_affinity_policy",
            "port_security_enabled",
            "propagate_uplink_status",
            "qos_network_policy_id",
            "qos_policy_id",
            "resource_request",
            "stateful",
            "vlan_transparent");

    /** What only lists of some resources can be sorted by. */
    private static final Map<String, Set<String>> SOMETIMES_SORTED = Map.of(
            "description",
            Set.of("address_groups", "flavors", "service_profiles", "metering_labels", "local_ips", "port_forwardings"),
            "shared",
            Set.of("address_groups", "address_scopes", "metering_labels", "subnetpools"),
            "is_default",
            Set.of("subnetpools"));

    private static final String SUBSTRING = "_substr";
    private static final Set<String> OWNERS = Set.of("project_id", "tenant_id");
    private static final Long NO_REVISION = -1L;
    private static final Set<String> TAGS = Set.of("tags", "tags-any", "not-tags", "not-tags-any");

    private Filters() {}

    /**
     * Adds the conditions that the parameters set for row {@code r}, each with "and" in front.
     *
     * @throws NeutronError 400 when a value is none that the member can have
     */
    static void restrict(Sql sql, ResourceTable table, Caller caller, QueryString query) {
        Map<String, List<String>> byMember = new LinkedHashMap<>();
        for (QueryString.Parameter parameter : query.parameters()) {
            if (!NO_FILTERS.contains(parameter.name())) {
                byMember.computeIfAbsent(parameter.name(), first -> new ArrayList<>())
                        .add(parameter.value());
            }
        }
        Shown shown = Shown.of(table.description(), caller);
        byMember.forEach((member, values) -> {
            requireKnown(table, member);
            Column tags = TAGS.contains(member) ? table.column("tags") : null;
            if (tags != null) {
                byTags(sql, tags, member, values);
                return;
            }
            if (member.equals(ChangedSince.PARAMETER)) {
                ChangedSince.restrict(sql, table, values.getFirst());
                return;
            }
            Column column = table.column(member);
            if (column != null && shown.mayShow(member)) {
                restrict(sql, column, caller, values);
            }
        });
    }

    private static void requireKnown(ResourceTable table, String member) {
        boolean known = table.description().field(member) != null || TAGS.contains(member) || OWNERS.contains(member);
        if (!known && table.description().refusesUnknownFilters()) {
            throw NeutronError.invalidInput("'" + member + "' is not supported for filtering");
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
                    sql.add(i == 0 ? "?" : ", ?", number(column, values.get(i)));
                }
                sql.add(")");
            }
            case TRUTH -> {
                sql.add(" and r." + column.name() + " in (");
                for (int i = 0; i < values.size(); i++) {
                    sql.add(i == 0 ? "?" : ", ?", truth(column, values.get(i)));
                }
                sql.add(")");
            }
            case GRANTEES ->
                sql.add(
                        " and (r." + column.name() + " && ?) = ?",
                        (Object) Sights.namesOf(caller.project()),
                        truth(column, values.getFirst()));
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
        if (field.reading().orIn() != null || field.type().kind() != org.portolan.api.resource.Type.Kind.TEXT) {
            return value;
        }
        try {
            JsonNode parsed = field.type().parser().parse(field.name(), StringNode.valueOf(value));
            return parsed.isString() ? parsed.stringValue() : value;
        } catch (NeutronError notSuchAValue) {
            // What Neutron converts it refuses here too; what it only validates matches nothing.
            if (notSuchAValue.type().equals("InvalidInput")) {
                throw notSuchAValue;
            }
            return value;
        }
    }

    private static Long number(Column column, String value) {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException notANumber) {
            if (column.field().name().equals("revision_number")) {
                return NO_REVISION;
            }
            throw NeutronError.invalidInput("'" + value + "' is not an integer");
        }
    }

    private static Boolean truth(Column column, String value) {
        JsonNode parsed = column.field().type().parser().parse(column.field().name(), StringNode.valueOf(value));
        return parsed.isBoolean() ? parsed.booleanValue() : Types.truth(value);
    }

    /** {@code fixed_ips=ip_address=10.0.0.5}: entries of a list of objects, and parts of their values. */
    private static void byPairs(Sql sql, Column column, List<String> values) {
        Map<String, List<String>> byKey = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 0) {
                throw NeutronError.invalidInput("'" + value + "' is not of the form <key>=[value]");
            }
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

    /** The column that a list is sorted by when a client names that member, or null when it cannot be. */
    static @Nullable Column sortColumn(ResourceTable table, Caller caller, String member) {
        Column column = table.column(member);
        Set<String> only = SOMETIMES_SORTED.get(member);
        boolean sorts = !NEVER_SORTED.contains(member)
                && member.indexOf(':') < 0
                && (only == null || only.contains(table.description().collection()));
        boolean isHidden = !Shown.of(table.description(), caller).mayShow(member);
        return !sorts || column == null || !table.description().isPaged() || !column.sorts() || isHidden
                ? null
                : column;
    }
}
