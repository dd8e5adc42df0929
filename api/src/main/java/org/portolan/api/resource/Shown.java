package org.portolan.api.resource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.portolan.api.caller.Caller;
import org.portolan.api.policy.Target;
import org.portolan.api.policy.Verdict;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which members of a resource's bodies the policy shows a caller.
 *
 * @param hidden those that it hides in all of them
 * @param open those that it shows in some, by what else is in them
 */
public record Shown(String action, Set<String> hidden, List<String> open, Caller caller) {

    private static final String TENANT = "tenant_id";

    /** What the caller is shown of resources of that description. */
    public static Shown of(ResourceDescription<?> description, Caller caller) {
        String action = "get_" + description.ruleName();
        Set<String> hidden = new HashSet<>();
        List<String> open = new ArrayList<>();
        if (!caller.isAdmin()) {
            Target any = anyOf(description);
            for (String member : caller.policy().attributesOf(action)) {
                Verdict verdict = caller.judge(action + ":" + member, any);
                if (verdict == Verdict.NO) {
                    hide(hidden, member);
                } else if (verdict == Verdict.DEPENDS) {
                    open.add(member);
                }
            }
        }
        return new Shown(action, hidden, open, caller);
    }

    /** Any resource of that description: what it cannot have, it has not; the rest is not known. */
    public static Target anyOf(ResourceDescription<?> description) {
        return name -> name.indexOf(':') > 0 || description.field(name) != null ? null : MissingNode.getInstance();
    }

    private static void hide(Set<String> hidden, String member) {
        hidden.add(member);
        if (member.equals(TENANT)) {
            // The same under its newer name.
            hidden.add("project_id");
        }
    }

    /** Whether the caller may see it in at least some bodies. */
    public boolean mayShow(String member) {
        return !hidden.contains(member);
    }

    /** Whether the caller is shown all of all bodies. */
    public boolean isAll() {
        return hidden.isEmpty() && open.isEmpty();
    }

    /** The members that the caller is not shown in this body. */
    public Set<String> hiddenIn(ObjectNode body) {
        if (open.isEmpty()) {
            return hidden;
        }
        Set<String> all = new HashSet<>(hidden);
        for (String member : open) {
            if (!caller.may(action + ":" + member, Target.of(body))) {
                hide(all, member);
            }
        }
        return all;
    }
}
