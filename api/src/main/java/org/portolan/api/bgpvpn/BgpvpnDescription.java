package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.portolan.api.bgpvpn.BgpvpnEvent.BgpvpnCreated;
import org.portolan.api.bgpvpn.BgpvpnEvent.BgpvpnDeleted;
import org.portolan.api.bgpvpn.BgpvpnEvent.BgpvpnUpdated;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/** The {@code bgpvpn} resource: what is associated with it exchanges routes under its targets (RFC 4364). */
@AutoService(Described.class)
public final class BgpvpnDescription extends PlainDescription {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<String> TYPE =
            Attribute.of("type", Types.oneOf("l3", "l2")).defaultsTo("l3").onPostOnly();
    public static final Attribute<List<String>> ROUTE_TARGETS =
            Attribute.of("route_targets", RouteTargets.TYPE).defaultsTo(List.of());
    public static final Attribute<List<String>> IMPORT_TARGETS =
            Attribute.of("import_targets", RouteTargets.TYPE).defaultsTo(List.of());
    public static final Attribute<List<String>> EXPORT_TARGETS =
            Attribute.of("export_targets", RouteTargets.TYPE).defaultsTo(List.of());
    public static final Attribute<List<String>> ROUTE_DISTINGUISHERS =
            Attribute.of("route_distinguishers", RouteTargets.TYPE).defaultsTo(List.of());
    public static final Attribute<Long> LOCAL_PREF =
            Attribute.of("local_pref", RouteTargets.LOCAL_PREF).nullable();
    public static final Attribute<List<UUID>> NETWORKS =
            Attribute.of("networks", Types.uuids(Function.identity())).decided();
    public static final Attribute<List<UUID>> ROUTERS =
            Attribute.of("routers", Types.uuids(Function.identity())).decided();
    public static final Attribute<List<UUID>> PORTS =
            Attribute.of("ports", Types.uuids(Function.identity())).decided();
    public static final Attribute<List<UUID>> ASSOCIATIONS = Attribute.of(
                    "associations", Types.uuids(Function.identity()))
            .decided()
            .hidden();

    private static final List<Field> FIELDS = List.of(
            id(),
            tenant(),
            NETWORKS,
            ROUTERS,
            NAME,
            TYPE,
            ROUTE_TARGETS,
            ROUTE_DISTINGUISHERS,
            IMPORT_TARGETS,
            EXPORT_TARGETS,
            Derived.<PlainResource, List<UUID>>of(PORTS.name(), PORTS.type(), BgpvpnDescription::ports),
            Derived.<PlainResource>asked(LOCAL_PREF, BgpvpnDescription::localPref),
            project(),
            noText(),
            standard("created_at").onlyFiltering(),
            standard("updated_at").onlyFiltering(),
            standard("revision_number").onlyFiltering());

    /** The description, for whoever looks for all of them. */
    public BgpvpnDescription() {
        super(
                "BGPVPN",
                "bgpvpn",
                "bgpvpns",
                new Events(new BgpvpnEvent.Family(), BgpvpnCreated::new, BgpvpnUpdated::new, BgpvpnDeleted::new));
    }

    /** Nobody can describe one, and so a list of those with a description is empty. */
    static Field noText() {
        return Derived.<PlainResource, String>of("description", Types.text(255), any -> StringNode.valueOf(""))
                .onlyFiltering();
    }

    @Override
    public Listing listing() {
        return Listing.IN_PAGES.with(Listing.Pages.EMPTY_AFTER_NOTHING).with(Listing.Sorting.REFUSED);
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
    }

    /** Shown where there are any: a server without control of routes knows of none. */
    private static JsonNode ports(PlainResource bgpvpn) {
        JsonNode ports = bgpvpn.attributes().json(PORTS.name());
        return ports.isEmpty() ? MissingNode.getInstance() : ports;
    }

    /** Shown where it was said. */
    private static JsonNode localPref(PlainResource bgpvpn) {
        JsonNode preference = bgpvpn.attributes().json(LOCAL_PREF.name());
        return preference.isNull() ? MissingNode.getInstance() : preference;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public String path() {
        return "bgpvpn/bgpvpns";
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "bgpvpn",
                        "BGPVPN Extension",
                        "Provides support for BGP VPN interconnections",
                        "2014-06-10T17:00:00-00:00"),
                new Extension(
                        "bgpvpn-routes-control",
                        "BGPVPN Routes Control Extension",
                        "Provides support for controlling routes advertised to a BGPVPN",
                        "2017-05-20T00:00:00-00:00"));
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "BGPVPNNotFound", "BGPVPN " + id + " could not be found");
    }
}
