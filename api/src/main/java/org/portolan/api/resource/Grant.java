package org.portolan.api.resource;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * What an RBAC policy lets a project do with a resource. The resource keeps its grants, so that its own stream tells who may
 * see it.
 *
 * @param policyId the policy
 * @param action {@link #SHARED} or {@link #EXTERNAL}
 * @param target the project, or {@link ProjectId#ALL}
 */
public record Grant(UUID policyId, String action, ProjectId target) {

    /** The project may see the resource and use it as if it were its own. */
    public static final String SHARED = "access_as_shared";

    /** The project may see the network, and its routers may have their gateways there. */
    public static final String EXTERNAL = "access_as_external";

    /** The grants of a resource; no body shows them. */
    public static final Attribute<List<Grant>> ALL = Attribute.of(
                    "grants", Types.structured((attribute, input) -> input, new TypeReference<List<Grant>>() {}))
            .decided()
            .hidden();

    /** The grants of a resource with these attributes. */
    public static List<Grant> of(Attributes attributes) {
        return attributes.find(ALL).orElse(List.of());
    }

    /** The projects that the grants among these attributes let do that. */
    public static Set<ProjectId> targets(Attributes attributes, String action) {
        JsonNode grants = attributes.json(ALL.name());
        if (grants.isEmpty()) {
            return Set.of();
        }
        Set<ProjectId> targets = new LinkedHashSet<>();
        for (JsonNode grant : grants) {
            if (grant.path("action").stringValue("").equals(action)) {
                targets.add(new ProjectId(grant.path("target").stringValue("")));
            }
        }
        return targets;
    }

    /** Whether these changes of a resource are of those who may use it only, which is no change of the resource to Neutron. */
    public static boolean isAllOf(Attributes changes) {
        return changes.has(ALL)
                && changes.names().stream().allMatch(name -> name.equals(ALL.name()) || name.equals("shared"));
    }

    /** The projects in one or the other. */
    public static Set<ProjectId> union(Set<ProjectId> one, Set<ProjectId> other) {
        if (other.isEmpty()) {
            return one;
        }
        Set<ProjectId> both = new LinkedHashSet<>(one);
        both.addAll(other);
        return both;
    }
}
