package org.portolan.api.ndpproxy;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.List;
import org.portolan.api.error.NeutronError;
import org.portolan.api.ndpproxy.NdpProxyEvent.NdpProxyCreated;
import org.portolan.api.ndpproxy.NdpProxyEvent.NdpProxyDeleted;
import org.portolan.api.ndpproxy.NdpProxyEvent.NdpProxyUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Types;
import org.portolan.api.router.RouterId;

/** The {@code ndp_proxy} resource: a port's IPv6 address, for which its router answers on the external network (RFC 4389). */
@AutoService(Described.class)
public final class NdpProxyDescription extends PlainDescription {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("");
    public static final Attribute<RouterId> ROUTER_ID = Attribute.of("router_id", Types.uuid(RouterId::new))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<PortId> PORT_ID = Attribute.of("port_id", Types.uuid(PortId::new))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<IPAddress> IP_ADDRESS =
            Attribute.of("ip_address", Types.ip()).nullable().onPostOnly();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(1024)).defaultsTo("");

    private static final List<Field> FIELDS = List.of(
            id(),
            NAME,
            project(),
            ROUTER_ID,
            PORT_ID,
            IP_ADDRESS,
            DESCRIPTION,
            tenant(),
            standard("created_at"),
            standard("updated_at"),
            standard("revision_number"));

    /** The description, for whoever looks for all of them. */
    public NdpProxyDescription() {
        super(
                "NDPProxy",
                "ndp_proxy",
                "ndp_proxies",
                new Events(
                        new NdpProxyEvent.Family(), NdpProxyCreated::new, NdpProxyUpdated::new, NdpProxyDeleted::new));
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
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "NDPProxyNotFound", "Ndp proxy " + id + " could not be found.");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                // Neutron's definition of the extension says no more of itself.
                new Extension("l3-ndp-proxy", "name", "description", "2021-06-29T10:00:00-00:00"),
                new Extension(
                        "l3-ext-ndp-proxy",
                        "Router support to enable NDP proxy",
                        "Router extension to enable ndp proxy",
                        "2020-08-25T00:00:00-00:00"));
    }
}
