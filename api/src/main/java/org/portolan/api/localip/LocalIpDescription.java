package org.portolan.api.localip;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.localip.LocalIpCommand.AssociateLocalIp;
import org.portolan.api.localip.LocalIpCommand.DissociateLocalIp;
import org.portolan.api.localip.LocalIpEvent.LocalIpAssociated;
import org.portolan.api.localip.LocalIpEvent.LocalIpDissociated;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Part;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code local_ip} resource, with the ports that it leads to: its {@code port_associations}. */
@AutoService(Described.class)
public final class LocalIpDescription extends ResourceDescription<PlainResource> {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("");
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(1024)).defaultsTo("");
    public static final Attribute<PortId> LOCAL_PORT_ID =
            Attribute.of("local_port_id", Types.uuid(PortId::new)).onPostOnly().indexed();
    public static final Attribute<NetworkId> NETWORK_ID =
            Attribute.of("network_id", Types.uuid(NetworkId::new)).onPostOnly().indexed();
    public static final Attribute<IPAddress> LOCAL_IP_ADDRESS =
            Attribute.of("local_ip_address", Types.ip()).nullAllowed().onPostOnly();
    public static final Attribute<String> IP_MODE = Attribute.of("ip_mode", Types.oneOf("translate", "passthrough"))
            .defaultsTo("translate")
            .onPostOnly();

    private static final Attribute<List<LocalIpAssociation>> ASSOCIATIONS = Attribute.of(
                    "associations",
                    Types.structured((name, input) -> input, new TypeReference<List<LocalIpAssociation>>() {}))
            .decided();

    private static final Attribute<PortId> FIXED_PORT_ID =
            Attribute.of("fixed_port_id", Types.uuid(PortId::new)).required();
    private static final Attribute<IPAddress> FIXED_IP =
            Attribute.of("fixed_ip", Types.ip()).nullable();

    private static final String ASSOCIATION = "port_association";
    private static final List<String> READ_ONLY = List.of("local_ip_id", "local_ip_address", "host");
    private static final List<String> PROJECT = List.of("project_id", "tenant_id");

    private static final List<Field> FIELDS = List.of(
            id(),
            NAME,
            DESCRIPTION,
            project(),
            LOCAL_PORT_ID,
            NETWORK_ID,
            LOCAL_IP_ADDRESS,
            IP_MODE,
            tenant(),
            standard("created_at"),
            standard("updated_at"),
            standard("revision_number"));

    /** The description, for whoever looks for all of them. */
    public LocalIpDescription() {
        super("LocalIP", "local_ip", "local_ips", PlainResource.class, new LocalIpEvent.Family());
    }

    @Override
    public String projectMember() {
        return ProjectOf.PROJECT;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public @Nullable PlainResource evolve(@Nullable PlainResource localIp, Recorded<?> recorded) {
        return switch ((LocalIpEvent) recorded.event()) {
            case LocalIpAssociated e -> {
                List<LocalIpAssociation> more = new ArrayList<>(associations(known(localIp)));
                more.add(new LocalIpAssociation(e.fixedPortId(), e.fixedIp()));
                yield with(known(localIp), more);
            }
            case LocalIpDissociated e ->
                with(
                        known(localIp),
                        associations(known(localIp)).stream()
                                .filter(association ->
                                        !association.fixedPortId().equals(e.fixedPortId()))
                                .toList());
            default -> PlainResource.evolve(localIp, recorded);
        };
    }

    private static PlainResource known(@Nullable PlainResource localIp) {
        return Objects.requireNonNull(localIp, "a local IP's first event is its creation");
    }

    private static PlainResource with(PlainResource localIp, List<LocalIpAssociation> associations) {
        return new PlainResource(
                localIp.id(),
                localIp.project(),
                localIp.attributes().with(ASSOCIATIONS, associations),
                localIp.lifecycle());
    }

    /** The ports that the local IP leads to, oldest association first. */
    public static List<LocalIpAssociation> associations(PlainResource localIp) {
        return localIp.attributes().find(ASSOCIATIONS).orElse(List.of());
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "LocalIPNotFound", "Local IP " + id + " could not be found.");
    }

    /** 404: the local IP does not lead to that port. */
    public static NeutronError notAssociated(UUID localIp, String port) {
        return new NeutronError(
                404,
                "LocalIPAssociationNotFound",
                "Local IP " + localIp + " association with port " + port + " could not be found.");
    }

    @Override
    public List<Part<PlainResource>> parts() {
        return List.of(new Part<PlainResource>(
                        "port_associations",
                        ASSOCIATION,
                        "get_local_ip_port_association",
                        "fixed_port_id",
                        localIp -> associations(localIp).stream()
                                .map(association -> body(localIp, association, ""))
                                .toList(),
                        LocalIpDescription::notAssociated)
                .showing(new Part.Borrowed("host", "fixed_port_id", "ports", "binding:host_id")));
    }

    /** What is told of an association. */
    public static ObjectNode body(PlainResource localIp, LocalIpAssociation association, String host) {
        return Json.object()
                .put("local_ip_id", localIp.id().toString())
                .put("fixed_port_id", association.fixedPortId().toString())
                .put("fixed_ip", association.fixedIp().toCanonicalString())
                .put(
                        "local_ip_address",
                        localIp.attributes().get(LOCAL_IP_ADDRESS).toCanonicalString())
                .put("host", host);
    }

    /** The whole answer to a new association. */
    public static ObjectNode answer(PlainResource localIp, LocalIpAssociation association, String host) {
        ObjectNode answer = Json.object();
        answer.set(ASSOCIATION, body(localIp, association, host));
        return answer;
    }

    @Override
    public List<Action> actions() {
        return List.of(
                Action.post("port_associations", (id, body, caller) -> parse(UUID.fromString(id), body, caller)),
                Action.delete(
                        "port_associations/*",
                        (id, body, caller) -> new DissociateLocalIp(
                                UUID.fromString(id), body.path("id").asString(), caller)));
    }

    private static AssociateLocalIp parse(UUID id, JsonNode body, Caller caller) {
        JsonNode wish = body.get(ASSOCIATION);
        if (wish == null) {
            throw NeutronError.badRequest("Unable to find '" + ASSOCIATION + "' in request body");
        }
        if (!wish.isObject()) {
            throw NeutronError.badRequest("Body contains invalid data");
        }
        List<String> unknown = new ArrayList<>();
        for (String member : wish.propertyNames()) {
            if (READ_ONLY.contains(member)) {
                throw NeutronError.badRequest("Attribute '" + member + "' not allowed in POST");
            }
            boolean isKnown =
                    member.equals(FIXED_PORT_ID.name()) || member.equals(FIXED_IP.name()) || PROJECT.contains(member);
            if (!isKnown) {
                unknown.add(member);
            }
        }
        if (!unknown.isEmpty()) {
            throw NeutronError.badRequest("Unrecognized attribute(s) '" + String.join(", ", unknown) + "'");
        }
        JsonNode port = wish.get(FIXED_PORT_ID.name());
        if (port == null) {
            throw NeutronError.badRequest("Failed to parse request. Required attribute 'fixed_port_id' not specified");
        }
        PortId portId = read(FIXED_PORT_ID, port);
        JsonNode address = wish.path(FIXED_IP.name());
        IPAddress fixedIp = address.isMissingNode() || address.isNull() ? null : read(FIXED_IP, address);
        return new AssociateLocalIp(id, portId, fixedIp, caller);
    }

    private static <T> T read(Attribute<T> attribute, JsonNode input) {
        return attribute.type().reader().apply(attribute.type().parser().parse(attribute.name(), input));
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension("local_ip", "Local IP", "Support Node Local Virtual IP", "2021-07-26T10:00:00-00:00"));
    }
}
