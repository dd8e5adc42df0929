package org.portolan.api.quota;

import com.google.auto.service.AutoService;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;

/** The {@code quota} resource: one for each project whose limits are its own, known by the project's id. */
@AutoService(Described.class)
public final class QuotaDescription extends ResourceDescription<Quota> {

    /** As many as one likes. */
    public static final long UNLIMITED = -1;

    /** What is limited, in the order in which bodies show it, and how much of it projects may have that have no own limit. */
    public static final Map<String, Long> DEFAULTS = defaults();

    /** Whether limits below what the project has are refused. */
    public static final Attribute<JsonNode> CHECK_LIMIT =
            Attribute.of("check_limit", anything()).onPutOnly().hidden();

    private static final List<Field> FIELDS = fieldsOf();

    /** The description, for whoever looks for all of them. */
    public QuotaDescription() {
        super("Quota", "quota", "quotas", Quota.class, new QuotaEvent.Family());
    }

    private static Map<String, Long> defaults() {
        Map<String, Long> defaults = new LinkedHashMap<>();
        defaults.put("network", 1000L);
        defaults.put("subnet", 2000L);
        defaults.put("subnetpool", UNLIMITED);
        defaults.put("port", 100_000L);
        defaults.put("router", 500L);
        defaults.put("floatingip", 500L);
        defaults.put("rbac_policy", 100L);
        defaults.put("security_group", 500L);
        defaults.put("security_group_rule", 5000L);
        defaults.put("trunk", UNLIMITED);
        defaults.put("bgpvpn", UNLIMITED);
        return Collections.unmodifiableMap(defaults);
    }

    private static List<Field> fieldsOf() {
        List<Field> fields = new ArrayList<>();
        DEFAULTS.keySet().forEach(kind -> fields.add(Attribute.of(kind, limit())));
        fields.add(CHECK_LIMIT);
        // Neutron takes it, and means nothing by it yet.
        fields.add(Attribute.of("force", anything()).onPutOnly().hidden());
        return List.copyOf(fields);
    }

    /** A whole number that counts things, in any spelling that Python takes for one. */
    private static Type<Long> limit() {
        return new Type<>(
                Type.Kind.INTEGER,
                (attribute, input) -> {
                    BigInteger number = integer(input);
                    if (number == null) {
                        throw NeutronError.invalidInput("'" + Types.quoted(input) + "' is not an integer");
                    }
                    if (number.compareTo(BigInteger.valueOf(UNLIMITED)) < 0) {
                        throw NeutronError.invalidAttribute(
                                attribute, "'" + number + "' is too small - must be at least '" + UNLIMITED + "'");
                    }
                    if (number.bitLength() >= Integer.SIZE) {
                        throw NeutronError.invalidAttribute(
                                attribute,
                                "'" + number + "' is too large - must be no larger than '" + Integer.MAX_VALUE + "'");
                    }
                    return LongNode.valueOf(number.longValue());
                },
                JsonNode::longValue,
                LongNode::valueOf);
    }

    private static @Nullable BigInteger integer(JsonNode input) {
        try {
            return switch (input.getNodeType()) {
                case BOOLEAN -> input.booleanValue() ? BigInteger.ONE : BigInteger.ZERO;
                case NUMBER -> new BigDecimal(input.asString()).toBigInteger();
                case STRING -> new BigInteger(input.stringValue().strip());
                default -> null;
            };
        } catch (NumberFormatException none) {
            return null;
        }
    }

    private static Type<JsonNode> anything() {
        return new Type<>(Type.Kind.OBJECT, (attribute, input) -> input, node -> node, value -> value);
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // a quota's stream holds quota events only
    public @Nullable Quota evolve(@Nullable Quota quota, Recorded<?> event) {
        return Quota.evolve(quota, (Recorded<? extends QuotaEvent>) event);
    }

    @Override
    public Sight sight() {
        return Sight.ADMINS;
    }

    /** Every text may be a project's id. */
    @Override
    public void requireId(String id) {
        if (id.isEmpty() || id.length() > Types.NAME_MAX) {
            throw notFound(id);
        }
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "TenantQuotaNotFound", "Quota for tenant " + id + " could not be found.");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "quotas",
                        "Quota management support",
                        "Expose functions for quotas management per project",
                        "2012-07-29T10:00:00-00:00"),
                new Extension(
                        "quota_details",
                        "Quota details management support",
                        "Expose functions for quotas usage statistics per project",
                        "2017-02-10T10:00:00-00:00"),
                new Extension(
                        "quota-check-limit",
                        "Quota engine limit check",
                        "Support for checking the resource usage before applying a new quota limit",
                        "2021-09-08T16:00:00-00:00"));
    }
}
