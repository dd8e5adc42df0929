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
        ResourceTable networks = schema.ofCollection("networks");
        if ((sight == Sight.NETWORK_OWNERS || sight == Sight.NETWORK_VIEWERS) && networks != null) {
            // An array, so that the index on the network's id serves this alternative as well as the others.
            sql.add(
                    " or " + row + ".\"f_network_id\" = any(array(select upper(n.id) from " + networks.name()
                            + " n where "
                            + (present ? "n.valid_to is null" : isLast(networks, "n"))
                            + " and (n.project_id = ?"
                            + (sight == Sight.NETWORK_VIEWERS ? " or n.visible_to_all" : "")
                            + ")))",
                    project);
        }
        ResourceDescription.Parent parent = table.description().parent();
        if (sight == Sight.PARENT_VIEWERS && parent != null) {
            ResourceTable parents = schema.of(parent.description());
            sql.add(
                    " or " + row + ".\"f_" + parent.reference().name() + "\" = any(array(select upper(p.id) from "
                            + parents.name() + " p where "
                            + (present ? "p.valid_to is null" : isLast(parents, "p"))
                            + " and (p.project_id = ? or p.visible_to_all)))",
                    project);
        }
        sql.add(")");
    }

    /** Adds the condition that row {@code r} lies below the resource with that id, with "and" in front. */
    static void restrictToBelow(Sql sql, ResourceTable table, @Nullable String parentId) {
        ResourceDescription.Parent parent = table.description().parent();
        if (parent != null && parentId != null) {
            sql.add(" and r.\"f_" + parent.reference().name() + "\" = upper(?)", parentId);
        }
    }
}
