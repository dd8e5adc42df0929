package org.portolan.query.resource;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Sight;
import org.portolan.query.readmodel.ReadSchema;
import org.portolan.query.readmodel.ResourceTable;

/**
 * Which rows a caller may see: the same rule for lists, shows, markers, history, and for any position of the log. It is
 * always today's right that counts; what is gone belongs to whom it belonged last.
 */
public final class Sights {

    private final ReadSchema schema;

    /** The rights to rows of these tables. */
    public Sights(ReadSchema schema) {
        this.schema = schema;
    }

    /**
     * Adds the condition that the caller may see row {@code r}, with "and" in front; nothing for administrators.
     *
     * @param asOf the position that is read, or null for the present
     */
    public void restrict(Sql sql, ResourceTable table, Caller caller, @Nullable Long asOf) {
        if (caller.isAdmin()) {
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
        if (!caller.isAdmin()) {
            sql.add(" and ");
            mayBeSeen(sql, table, "r", caller, false);
        }
    }

    private static String isLast(ResourceTable table, String row) {
        return row + ".valid_from = (select max(valid_from) from " + table.name() + " where id = " + row + ".id)";
    }

    private void mayBeSeen(Sql sql, ResourceTable table, String row, Caller caller, boolean present) {
        if (table.description().sight() == Sight.ADMINS) {
            sql.add("false");
            return;
        }
        String project = caller.project().value();
        sql.add("(" + row + ".project_id = ? or " + row + ".visible_to_all", project);
        Sight sight = table.description().sight();
        ResourceTable named = schema.ofCollection(sight.collection());
        if (named != null) {
            orByWhoSees(sql, named, row + ".\"f_" + sight.member() + "\"", sight.viewers(), present, project);
        }
        ResourceDescription.Parent parent = table.description().parent();
        if (sight == Sight.PARENT_VIEWERS && parent != null) {
            String reference = row + ".\"f_" + parent.reference().name() + "\"";
            orByWhoSees(sql, schema.of(parent.description()), reference, true, present, project);
        }
        sql.add(")");
    }

    /** Or who owns, or may see, the other resource that the row names. */
    private static void orByWhoSees(
            Sql sql, ResourceTable other, String reference, boolean viewers, boolean present, String project) {
        // An array, so that the index on the reference serves this alternative as well as the others.
        sql.add(
                " or " + reference + " = any(array(select upper(o.id) from " + other.name() + " o where "
                        + (present ? "o.valid_to is null" : isLast(other, "o"))
                        + " and (o.project_id = ?"
                        + (viewers ? " or o.visible_to_all" : "")
                        + ")))",
                project);
    }

    /** Adds the condition that row {@code r} lies below the resource with that id, with "and" in front. */
    static void restrictToBelow(Sql sql, ResourceTable table, @Nullable String parentId) {
        ResourceDescription.Parent parent = table.description().parent();
        if (parent != null && parentId != null) {
            sql.add(" and r.\"f_" + parent.reference().name() + "\" = upper(?)", parentId);
        }
    }
}
