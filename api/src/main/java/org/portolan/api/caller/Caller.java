package org.portolan.api.caller;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.api.policy.Credentials;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Policy;
import org.portolan.api.policy.Target;
import org.portolan.api.policy.Verdict;

/**
 * Who asks, for which project, in which request, and by which policy he is judged.
 *
 * @param requestId the request's id, {@code req-<uuid>}
 * @param userId the user's id
 * @param project the project that the user acts for
 * @param roles the roles that the user holds in it
 * @param policy the policy in force when the request came
 * @param isAdmin whether the caller may act for every project, as that policy has it
 */
public record Caller(
        String requestId, String userId, ProjectId project, List<String> roles, Policy policy, boolean isAdmin)
        implements Credentials {

    public Caller {
        roles = List.copyOf(roles);
    }

    /** One that is judged by that policy. */
    public Caller(String requestId, String userId, ProjectId project, List<String> roles, Policy policy) {
        this(requestId, userId, project, roles, policy, isAdmin(userId, project, roles, policy));
    }

    /** One that is judged by Neutron's own policy. */
    public Caller(String requestId, String userId, ProjectId project, List<String> roles) {
        this(requestId, userId, project, roles, Policy.defaults());
    }

    /** This server itself, which may do everything. */
    public static Caller ofServer(String requestId) {
        return new Caller(requestId, "portolan", new ProjectId(""), List.of("admin"), Policy.defaults(), true);
    }

    private static boolean isAdmin(String userId, ProjectId project, List<String> roles, Policy policy) {
        Caller undecided = new Caller("", userId, project, roles, policy, false);
        return policy.judge(Policy.ADMIN, undecided, Target.none()) == Verdict.YES;
    }

    /** The caller as a reader of history and of the past, which auditors read as administrators do; for nothing else. */
    public Caller readingHistory() {
        boolean audits = !isAdmin && policy.judge(Policy.AUDITOR, this, Target.none()) == Verdict.YES;
        return audits ? new Caller(requestId, userId, project, roles, policy, true) : this;
    }

    /** Whether what belongs to that project belongs to the caller. */
    public boolean owns(ProjectId owner) {
        return project.equals(owner) && !owner.value().isEmpty();
    }

    /** Whether he finds what belongs to any project; what he may do with it, the policy says. */
    public boolean worksAcrossProjects() {
        return isAdmin || policy.judge(Policy.SERVICE, this, Target.none()) == Verdict.YES;
    }

    /** Whether the rule allows that; administrators may do everything. */
    public boolean may(String rule, Target target) {
        return judge(rule, target) == Verdict.YES;
    }

    /** Whether the rules together allow that; administrators may do everything. */
    public boolean may(Demand demand, Target target) {
        return isAdmin || policy.judge(demand, this, target) == Verdict.YES;
    }

    /** What the rule says of a target of which perhaps not all is known; administrators may do everything. */
    public Verdict judge(String rule, Target target) {
        return isAdmin ? Verdict.YES : policy.judge(rule, this, target);
    }

    @Override
    public @Nullable String credential(String name) {
        return switch (name) {
            case "user_id", "user" -> userId;
            case "project_id", "tenant_id", "tenant" -> project.value().isEmpty() ? null : project.value();
            case "is_admin" -> isAdmin ? "True" : "False";
            case "request_id" -> requestId;
            default -> null;
        };
    }
}
