package org.portolan.api.floatingip;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.floatingip.FloatingIp.Association;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Embedded;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import org.portolan.api.subnet.SubnetId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The {@code floatingip} resource of Neutron's L3 extension, with the extensions that add to it. */
@AutoService(Described.class)
public final class FloatingIpDescription extends ResourceDescription<FloatingIp> {

    public static final Attribute<IPAddress> FLOATING_IP_ADDRESS = Attribute.of("floating_ip_address", Types.ip())
            .nullable()
            .onPostOnly()
            .indexed();
    public static final Attribute<SubnetId> SUBNET_ID = Attribute.of("subnet_id", Types.uuid(SubnetId::new))
            .nullable()
            .onPostOnly()
            .hidden();
    public static final Attribute<NetworkId> FLOATING_NETWORK_ID = Attribute.of(
                    "floating_network_id", Types.uuid(NetworkId::new))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<PortId> PORT_ID = Attribute.of("port_id", Types.uuid(PortId::new))
            .nullable()
            .indexed()
            .unsorted();
    public static final Attribute<IPAddress> FIXED_IP_ADDRESS =
            Attribute.of("fixed_ip_address", Types.ip()).nullable().indexed();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();
    public static final Attribute<UUID> QOS_POLICY_ID = Attribute.of("qos_policy_id", Types.uuid(Function.identity()))
            .nullable()
            .unfiltered();
    public static final Attribute<String> DNS_NAME = Attribute.of("dns_name", Types.relativeDnsName())
            .defaultsTo("")
            .onPostOnly()
            .unfiltered();
    public static final Attribute<String> DNS_DOMAIN = Attribute.of("dns_domain", Types.dnsDomain())
            .defaultsTo("")
            .onPostOnly()
            .unfiltered();

    /** What is shown of the port that a floating IP leads to. */
    public static final Embedded PORT_DETAILS = Embedded.some(
            "port_details",
            PORT_ID.name(),
            "ports",
            List.of("name", "network_id", "mac_address", "admin_state_up", "status", "device_id", "device_owner"));

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    tenant(),
                    Derived.<FloatingIp>asked(
                            FLOATING_IP_ADDRESS, floatingIp -> Json.tree(floatingIp.floatingIpAddress())),
                    Derived.<FloatingIp>asked(
                            FLOATING_NETWORK_ID, floatingIp -> Json.tree(floatingIp.floatingNetworkId())),
                    Derived.<FloatingIp, String>of(
                                    "router_id", Types.text(36), floatingIp -> Json.orNull(floatingIp.routerId()))
                            .indexed(),
                    Derived.<FloatingIp>asked(PORT_ID, floatingIp -> associated(floatingIp, Association::portId)),
                    Derived.<FloatingIp>asked(
                            FIXED_IP_ADDRESS, floatingIp -> associated(floatingIp, Association::fixedIpAddress)),
                    Derived.<FloatingIp, String>of(
                            "status", Types.text(16), floatingIp -> StringNode.valueOf(floatingIp.status())),
                    SUBNET_ID,
                    DESCRIPTION,
                    QOS_POLICY_ID,
                    Derived.<FloatingIp, String>of("port_details", Types.text(0), FloatingIp::portDetails)
                            .unfiltered(),
                    DNS_DOMAIN,
                    DNS_NAME,
                    Derived.<FloatingIp, String>of(
                                    "port_forwardings", Types.text(0), FloatingIpDescription::forwardings)
                            .unfiltered()),
            standardAttributes(),
            List.of(project()));

    /** The description, for whoever looks for all of them. */
    public FloatingIpDescription() {
        super("FloatingIP", "floatingip", "floatingips", FloatingIp.class, new FloatingIpEvent.Family());
    }

    private static JsonNode associated(FloatingIp floatingIp, Function<Association, Object> value) {
        Association association = floatingIp.association();
        return association == null ? NullNode.getInstance() : Json.tree(value.apply(association));
    }

    private static JsonNode forwardings(FloatingIp floatingIp) {
        ArrayNode list = Json.array();
        for (Forwarding forwarding : floatingIp.forwardings()) {
            ObjectNode one = list.addObject();
            one.put("id", forwarding.id().toString());
            one.put("protocol", forwarding.protocol());
            one.put("internal_ip_address", forwarding.internalIpAddress().toCanonicalString());
            if (forwarding.internalPorts().isSingle()) {
                one.put("internal_port", forwarding.internalPorts().first());
            }
            one.put("internal_port_id", forwarding.internalPortId().toString());
            if (forwarding.externalPorts().isSingle()) {
                one.put("external_port", forwarding.externalPorts().first());
            }
        }
        return list;
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
    public List<Embedded> embedded() {
        return List.of(PORT_DETAILS);
    }

    @Override
    @SuppressWarnings("unchecked") // a floating IP's stream holds floating IP events only
    public @Nullable FloatingIp evolve(@Nullable FloatingIp floatingIp, Recorded<?> event) {
        return FloatingIp.evolve(floatingIp, (Recorded<? extends FloatingIpEvent>) event);
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "FloatingIPNotFound", "Floating IP " + id + " could not be found");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "qos-fip",
                        "Floating IP QoS",
                        "The floating IP Quality of Service extension",
                        "2017-07-20T00:00:00-00:00"),
                new Extension(
                        "fip-port-details",
                        "Floating IP Port Details Extension",
                        "Add port_details attribute to Floating IP resource",
                        "2018-04-09T10:00:00-00:00"),
                new Extension(
                        "expose-port-forwarding-in-fip",
                        "Expose Floating IP port forwardings",
                        "Expose port forwarding fields in floating IP response",
                        "2018-06-28T16:00:00-00:00"),
                new Extension(
                        "floating-ip-port-forwarding-detail",
                        "Floating IP port forwarding detail",
                        "Allow list floating ip return more port forwarding data, include'id' and 'internal_port_id'",
                        "2022-05-06T10:00:00-00:00"));
    }
}
