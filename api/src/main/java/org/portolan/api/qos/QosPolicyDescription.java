package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code policy} resource below {@code /v2.0/qos}. */
@AutoService(Described.class)
public final class QosPolicyDescription extends ResourceDescription<QosPolicy> {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<Boolean> SHARED = Attribute.of("shared", Types.bool())
            .defaultsTo(false)
            .trueToGrantees()
            .unsorted();
    public static final Attribute<Boolean> IS_DEFAULT =
            Attribute.of("is_default", Types.bool()).defaultsTo(false).ignoredByFilters();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();

    private static final List<Field> FIELDS = List.of(
            id(),
            project(),
            NAME,
            SHARED,
            Derived.<QosPolicy, List<ObjectNode>>of(
                            "rules",
                            Types.structured((attribute, input) -> input, new TypeReference<List<ObjectNode>>() {}),
                            QosPolicyDescription::rules)
                    .unfiltered(),
            IS_DEFAULT,
            standard("revision_number"),
            DESCRIPTION,
            standard("created_at"),
            standard("updated_at"),
            tenant(),
            standard("tags"));

    /** The description, for whoever looks for all of them. */
    public QosPolicyDescription() {
        super("QosPolicy", "policy", "policies", QosPolicy.class, new QosPolicyEvent.Family());
    }

    private static JsonNode rules(QosPolicy policy) {
        ArrayNode rules = Json.array();
        for (QosRule rule : policy.rules()) {
            ObjectNode body = rules.addObject();
            rule.attributes().forEach(body::set);
            body.put("id", rule.id().toString());
            body.put("qos_policy_id", policy.id().toString());
            body.put("type", rule.type());
        }
        return rules;
    }

    @Override
    public String path() {
        return "qos/policies";
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // a policy's stream holds policy events only
    public @Nullable QosPolicy evolve(@Nullable QosPolicy policy, Recorded<?> event) {
        return QosPolicy.evolve(policy, (Recorded<? extends QosPolicyEvent>) event);
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "QosPolicyNotFound", "QoS policy " + id + " could not be found.");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "qos-rule-type-filter",
                        "Allow to filter the list of QoS rule types",
                        "Allows to filter the QoS rule type list adding two new flags. \"all_rules\" prints all"
                                + " implemented QoS rule types.\"all_supported\" prints all supported QoS rule types by"
                                + " the loaded mechanism drivers",
                        "2022-02-02T10:00:00-00:00"),
                new Extension(
                        "qos", "Quality of Service", "The Quality of Service extension.", "2015-06-08T10:00:00-00:00"),
                new Extension(
                        "qos-default",
                        "QoS default policy",
                        "Expose the QoS default policy per project",
                        "2017-041-06T10:00:00-00:00"),
                new Extension(
                        "qos-rules-alias",
                        "Quality of Service rules alias API",
                        "API to enable GET, PUT and DELETE operations on QoS policy rules without specifying policy ID",
                        "2018-10-07T10:00:00-00:00"),
                new Extension(
                        "qos-rule-type-details",
                        "Details of QoS rule types",
                        "Expose details about QoS rule types supported by loaded backend drivers",
                        "2017-06-22T10:00:00-00:00"));
    }
}
