package org.portolan.api.port;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Embedded;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.Origin;
import org.portolan.api.resource.Part;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Types;
import org.portolan.api.trunk.TrunkDetails;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The {@code port} resource of Neutron's core API, with the extensions that add to it. */
@AutoService(Described.class)
public final class PortDescription extends ResourceDescription<Port> {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<NetworkId> NETWORK_ID = Attribute.of("network_id", Types.uuid(NetworkId::new))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<Mac> MAC_ADDRESS =
            Attribute.of("mac_address", Types.mac()).nullAllowed().indexed();
    public static final Attribute<Boolean> ADMIN_STATE_UP =
            Attribute.of("admin_state_up", Types.bool()).defaultsTo(true);
    public static final Attribute<String> DEVICE_ID =
            Attribute.of("device_id", Types.text(255)).defaultsTo("").indexed();
    public static final Attribute<String> DEVICE_OWNER =
            Attribute.of("device_owner", Types.text(255)).defaultsTo("").indexed();
    public static final Attribute<List<FixedIpWish>> FIXED_IPS = Attribute.of(
                    "fixed_ips",
                    Types.structured(PortDescription::parseFixedIps, new TypeReference<List<FixedIpWish>>() {}))
            .indexed();
    public static final Attribute<Boolean> PORT_SECURITY_ENABLED =
            Attribute.of("port_security_enabled", Types.bool()).unfiltered();
    public static final Attribute<UUID> QOS_POLICY_ID = Attribute.of("qos_policy_id", Types.uuid(Function.identity()))
            .nullable()
            .unfiltered();

    /** The QoS policy of the port's network, which holds for the port unless it has one of its own. */
    public static final Attribute<UUID> QOS_NETWORK_POLICY_ID = Attribute.of(
                    "qos_network_policy_id", Types.uuid(Function.identity()))
            .nullAllowed()
            .decided()
            .unfiltered();

    public static final Attribute<Boolean> PROPAGATE_UPLINK_STATUS = Attribute.of(
                    "propagate_uplink_status", Types.bool())
            .defaultsTo(true)
            .onPostOnly()
            .unfiltered();
    public static final Attribute<List<UUID>> SECURITY_GROUPS = Attribute.of(
                    "security_groups", Types.uuids(Function.identity()).nullMeans(List.of()))
            .indexed();
    public static final Attribute<String> VNIC_TYPE = Attribute.of(
                    "binding:vnic_type",
                    Types.oneOf(
                            "normal",
                            "macvtap",
                            "direct",
                            "baremetal",
                            "direct-physical",
                            "virtio-forwarder",
                            "smart-nic",
                            "vdpa",
                            "remote-managed"))
            .defaultsTo("normal")
            .unfiltered();
    public static final Attribute<ObjectNode> PROFILE = Attribute.of(
                    "binding:profile", Types.dictionary(4095).nullMeans(Json.object()))
            .defaultsTo(Json.object())
            .unfiltered();
    public static final Attribute<String> HOST_ID = Attribute.of(
                    "binding:host_id", Types.text(255).nullMeans(""))
            .defaultsTo("")
            .indexed()
            .unsorted();
    public static final Attribute<List<AddressPair>> ALLOWED_ADDRESS_PAIRS = Attribute.of(
                    "allowed_address_pairs",
                    Types.structured(PortDescription::parseAddressPairs, new TypeReference<List<AddressPair>>() {})
                            .nullMeans(List.of()))
            .defaultsTo(List.of())
            .takesPairs();
    public static final Attribute<List<ObjectNode>> EXTRA_DHCP_OPTS = Attribute.of(
                    "extra_dhcp_opts",
                    Types.structured(PortDescription::parseDhcpOptions, new TypeReference<List<ObjectNode>>() {})
                            .nullMeans(List.of()))
            .defaultsTo(List.of())
            .unfiltered();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();
    public static final Attribute<List<String>> TAGS =
            Attribute.of(Tags.NAME, Tags.type()).onPostOnly();
    public static final Attribute<String> DNS_NAME =
            Attribute.of("dns_name", Types.dnsName()).defaultsTo("").unfiltered();
    public static final Attribute<String> DNS_DOMAIN =
            Attribute.of("dns_domain", Types.dnsDomain()).defaultsTo("").unfiltered();
    public static final Attribute<String> NUMA_AFFINITY_POLICY = Attribute.of(
                    "numa_affinity_policy", Types.oneOf("required", "preferred", "legacy", "socket"))
            .nullable()
            .unfiltered();

    /** The domain that the port's names are in, as it was configured when the port was made. */
    public static final Attribute<String> DNS_SUFFIX =
            Attribute.of("dns_suffix", Types.dnsDomain()).decided().hidden();

    public static final Attribute<String> DATA_PLANE_STATUS = Attribute.of(
                    "data_plane_status", Types.oneOf("ACTIVE", "DOWN"))
            .nullable()
            .onPutOnly()
            .unfiltered();

    /** {@code none} for a port that was created with the wish to have no address, else {@code immediate}. */
    public static final Attribute<String> IP_ALLOCATION =
            Attribute.of("ip_allocation", Types.text(16)).decided();

    /** What the parent port of a trunk shows of it. */
    public static final Attribute<TrunkDetails> TRUNK_DETAILS = Attribute.of(
                    "trunk_details",
                    Types.structured((attribute, input) -> input, new TypeReference<TrunkDetails>() {}))
            .decided();

    /** The trunk that the port is a sub-port of; no body shows it. */
    public static final Attribute<UUID> SUB_PORT_OF =
            Attribute.of("sub_port_of", Types.uuid(Function.identity())).decided();

    /** The accelerators that the port's device brings; kept, and not shown, as by a Neutron that has no driver for it. */
    public static final Attribute<String> DEVICE_PROFILE = Attribute.of("device_profile", Types.text(255))
            .nullAllowed()
            .onPostOnly()
            .hidden();

    /** Which other resources make use of the port, oldest first; no body shows them. */
    public static final Attribute<List<PortUser>> USERS = Attribute.of(
                    "users", Types.structured((attribute, input) -> input, new TypeReference<List<PortUser>>() {}))
            .decided();

    /** What the port would be on hosts that it is not on; only its bindings show it. */
    public static final Attribute<List<HostBinding>> OTHER_BINDINGS = Attribute.of(
                    "other_bindings",
                    Types.structured((attribute, input) -> input, new TypeReference<List<HostBinding>>() {}))
            .decided();

    /** Who must be ready before the port is active; only its status shows it. */
    public static final Attribute<List<ProvisioningBlock>> PROVISIONING_BLOCKS = Attribute.of(
                    "provisioning_blocks",
                    Types.structured((attribute, input) -> input, new TypeReference<List<ProvisioningBlock>>() {}))
            .decided();

    /** What the answer to a write says that the port asks for; reads look at its policy. */
    private static final Attribute<ObjectNode> RESOURCE_REQUEST = Attribute.of(
                    ResourceRequest.MEMBER.member(), Types.dictionary(Integer.MAX_VALUE))
            .decided();

    private static final int ADDRESS_PAIRS_MAX = 10;
    private static final Set<String> DHCP_OPTION_KEYS = Set.of("opt_name", "opt_value", "ip_version");
    private static final Set<String> MAY_BE_BLANK = Set.of("router", "classless-static-route");

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    NAME,
                    NETWORK_ID,
                    tenant(),
                    Derived.<Port>asked(
                            MAC_ADDRESS,
                            port -> StringNode.valueOf(port.macAddress().value())),
                    ADMIN_STATE_UP,
                    Derived.<Port, String>of("status", Types.text(16), port -> StringNode.valueOf(port.status())),
                    DEVICE_ID,
                    DEVICE_OWNER,
                    Derived.<Port>asked(FIXED_IPS, port -> Json.tree(port.fixedIps())),
                    project(),
                    PORT_SECURITY_ENABLED,
                    QOS_POLICY_ID,
                    PROPAGATE_UPLINK_STATUS,
                    SECURITY_GROUPS,
                    VNIC_TYPE,
                    PROFILE,
                    HOST_ID,
                    bindingField(
                                    "binding:vif_type",
                                    port -> StringNode.valueOf(port.binding().vifType()))
                            .unsorted(),
                    bindingField("binding:vif_details", port -> port.binding().vifDetails())
                            .unfiltered(),
                    ALLOWED_ADDRESS_PAIRS,
                    EXTRA_DHCP_OPTS,
                    DESCRIPTION,
                    QOS_NETWORK_POLICY_ID,
                    DNS_NAME,
                    Derived.<Port, String>of("dns_assignment", Types.text(255), PortDescription::names)
                            .unfiltered(),
                    DNS_DOMAIN,
                    NUMA_AFFINITY_POLICY,
                    DATA_PLANE_STATUS,
                    IP_ALLOCATION,
                    DEVICE_PROFILE,
                    Derived.<Port, ObjectNode>of(
                                    RESOURCE_REQUEST.name(), RESOURCE_REQUEST.type(), port -> port.attributes()
                                            .json(RESOURCE_REQUEST.name()))
                            .unfiltered(),
                    DNS_SUFFIX,
                    Derived.<Port, TrunkDetails>of(
                                    TRUNK_DETAILS.name(),
                                    TRUNK_DETAILS.type(),
                                    port -> port.attributes().has(TRUNK_DETAILS)
                                            ? port.attributes().json(TRUNK_DETAILS.name())
                                            : MissingNode.getInstance())
                            .unfiltered()),
            standardAttributes(),
            List.of(Derived.<Port>asked(
                    TAGS,
                    port -> port.attributes().has(TAGS) ? port.attributes().json(TAGS.name()) : Json.array())));

    /** The description, for whoever looks for all of them. */
    public PortDescription() {
        super("Port", "port", "ports", Port.class, new PortEvent.Family());
    }

    /** Each address with its name: the port's own, or one that is made of the address. */
    private static JsonNode names(Port port) {
        String suffix = port.attributes().find(DNS_SUFFIX).orElse("");
        String own = port.attributes().find(DNS_NAME).orElse("");
        ArrayNode names = Json.array();
        for (FixedIp fixedIp : port.fixedIps()) {
            String address = fixedIp.ipAddress().toCanonicalString();
            String host = own.isEmpty() ? "host-" + address.replaceAll("[.:]", "-") : own;
            names.addObject()
                    .put("ip_address", address)
                    .put("hostname", host)
                    .put("fqdn", host.endsWith(".") ? host : host + "." + suffix);
        }
        return names;
    }

    private static Derived<Port> bindingField(String name, Function<Port, JsonNode> value) {
        return Derived.<Port, String>of(name, Types.text(64), value);
    }

    @Override
    public Listing listing() {
        return Listing.IN_PAGES.with(Listing.Pages.AFTER_WHAT_IS_THERE);
    }

    /** Lists do not look up the MACs of sub-ports. */
    @Override
    public List<Listed> listed() {
        return List.of(new Listed(TRUNK_DETAILS.name(), details -> {
            for (JsonNode subPort : details.path("sub_ports")) {
                ((ObjectNode) subPort).remove("mac_address");
            }
            return details;
        }));
    }

    @Override
    public Origin origin() {
        return Origin.CORE;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // a port's stream holds port events only
    public @Nullable Port evolve(@Nullable Port port, Recorded<?> event) {
        return Port.evolve(port, (Recorded<? extends PortEvent>) event);
    }

    @Override
    public List<Action> actions() {
        return Bindings.actions();
    }

    @Override
    public List<Embedded> embedded() {
        return List.of(ResourceRequest.MEMBER);
    }

    /** The port, showing what it asks for. */
    public static Port requesting(Port port, JsonNode request) {
        return request instanceof ObjectNode some
                ? port.showing(port.attributes().with(RESOURCE_REQUEST, some))
                : port;
    }

    @Override
    public List<Part<Port>> parts() {
        return List.of(Bindings.part());
    }

    @Override
    public Sight sight() {
        return Sight.NETWORK_OWNERS;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "port-device-profile",
                        "Port device profile",
                        "Expose the port device profile (Cyborg)",
                        "2020-12-17T10:00:00-00:00"),
                new Extension(
                        "port-resource-request",
                        "Port Resource Request",
                        "Expose resource request to Port",
                        "2018-05-08T10:00:00-00:00"),
                new Extension(
                        "port-resource-request-groups",
                        "Port Resource Request Groups",
                        "Support requesting multiple groups of resources and traits from the same RP subtree in resource_request",
                        "2021-08-02T10:00:00-00:00"),
                new Extension(
                        "binding",
                        "Port Binding",
                        "Expose port bindings of a virtual port to external application",
                        "2014-02-03T10:00:00-00:00"),
                new Extension(
                        "binding-extended",
                        "Port Bindings Extended",
                        "Expose port bindings of a virtual port to external application",
                        "2017-07-17T10:00:00-00:00"),
                new Extension(
                        "qos-port-network-policy",
                        "QoS port network policy ID",
                        "Adds a the QoS network ID to the port definition",
                        "2019-11-01T10:00:00-00:00"),
                new Extension(
                        "allowed-address-pairs",
                        "Allowed Address Pairs",
                        "Provides allowed address pairs",
                        "2013-07-23T10:00:00-00:00"),
                new Extension(
                        "port-mac-override",
                        "Neutron Port MAC address override",
                        "Allow overriding the MAC address of a direct-physical Port via the active binding profile",
                        "2022-03-18T10:00:00-00:00"),
                new Extension(
                        "port-mac-address-regenerate",
                        "Neutron Port MAC address regenerate",
                        "Network port MAC address regenerate",
                        "2018-05-03T10:00:00-00:00"),
                new Extension(
                        "dns-domain-ports",
                        "dns_domain for ports",
                        "Allows the DNS domain to be specified for a network port.",
                        "2017-04-24T10:00:00-00:00"),
                new Extension(
                        "port-numa-affinity-policy",
                        "Port NUMA affinity policy",
                        "Expose the port NUMA affinity policy",
                        "2020-07-08T10:00:00-00:00"),
                new Extension(
                        "extra_dhcp_opt",
                        "Neutron Extra DHCP options",
                        "Extra options configuration for DHCP. For example PXE boot options to DHCP clients can be"
                                + " specified (e.g. tftp-server, server-ip-address, bootfile-name)",
                        "2013-03-17T12:00:00-00:00"),
                new Extension(
                        "ip_allocation", "IP Allocation", "IP allocation extension.", "2016-06-10T23:00:00-00:00"),
                new Extension(
                        "uplink-status-propagation",
                        "Uplink status propagation extension",
                        "Provides ability to propagate port uplink status.",
                        "2018-05-31T18:00:00-00:00"),
                new Extension(
                        "data-plane-status",
                        "Port data plane status extension",
                        "Expose status of underlying data plane",
                        "2017-01-24T10:00:00-00:00"));
    }

    private static JsonNode parseFixedIps(String attribute, JsonNode input) {
        if (!input.isArray()) {
            throw NeutronError.invalidAttribute(
                    attribute, "Invalid data format for fixed IP: '" + Types.quoted(input) + "'");
        }
        ArrayNode wishes = Json.array();
        Set<String> seen = new HashSet<>();
        for (JsonNode item : input) {
            if (!item.isObject()) {
                throw NeutronError.invalidAttribute(attribute, "'" + Types.quoted(item) + "' is not a dictionary");
            }
            if (!item.has("subnet_id") && !item.has("ip_address")) {
                throw NeutronError.invalidInput("IP allocation requires subnet_id or ip_address");
            }
            ObjectNode wish = wishes.addObject();
            if (item.has("ip_address")) {
                JsonNode address = Types.ip().parser().parse(attribute, item.get("ip_address"));
                if (!seen.add(address.stringValue())) {
                    throw NeutronError.invalidAttribute(
                            attribute, "Duplicate IP address '" + address.stringValue() + "'");
                }
                wish.set("ip_address", address);
            }
            if (item.has("subnet_id")) {
                wish.set("subnet_id", Types.uuid(Function.identity()).parser().parse(attribute, item.get("subnet_id")));
            }
        }
        return wishes;
    }

    private static JsonNode parseAddressPairs(String attribute, JsonNode input) {
        if (!input.isArray()) {
            throw NeutronError.invalidAttribute(
                    attribute, "Allowed address pairs must be a list. '" + Types.quoted(input) + "' is not a list");
        }
        if (input.size() > ADDRESS_PAIRS_MAX) {
            throw new NeutronError(
                    400,
                    "AllowedAddressPairExhausted",
                    "The number of allowed address pair exceeds the maximum " + ADDRESS_PAIRS_MAX + ".");
        }
        ArrayNode pairs = Json.array();
        for (JsonNode item : input) {
            JsonNode address = item.get("ip_address");
            if (address == null) {
                throw new NeutronError(
                        400, "AllowedAddressPairsMissingIP", "AllowedAddressPair must contain ip_address");
            }
            String text = Types.quoted(address);
            IPAddress canonical = text.contains("/") ? Types.prefix(text) : Types.address(text);
            if (canonical == null) {
                throw NeutronError.badRequest("'" + text + "' is not a valid IP address");
            }
            JsonNode mac = item.get("mac_address");
            ObjectNode pair = Json.object();
            if (mac != null && !mac.isNull()) {
                pair.set("mac_address", Types.mac().parser().parse("mac_address", mac));
            }
            pair.put("ip_address", canonical.toCanonicalString());
            if (pairs.valueStream().anyMatch(pair::equals)) {
                throw new NeutronError(
                        400,
                        "DuplicateAddressPairInRequest",
                        "Request contains duplicate address pair: mac_address "
                                + (mac == null ? "None" : Types.quoted(mac)) + " ip_address " + text + ".");
            }
            pairs.add(pair);
        }
        return pairs;
    }

    private static JsonNode parseDhcpOptions(String attribute, JsonNode input) {
        if (!input.isArray()) {
            throw NeutronError.invalidAttribute(attribute, "'" + Types.quoted(input) + "' is not a list");
        }
        ArrayNode options = Json.array();
        for (JsonNode item : input) {
            if (!isDhcpOption(item)) {
                throw NeutronError.invalidInput("No valid key specs matched for: " + Types.quoted(item));
            }
            ObjectNode option = options.addObject();
            option.set("opt_name", item.get("opt_name"));
            option.set("opt_value", item.get("opt_value"));
            option.set("ip_version", Json.tree(item.path("ip_version").asInt(4)));
        }
        return options;
    }

    private static boolean isDhcpOption(JsonNode item) {
        JsonNode name = item.path("opt_name");
        JsonNode value = item.path("opt_value");
        if (!name.isString() || name.stringValue().isBlank()) {
            return false;
        }
        boolean mayBeBlank = MAY_BE_BLANK.contains(name.stringValue());
        boolean valueFits = value.isNull()
                || (value.isString() && (mayBeBlank || !value.stringValue().isBlank()));
        int version = item.path("ip_version").asInt(item.has("ip_version") ? 0 : 4);
        return valueFits && (version == 4 || version == 6) && DHCP_OPTION_KEYS.containsAll(item.propertyNames());
    }
}
