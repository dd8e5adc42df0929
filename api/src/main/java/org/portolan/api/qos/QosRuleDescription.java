package org.portolan.api.qos;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Types;
import tools.jackson.databind.node.ObjectNode;

/** A kind of rule of QoS policies: it lies below its policy, and whoever sees that sees the rule. */
public abstract class QosRuleDescription extends PlainDescription {

    /** The policy that the rule belongs to. */
    public static final Attribute<UUID> POLICY_ID =
            Attribute.of("qos_policy_id", Types.uuid(Function.identity())).ofPath();

    private final String type;

    /**
     * See {@link org.portolan.api.resource.ResourceDescription#ResourceDescription}.
     *
     * @param type the type of the rules, such as {@code bandwidth_limit}
     */
    protected QosRuleDescription(String type, Events events) {
        super("Qos" + camel(type) + "Rule", type + "_rule", type + "_rules", events);
        this.type = type;
    }

    private static String camel(String type) {
        StringBuilder camel = new StringBuilder();
        for (String word : type.split("_", -1)) {
            camel.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return camel.toString();
    }

    /** The type of the rules, such as {@code bandwidth_limit}. */
    public final String type() {
        return type;
    }

    @Override
    public final boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public final String path() {
        return "qos/policies/*/" + collection();
    }

    @Override
    public final Parent parent() {
        return new Parent(new QosPolicyDescription(), POLICY_ID);
    }

    @Override
    public List<Alias> aliases() {
        return List.of(new Alias("alias_" + name(), "qos/alias_" + collection()));
    }

    @Override
    public final NeutronError notFound(Object id) {
        return notFound(id, null);
    }

    @Override
    public final NeutronError notFound(Object id, @Nullable Object policy) {
        return new NeutronError(
                404,
                "QosRuleNotFound",
                "QoS rule " + id + " for policy " + (policy == null ? "" : policy) + " could not be found.");
    }

    @Override
    public final ObjectNode renderOneOfSeveral(PlainResource rule) {
        return super.renderOneOfSeveral(rule).put("type", type);
    }

    @Override
    public final Sight sight() {
        return Sight.PARENT_VIEWERS;
    }
}
