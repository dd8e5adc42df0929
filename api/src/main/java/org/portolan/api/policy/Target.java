package org.portolan.api.policy;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What a rule is asked about: a resource, and those that it names. */
@FunctionalInterface
public interface Target {

    /** The target of which nothing is known yet. */
    Target UNKNOWN = name -> null;

    /**
     * The value of that member: {@code tenant_id}, or {@code network:tenant_id} for one of the network that it names.
     *
     * @return a missing node when it has none, null when that is not known yet
     */
    @Nullable
    JsonNode value(String name);

    /** This one, with the members of the other one where that has any. */
    default Target overlaidWith(Target other) {
        return name -> {
            JsonNode above = other.value(name);
            return above != null && above.isMissingNode() ? value(name) : above;
        };
    }

    /**
     * This one, naming another one, which is looked at only when a rule asks for it.
     *
     * @param kind what the other one is, such as {@code network}
     */
    default Target naming(String kind, Supplier<Target> other) {
        String prefix = kind + ":";
        return name -> name.startsWith(prefix) ? other.get().value(name.substring(prefix.length())) : value(name);
    }

    /** The members of a JSON object. */
    static Target of(JsonNode members) {
        return members::path;
    }

    /** A target without any member. */
    static Target none() {
        return name -> MissingNode.getInstance();
    }
}
