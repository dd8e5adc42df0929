package org.portolan.api.subnetpool;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Origin;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import org.portolan.api.subnetpool.SubnetPoolCommand.AddPrefixes;
import org.portolan.api.subnetpool.SubnetPoolCommand.OnboardNetworkSubnets;
import org.portolan.api.subnetpool.SubnetPoolCommand.RemovePrefixes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The {@code subnetpool} resource of Neutron's core API, with the extensions that add to it. */
@AutoService(Described.class)
public final class SubnetPoolDescription extends ResourceDescription<SubnetPool> {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.notBlank(Types.NAME_MAX)).required().indexed();
    public static final Attribute<Integer> DEFAULT_PREFIXLEN = Attribute.of("default_prefixlen", Types.nonNegative());
    public static final Attribute<Integer> MIN_PREFIXLEN = Attribute.of("min_prefixlen", Types.nonNegative());
    public static final Attribute<Integer> MAX_PREFIXLEN = Attribute.of("max_prefixlen", Types.nonNegative());
    public static final Attribute<Boolean> IS_DEFAULT =
            Attribute.of("is_default", Types.bool()).defaultsTo(false);
    public static final Attribute<Boolean> SHARED =
            Attribute.of("shared", Types.bool()).defaultsTo(false).onPostOnly().trueToGrantees();
    public static final Attribute<List<IPAddress>> PREFIXES =
            Attribute.of("prefixes", Types.subnets()).required().unfiltered();
    public static final Attribute<Integer> IP_VERSION =
            Attribute.of("ip_version", Types.integer()).decided();
    public static final Attribute<Integer> DEFAULT_QUOTA = Attribute.of("default_quota", Types.nonNegative());
    public static final Attribute<UUID> ADDRESS_SCOPE_ID = Attribute.of(
                    "address_scope_id", Types.uuid(Function.identity()))
            .nullable()
            .indexed();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    NAME,
                    tenant(),
                    asText(DEFAULT_PREFIXLEN),
                    asText(MIN_PREFIXLEN),
                    asText(MAX_PREFIXLEN),
                    IS_DEFAULT,
                    SHARED,
                    PREFIXES,
                    IP_VERSION,
                    DEFAULT_QUOTA,
                    ADDRESS_SCOPE_ID,
                    DESCRIPTION),
            standardAttributes(),
            List.of(project()));

    /** The description, for whoever looks for all of them. */
    public SubnetPoolDescription() {
        super("SubnetPool", "subnetpool", "subnetpools", SubnetPool.class, new SubnetPoolEvent.Family());
    }

    private static Field asText(Attribute<Integer> length) {
        return Derived.<SubnetPool>asked(
                length, pool -> StringNode.valueOf(pool.attributes().get(length).toString()));
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public Origin origin() {
        return Origin.EXTENDED_CORE;
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
    }

    /** A PUT is answered with lengths as numbers, and without what is null unless it set it so. */
    @Override
    public ObjectNode renderChanged(SubnetPool pool, Attributes wished) {
        ObjectNode body = render(pool);
        for (Attribute<Integer> length : List.of(DEFAULT_PREFIXLEN, MIN_PREFIXLEN, MAX_PREFIXLEN)) {
            body.put(length.name(), pool.attributes().get(length));
        }
        for (Attribute<?> attribute : List.of(DEFAULT_QUOTA, ADDRESS_SCOPE_ID)) {
            if (body.path(attribute.name()).isNull() && !wished.has(attribute)) {
                body.remove(attribute.name());
            }
        }
        return body;
    }

    @Override
    @SuppressWarnings("unchecked") // a pool's stream holds pool events only
    public @Nullable SubnetPool evolve(@Nullable SubnetPool pool, Recorded<?> event) {
        return SubnetPool.evolve(pool, (Recorded<? extends SubnetPoolEvent>) event);
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "SubnetPoolNotFound", "Subnet pool " + id + " could not be found.");
    }

    @Override
    public List<Action> actions() {
        return List.of(
                Action.put(
                        "add_prefixes",
                        (id, body, caller) -> new AddPrefixes(SubnetPoolId.of(id), prefixes(body), caller)),
                Action.put(
                        "remove_prefixes",
                        (id, body, caller) -> new RemovePrefixes(SubnetPoolId.of(id), prefixes(body), caller)),
                Action.put(
                        "onboard_network_subnets",
                        (id, body, caller) -> new OnboardNetworkSubnets(
                                SubnetPoolId.of(id), network(body.path("network_id")), caller)));
    }

    private static @Nullable String network(JsonNode id) {
        return id.isMissingNode() || id.isNull() ? null : Types.quoted(id);
    }

    private static List<IPAddress> prefixes(JsonNode body) {
        JsonNode listed = body.path("prefixes");
        if (!listed.isArray() || listed.isEmpty()) {
            throw NeutronError.badRequest("Request body contains invalid data");
        }
        List<IPAddress> prefixes = new ArrayList<>();
        for (JsonNode one : listed) {
            IPAddress prefix = one.isString() ? Types.prefix(one.stringValue()) : null;
            if (prefix == null) {
                throw new NeutronError(400, "AddrFormatError", "invalid IPNetwork " + Types.quoted(one));
            }
            prefixes.add(prefix);
        }
        return prefixes;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "rbac-subnetpool",
                        "Add subnetpool type to RBAC",
                        "Add subnetpool type to RBAC",
                        "2020-02-05T00:00:00-00:00"),
                new Extension(
                        "subnet_allocation",
                        "Subnet Allocation",
                        "Enables allocation of subnets from a subnet pool",
                        "2015-03-30T10:00:00-00:00"),
                new Extension(
                        "default-subnetpools",
                        "Default Subnetpools",
                        "Provides ability to mark and use a subnetpool as the default.",
                        "2016-02-18T18:00:00-00:00"),
                new Extension(
                        "subnetpool-prefix-ops",
                        "Subnet Pool Prefix Operations",
                        "Provides support for adjusting the prefix list of subnet pools",
                        "2019-02-08T10:00:00-00:00"),
                new Extension(
                        "subnet_onboard",
                        "Subnet Onboard",
                        "Provides support for onboarding subnets into subnet pools",
                        "2018-12-18T09:00:00-00:00"));
    }
}
