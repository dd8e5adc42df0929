package org.portolan.query.resource;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
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

    private static String isLast(ResourceTable table, String row) {
        return row + ".valid_from = (select max(valid_from) from " + table.name() + " where id = " + row + ".id)";
    }

    private void mayBeSeen(Sql sql, ResourceTable table, String row, Caller caller, boolean present) {
        String project = caller.project().value();
        sql.add("(" + row + ".project_id = ? or " + row + ".visible_to_all", project);
        Sight sight = table.description().sight();
        ResourceTable parents = schema.ofCollection(sight.collection());
        if (parents != null) {
            // An array, so that the index on the other's id serves this alternative as well as the others.
            sql.add(
                    " or " + row + ".\"f_" + sight.member() + "\" = any(array(select upper(n.id) from " + parents.name()
                            + " n where "
                            + (present ? "n.valid_to is null" : isLast(parents, "n"))
                            + " and (n.project_id = ?"
                            + (sight.viewers() ? " or n.visible_to_all" : "")
                            + ")))",
                    project);
        }
        sql.add(")");
    }
}
