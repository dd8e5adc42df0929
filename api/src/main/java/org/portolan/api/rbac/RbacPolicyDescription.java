package org.portolan.api.rbac;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.portolan.api.error.NeutronError;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyCreated;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyDeleted;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.node.StringNode;

/** The {@code rbac_policy} resource: what a project, or all, may do with one resource of another project. */
@AutoService(Described.class)
public final class RbacPolicyDescription extends PlainDescription {

    /** What can be shared. */
    private static final Set<String> OBJECT_TYPES =
            Set.of("network", "subnetpool", "address_scope", "qos_policy", "security_group", "address_group");

    public static final Attribute<String> OBJECT_TYPE =
            Attribute.of("object_type", nameOfType()).required().onPostOnly().indexed();
    public static final Attribute<UUID> OBJECT_ID = Attribute.of("object_id", Types.uuid(Function.identity()))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<String> TARGET_TENANT =
            Attribute.of("target_tenant", Types.text(255)).required();
    public static final Attribute<String> ACTION =
            Attribute.of("action", Types.text(255)).required().onPostOnly();

    private static final List<Field> FIELDS = List.of(
            id(),
            project(),
            ACTION,
            OBJECT_ID,
            TARGET_TENANT,
            OBJECT_TYPE,
            tenant(),
            Derived.<PlainResource, String>of(
                            "target_project",
                            Types.text(255),
                            policy -> StringNode.valueOf(policy.attributes().get(TARGET_TENANT)))
                    .onlyFiltering());

    /** The description, for whoever looks for all of them. */
    public RbacPolicyDescription() {
        super(
                "RbacPolicy",
                "rbac_policy",
                "rbac_policies",
                new Events(
                        new RbacPolicyEvent.Family(),
                        RbacPolicyCreated::new,
                        RbacPolicyUpdated::new,
                        RbacPolicyDeleted::new));
    }

    private static Type<String> nameOfType() {
        Type<String> text = Types.text(255);
        return new Type<>(
                text.kind(),
                (attribute, input) ->
                        objectType(text.parser().parse(attribute, input).stringValue()),
                text.reader(),
                text.writer());
    }

    private static StringNode objectType(String named) {
        String type = named.strip().toLowerCase(Locale.ROOT);
        if (!OBJECT_TYPES.contains(type)) {
            throw NeutronError.invalidInput("'" + named + "' is not a valid RBAC object type");
        }
        return StringNode.valueOf(type);
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public Listing listing() {
        return new Listing(Listing.Sorting.REFUSED, Listing.Pages.NONE);
    }

    /** They have no tags, and unlike others' lists of what has none theirs do not know what tags are. */
    @Override
    protected boolean isFilter(String parameter) {
        return !Tags.FILTERS.contains(parameter) && super.isFilter(parameter);
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    /** Neutron says of which type a policy is that the caller may not see; here nobody learns that there is one. */
    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "RbacPolicyNotFound", "RBAC policy of type unknown with ID " + id + " not found");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "rbac-policies",
                "RBAC Policies",
                "Allows creation and modification of policies that control tenant access to resources.",
                "2015-06-17T12:15:12-00:00"));
    }
}
