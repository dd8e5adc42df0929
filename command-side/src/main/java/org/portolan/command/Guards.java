package org.portolan.command;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Target;
import org.portolan.api.policy.Verdict;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription;
import tools.jackson.databind.JsonNode;

/** What is asked before every change of a resource. */
public final class Guards {

    private Guards() {}

    /**
     * The resource, if the caller may know of it.
     *
     * @throws NeutronError 404 when not
     */
    public static <R extends Resource> R requireVisible(R resource, Caller caller, NeutronError notFound) {
        if (!resource.isFoundBy(caller)) {
            throw notFound;
        }
        return resource;
    }

    /**
     * Refuses what the policy does not let the caller do with the resource.
     *
     * @param rule such as {@code delete_network}
     * @throws NeutronError 404 when the caller may not know of the resource, 403 when he may
     */
    public static void requireMay(String rule, Resource resource, Caller caller, NeutronError notFound) {
        requireVisible(resource, caller, notFound);
        requireMay(Demand.of(rule), resource.target(), caller);
    }

    /**
     * Refuses a change that the policy does not let the caller make, of the resource or of one of its attributes.
     *
     * @throws NeutronError 404 when the caller may not know of the resource, 403 when he may
     */
    public static <S extends Resource> void requireMay(
            Update wish, ResourceDescription<S> description, S resource, NeutronError notFound) {
        requireVisible(resource, wish.caller(), notFound);
        requireMay(wish, description, resource.target());
    }

    /**
     * Refuses a change that the policy does not let the caller make.
     *
     * @param target the resource as it is, and what it names
     * @throws NeutronError 403, or 404 when he may not read such a resource either
     */
    public static void requireMay(Update wish, ResourceDescription<?> description, Target target) {
        requireMay(
                description.demandOfUpdate(wish.changes(), wish.caller().policy()),
                target,
                wish.changes().target(),
                wish.caller());
    }

    /**
     * Refuses what the policy does not let the caller do.
     *
     * @throws NeutronError 403, or 404 when he may not read such a resource either
     */
    public static void requireMay(Demand demand, Target target, Caller caller) {
        requireMay(demand, target, Target.none(), caller);
    }

    private static void requireMay(Demand demand, Target target, Target changes, Caller caller) {
        if (caller.may(demand, target.overlaidWith(changes))) {
            return;
        }
        String action = demand.rules().getFirst();
        boolean isChange = action.startsWith("update_") || action.startsWith("delete_");
        String reading = "get_" + action.substring(action.indexOf('_') + 1);
        Target found = caller.worksAcrossProjects() ? target : perhapsShared(target);
        boolean isReadable =
                !caller.policy().has(reading) || caller.judge(reading, found.overlaidWith(changes)) != Verdict.NO;
        if (isChange && !isReadable) {
            throw NeutronError.nothing();
        }
        throw NeutronError.notAuthorized(demand.text());
    }

    /** What is not shared with all may still be shared with the caller, who has found it. */
    private static Target perhapsShared(Target target) {
        return name -> {
            JsonNode value = target.value(name);
            boolean isSharing = name.endsWith("shared") || name.endsWith("router:external");
            return isSharing && value != null && !value.asBoolean(false) ? null : value;
        };
    }

    /**
     * Refuses a change that was meant for another revision.
     *
     * @throws NeutronError 412
     */
    public static void requireRevision(Resource resource, @Nullable Long wanted) {
        long current = resource.lifecycle().revision();
        if (wanted != null && wanted != current) {
            throw NeutronError.staleRevision(wanted, current);
        }
    }

    /**
     * Refuses what the policy does not let the caller do with what everybody knows to be there, such as a quota.
     *
     * @throws NeutronError 403
     */
    public static void requireAllowed(Demand demand, Caller caller) {
        if (!caller.may(demand, Target.none())) {
            throw NeutronError.notAuthorized(demand.text());
        }
    }
}
