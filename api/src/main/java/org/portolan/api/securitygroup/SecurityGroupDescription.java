package org.portolan.api.securitygroup;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code security_group} resource. */
@AutoService(Described.class)
public final class SecurityGroupDescription extends ResourceDescription<SecurityGroup> {

    public static final Attribute<String> NAME =
            Attribute.of("name", nameThatIsNotDefault()).defaultsTo("").indexed();
    public static final Attribute<Boolean> STATEFUL =
            Attribute.of("stateful", Types.bool()).defaultsTo(true).unsorted();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();

    private static final SecurityGroupRuleDescription RULES = new SecurityGroupRuleDescription();

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    NAME,
                    STATEFUL,
                    tenant(),
                    DESCRIPTION,
                    shared(),
                    Derived.<SecurityGroup, List<String>>of(
                                    "security_group_rules", Types.words(), SecurityGroupDescription::rules)
                            .unfiltered()),
            standardAttributes(),
            List.of(project()));

    /** The description, for whoever looks for all of them. */
    public SecurityGroupDescription() {
        super(
                "SecurityGroup",
                "security_group",
                "security_groups",
                SecurityGroup.class,
                new SecurityGroupEvent.Family());
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // a security group's stream holds security group events only
    public @Nullable SecurityGroup evolve(@Nullable SecurityGroup group, Recorded<?> event) {
        return SecurityGroup.evolve(group, (Recorded<? extends SecurityGroupEvent>) event);
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "SecurityGroupNotFound", "Security group " + id + " does not exist");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "security-group",
                        "security-group",
                        "The security groups extension.",
                        "2012-10-05T10:00:00-00:00"),
                new Extension(
                        "stateful-security-group",
                        "Stateful security group",
                        "Indicates if the security group is stateful or not",
                        "2019-11-26T09:00:00-00:00"),
                new Extension(
                        "port-security-groups-filtering",
                        "Port filtering on security groups",
                        "Provides security groups filtering when listing ports",
                        "2018-01-09T09:00:00-00:00"),
                new Extension(
                        "security-groups-shared-filtering",
                        "Security group filtering on the shared field",
                        "Support filtering security groups on the shared field",
                        "2021-10-05T09:00:00-00:00"),
                new Extension(
                        "rbac-security-groups",
                        "Add security_group type to network RBAC",
                        "Add security_group type to network RBAC",
                        "2019-02-14T00:00:00-00:00"));
    }

    /** 409: there is a group of that name, or there will be when it is needed. */
    private static Type<String> nameThatIsNotDefault() {
        Type<String> text = Types.text(Types.NAME_MAX);
        return new Type<>(
                text.kind(),
                (attribute, input) -> {
                    JsonNode name = text.parser().parse(attribute, input);
                    if (name.stringValue().toLowerCase(Locale.ROOT).equals(SecurityGroup.DEFAULT)) {
                        throw NeutronError.conflict(
                                "SecurityGroupDefaultAlreadyExists", "Default security group already exists.");
                    }
                    return name;
                },
                text.reader(),
                text.writer());
    }

    /** The rules as the group's body has them: like those by themselves, but with tags. */
    private static ArrayNode rules(SecurityGroup group) {
        ArrayNode rules = Json.array();
        for (PlainResource rule : group.rules()) {
            ObjectNode body = rules.addObject();
            RULES.render(rule).propertyStream().forEach(member -> {
                body.set(member.getKey(), member.getValue());
                if (member.getKey().equals("description")) {
                    body.putArray("tags");
                }
            });
        }
        return rules;
    }
}
