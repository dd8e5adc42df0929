package org.portolan.api.bgpvpn;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Types;

/** By which associations a network or a port is in BGP VPNs: it keeps them, for they end with it. No body shows them. */
public final class BgpvpnMemberships {

    private static final Attribute<List<UUID>> ASSOCIATIONS = Attribute.of(
                    "bgpvpn_associations", Types.uuids(Function.identity()))
            .decided();

    private BgpvpnMemberships() {}

    /** The associations, oldest first. */
    public static List<UUID> of(Attributes member) {
        return member.find(ASSOCIATIONS).orElse(List.of());
    }

    /** The member with one more. */
    public static Attributes with(Attributes member, UUID association) {
        List<UUID> more = new ArrayList<>(of(member));
        more.add(association);
        return member.with(ASSOCIATIONS, more);
    }

    /** The member with one less. */
    public static Attributes without(Attributes member, UUID association) {
        List<UUID> less = new ArrayList<>(of(member));
        less.remove(association);
        return less.isEmpty() ? member.without(ASSOCIATIONS) : member.with(ASSOCIATIONS, less);
    }
}
