package org.portolan.api.bgpvpn;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.Types;

/** What makes something a member of a BGP VPN: it lies below the VPN. */
public abstract class AssociationDescription extends PlainDescription {

    /** The VPN. */
    public static final Attribute<UUID> BGPVPN_ID =
            Attribute.of("bgpvpn_id", Types.uuid(Function.identity())).ofPath();

    private final String member;

    /**
     * See {@link org.portolan.api.resource.ResourceDescription#ResourceDescription}.
     *
     * @param kind the word that Neutron's errors begin with
     * @param member what the members are, such as {@code network}
     */
    protected AssociationDescription(String kind, String member, Events events) {
        super(kind, member + "_association", member + "_associations", events);
        this.member = member;
    }

    @Override
    public final Listing listing() {
        return Listing.IN_PAGES.with(Listing.Pages.EMPTY_AFTER_NOTHING).with(Listing.Sorting.REFUSED);
    }

    /** What no body shows but lists are filtered by. */
    static List<Field> unshown() {
        return List.of(
                BgpvpnDescription.noText(),
                standard("created_at").onlyFiltering(),
                standard("updated_at").onlyFiltering(),
                standard("revision_number").onlyFiltering());
    }

    @Override
    public final String path() {
        return "bgpvpn/bgpvpns/*/" + collection();
    }

    @Override
    public final Parent parent() {
        return new Parent(new BgpvpnDescription(), BGPVPN_ID, false);
    }

    @Override
    public final NeutronError notFound(Object id, @Nullable Object bgpvpn) {
        return new NeutronError(
                404,
                kind() + "NotFound",
                "BGPVPN " + member + " association " + id + " could not be found for BGPVPN " + bgpvpn);
    }
}
