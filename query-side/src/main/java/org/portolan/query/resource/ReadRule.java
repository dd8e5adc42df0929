package org.portolan.query.resource;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.json.Json;
import org.portolan.api.policy.Target;
import org.portolan.api.policy.Verdict;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Shown;
import org.portolan.query.readmodel.ReadSchema;
import org.portolan.query.readmodel.ResourceTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Which of the resources that a caller may know of the policy lets him read. By Neutron's own policy that is all of a kind or
 * none, since what he may know of follows from the same rules; a rule that an operator wrote is asked row by row.
 */
public final class ReadRule {

    private final Resources resources;
    private final ResourceDescription<?> description;
    private final Caller caller;
    private final String rule;
    private final Verdict verdict;
    private final @Nullable Long asOf;
    private final Map<String, JsonNode> named = new HashMap<>();

    private ReadRule(Resources resources, ResourceDescription<?> description, Caller caller, @Nullable Long asOf) {
        this.resources = resources;
        this.description = description;
        this.caller = caller;
        this.asOf = asOf;
        this.rule = "get_" + description.ruleName();
        Verdict any = caller.judge(rule, Shown.anyOf(description));
        boolean saysNoMore = !caller.policy().isChanged(rule) && !description.isReadOneByOne();
        this.verdict = any == Verdict.DEPENDS && saysNoMore ? Verdict.YES : any;
    }

    /** The rule for resources of that description, as of that position or, when that is null, now. */
    public static ReadRule of(
            Resources resources, ResourceDescription<?> description, Caller caller, @Nullable Long asOf) {
        return new ReadRule(resources, description, caller, asOf);
    }

    /** Whether some may be read and others not. */
    boolean isAskedOfEach() {
        return verdict == Verdict.DEPENDS;
    }

    /** Whether none may be read. */
    public boolean allowsNone() {
        return verdict == Verdict.NO;
    }

    /** Whether the resource with that body may be read. */
    public boolean allows(byte[] body) {
        return verdict == Verdict.DEPENDS
                ? caller.may(rule, target(Json.mapper().readTree(body)))
                : verdict == Verdict.YES;
    }

    private Target target(JsonNode body) {
        ReadSchema schema = resources.model().schema();
        ResourceDescription.Parent parent = description.parent();
        String above = parent == null ? "" : parent.reference().name();
        return Target.of(body)
                .naming("network", () -> named(schema.ofCollection("networks"), body.path("network_id")))
                .naming(
                        "security_group",
                        () -> named(schema.ofCollection("security_groups"), body.path("security_group_id")))
                .naming(
                        "ext_parent",
                        () -> named(parent == null ? null : schema.of(parent.description()), body.path(above)));
    }

    private Target named(@Nullable ResourceTable table, JsonNode id) {
        if (table == null || !id.isString()) {
            return Target.none();
        }
        return Target.of(
                named.computeIfAbsent(table.name() + id.stringValue(), first -> read(table, id.stringValue())));
    }

    private JsonNode read(ResourceTable table, String id) {
        try {
            byte[] body = resources.bodies(table, List.of(id), asOf).get(id);
            return body == null ? MissingNode.getInstance() : Json.mapper().readTree(body);
        } catch (SQLException failure) {
            throw new UnreadableException(failure);
        }
    }

    /** The database failed while a body was looked at. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(SQLException cause) {
            super(cause);
        }
    }
}
