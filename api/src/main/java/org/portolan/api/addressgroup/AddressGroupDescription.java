package org.portolan.api.addressgroup;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.addressgroup.AddressGroupCommand.AddAddresses;
import org.portolan.api.addressgroup.AddressGroupCommand.RemoveAddresses;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.ResourceEvent;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code address_group} resource: prefixes that security group rules name together. */
@AutoService(Described.class)
public final class AddressGroupDescription extends ResourceDescription<PlainResource> {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();

    /** The prefixes, sorted as text. */
    public static final Attribute<List<String>> ADDRESSES = Attribute.of("addresses", prefixes())
            .defaultsTo(List.of())
            .onPostOnly()
            .unfiltered();

    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("");

    private static final List<Field> FIELDS = List.of(
            id(),
            NAME,
            project(),
            ADDRESSES,
            DESCRIPTION,
            tenant(),
            shared().onlyFiltering(),
            standard(Tags.NAME).onlyFiltering(),
            standard("created_at").onlyFiltering(),
            standard("updated_at").onlyFiltering(),
            standard("revision_number").onlyFiltering());

    /** Neutron answers actions with more than it does a GET. */
    private static final List<Field> FIELDS_AFTER_ACTIONS = join(
            List.of(id(), NAME, project(), shared(), ADDRESSES, DESCRIPTION, tenant()),
            standardAttributes().stream()
                    .filter(field -> !field.name().equals("tags"))
                    .toList());

    /** The description, for whoever looks for all of them. */
    public AddressGroupDescription() {
        super("AddressGroup", "address_group", "address_groups", PlainResource.class, new AddressGroupEvent.Family());
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public String projectMember() {
        return ProjectOf.PROJECT;
    }

    /** The project comes along under its old name. */
    @Override
    public Set<String> alongWithFields(boolean inList) {
        return Set.of("tenant_id");
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public @Nullable PlainResource evolve(@Nullable PlainResource group, Recorded<?> event) {
        return event.event() instanceof ResourceEvent ? PlainResource.evolve(group, event) : group;
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "AddressGroupNotFound", "Address group " + id + " could not be found.");
    }

    @Override
    public List<Action> actions() {
        return List.of(
                Action.put(
                        "add_addresses",
                        (id, body, caller) -> new AddAddresses(UUID.fromString(id), addresses(body), caller)),
                Action.put(
                        "remove_addresses",
                        (id, body, caller) -> new RemoveAddresses(UUID.fromString(id), addresses(body), caller)));
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension("address-group", "Address group", "Support address group", "2020-07-15T10:00:00-00:00"),
                new Extension(
                        "rbac-address-group",
                        "Add address_group type to RBAC",
                        "Add address_group type to network RBAC",
                        "2021-01-20T00:00:00-00:00"));
    }

    /** The whole answer to an action: it has members that the answer to a GET has not. */
    public ObjectNode answerToAction(PlainResource group) {
        ObjectNode answer = Json.object();
        answer.putObject(name()).setAll(render(group, FIELDS_AFTER_ACTIONS));
        return answer;
    }

    private static List<String> addresses(JsonNode body) {
        JsonNode addresses = body.get("addresses");
        if (addresses == null) {
            throw NeutronError.badRequest("Failed to parse request. Required attribute 'addresses' not specified");
        }
        if (!addresses.isArray()) {
            throw NeutronError.invalidAttribute("addresses", "'" + Types.quoted(addresses) + "' is not a list");
        }
        // Neutron takes hosts and repetitions here, which a POST refuses.
        NavigableSet<String> prefixes = new TreeSet<>();
        for (JsonNode item : addresses) {
            IPAddress prefix = item.isString() ? Types.prefix(item.stringValue()) : null;
            if (prefix == null) {
                throw new NeutronError(400, "AddrFormatError", "invalid IPNetwork " + Types.quoted(item));
            }
            prefixes.add(prefix.toCanonicalString());
        }
        return List.copyOf(prefixes);
    }

    private static Type<List<String>> prefixes() {
        Type<List<String>> words = Types.words();
        return new Type<>(
                words.kind(),
                (attribute, input) -> {
                    if (input.isNull()) {
                        return Json.array();
                    }
                    if (!input.isArray()) {
                        throw NeutronError.invalidAttribute(attribute, "'" + Types.quoted(input) + "' is not a list");
                    }
                    NavigableSet<String> prefixes = new TreeSet<>();
                    for (JsonNode item : input) {
                        if (!prefixes.add(prefix(attribute, item))) {
                            throw NeutronError.invalidAttribute(
                                    attribute, "Duplicate items in the list: '" + Types.quoted(item) + "'");
                        }
                    }
                    return Json.tree(prefixes);
                },
                words.reader(),
                words.writer());
    }

    private static String prefix(String attribute, JsonNode item) {
        String written = Types.quoted(item);
        IPAddress prefix = item.isString() ? Types.prefix(written) : null;
        if (prefix == null) {
            throw NeutronError.invalidAttribute(attribute, "'" + written + "' is not a valid IP subnet");
        }
        if (!written.contains("/")) {
            throw NeutronError.invalidAttribute(
                    attribute,
                    "'" + written + "' isn't a recognized IP subnet cidr, '" + prefix.toCanonicalString()
                            + "' is recommended");
        }
        return prefix.toCanonicalString();
    }
}
