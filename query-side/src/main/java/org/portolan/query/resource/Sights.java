package org.portolan.query.resource;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.policy.Verdict;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Shown;
import org.portolan.api.resource.Sight;
import org.portolan.query.readmodel.Column;
import org.portolan.query.readmodel.ReadSchema;
import org.portolan.query.readmodel.ResourceTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/**
 * Which rows a caller may see, as {@link org.portolan.api.resource.Resource#isVisibleTo} has it: the same rule for lists, shows, markers, history, and for any position of the log. It is
 * always today's right that counts; what is gone belongs to whom it belonged last.
 */
public final class Sights {

    private final ReadSchema schema;

    /** The rights to rows of these tables. */
    public Sights(ReadSchema schema) {
        this.schema = schema;
    }

    /**
     * Adds the condition that the caller may see row {@code r}, with "and" in front; nothing for those who see all rows.
     *
     * @param asOf the position that is read, or null for the present
     */
    public void restrict(Sql sql, ResourceTable table, Caller caller, @Nullable Long asOf) {
        if (seesAll(table, caller)) {
            return;
        }
        if (asOf == null) {
            sql.add(" and ");
            mayBeSeen(sql, table, "r", caller, true);
            return;
        }
        sql.add(" and exists (select 1 from " + table.name() + " l where l.id = r.id and " + isLast(table, "l")
                + " and ");
        mayBeSeen(sql, table, "l", caller, false);
        sql.add(")");
    }

    /** Adds the condition that row {@code r} was the caller's to see when it held, with "and" in front. */
    public void restrictEach(Sql sql, ResourceTable table, Caller caller) {
        if (!seesAll(table, caller)) {
            sql.add(" and ");
            mayBeSeen(sql, table, "r", caller, false);
        }
    }

    /** Administrators do, and services where the policy does not ask whose a resource is. */
    private static boolean seesAll(ResourceTable table, Caller caller) {
        ResourceDescription<?> description = table.description();
        return caller.isAdmin()
                || (caller.worksAcrossProjects()
                        && description.sight() != Sight.ADMINS
                        && caller.judge("get_" + description.ruleName(), Shown.anyOf(description)) == Verdict.YES);
    }

    private static String isLast(ResourceTable table, String row) {
        return row + ".valid_from = (select max(valid_from) from " + table.name() + " where id = " + row + ".id)";
    }

    private void mayBeSeen(Sql sql, ResourceTable table, String row, Caller caller, boolean present) {
        Sight sight = table.description().sight();
        if (sight == Sight.ADMINS) {
            sql.add("false");
            return;
        }
        sql.add("(");
        ownedBy(sql, row, caller);
        sql.add(" or ");
        includes(sql, row + ".audience", caller);
        ResourceTable named = schema.ofCollection(sight.collection());
        if (named != null) {
            orByWhoSees(sql, table, row, sight.member(), named, present, other -> {
                Column grantees = sight.users() ? named.grantees() : null;
                if (grantees == null) {
                    ownedBy(sql, other, caller);
                } else {
                    includes(sql, other + "." + grantees.name(), caller);
                }
            });
        }
        ResourceDescription.Parent parent = table.description().parent();
        if (sight == Sight.PARENT_VIEWERS && parent != null) {
            ResourceTable above = schema.of(parent.description());
            orByWhoSees(sql, table, row, parent.reference().name(), above, present, other -> {
                ownedBy(sql, other, caller);
                sql.add(" or ");
                includes(sql, other + ".audience", caller);
            });
        }
        sql.add(")");
    }

    private static void ownedBy(Sql sql, String row, Caller caller) {
        sql.add(row + ".project_id = ?", caller.project().value());
    }

    /** The caller's project, or all, is among those in that column; said so that the index, which knows no empty sets, serves. */
    private static void includes(Sql sql, String column, Caller caller) {
        sql.add("(" + column + " <> '{}' and " + column + " && ?)", (Object) namesOf(caller.project()));
    }

    /** The names by which a project is meant where projects are listed. */
    static String[] namesOf(ProjectId project) {
        return new String[] {project.value(), ProjectId.ALL.value()};
    }

    /** Or who has that right to the other resource that the row names. */
    private static void orByWhoSees(
            Sql sql,
            ResourceTable table,
            String row,
            String member,
            ResourceTable other,
            boolean present,
            Consumer<String> right) {
        // An array, so that the index on the reference serves this alternative as well as the others.
        String reference = Objects.requireNonNull(table.column(member)).name();
        sql.add(" or " + row + "." + reference + " = any(array(select upper(o.id) from " + other.name() + " o where "
                + (present ? "o.valid_to is null" : isLast(other, "o"))
                + " and (");
        right.accept("o");
        sql.add(")))");
    }

    /** Whether row {@code r} is shared with the caller but not with all, as a column of a select. */
    public static void selectWhetherGranted(Sql sql, ResourceTable table, Caller caller) {
        Column grantees = table.grantees();
        if (grantees == null) {
            sql.add("false");
        } else {
            String name = "r." + grantees.name();
            sql.add("(" + name + " @> ?", (Object)
                    new String[] {caller.project().value()});
            sql.add(" and not " + name + " @> ?)", (Object) new String[] {ProjectId.ALL.value()});
        }
    }

    /** The members of a row's body that are otherwise for those of whom {@link #selectWhetherGranted} is true. */
    public static Map<String, JsonNode> granted(ResourceTable table) {
        Map<String, JsonNode> members = new HashMap<>();
        for (Field field : table.description().fields()) {
            if (field.reading().toGrantees() && field.reading().shown()) {
                members.put(field.name(), BooleanNode.TRUE);
            }
        }
        return members;
    }

    /** Adds the condition that row {@code r} lies below the resource with that id, with "and" in front. */
    static void restrictToBelow(Sql sql, ResourceTable table, @Nullable String parentId) {
        ResourceDescription.Parent parent = table.description().parent();
        if (parent != null && parentId != null) {
            sql.add(" and r.\"f_" + parent.reference().name() + "\" = upper(?)", parentId);
        }
    }
}
