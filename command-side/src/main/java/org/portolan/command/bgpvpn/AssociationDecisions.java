package org.portolan.command.bgpvpn;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.bgpvpn.AssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;

/** Decides what is in BGP VPNs: members of the VPN's own project, each once. */
abstract class AssociationDecisions extends PlainDecisions {

    private final String member;
    private final Attribute<List<UUID>> members;

    /**
     * Decisions about associations of one kind of member.
     *
     * @param member what the members are, such as {@code network}
     * @param members those of a VPN
     */
    AssociationDecisions(Streams streams, PlainDescription description, String member, Attribute<List<UUID>> members) {
        super(streams, description);
        this.member = member;
        this.members = members;
    }

    /**
     * Locks the member and returns its project.
     *
     * @throws NeutronError 404 when there is none that the caller may see, 400 when it cannot be in a VPN
     */
    protected abstract ProjectId lock(UUID id, Caller caller);

    /**
     * Refuses what does not go together.
     *
     * @throws NeutronError 400
     */
    protected void requireFit(Attributes association, PlainResource bgpvpn, Caller caller) {}

    /** The member is in a VPN by that association from now on. */
    protected abstract void joined(UUID id, UUID association);

    /** The member is not in a VPN by that association any more. */
    protected abstract void left(UUID id, UUID association);

    private UUID memberOf(Attributes association) {
        return UUID.fromString(association.json(member + "_id").stringValue());
    }

    static UUID vpnOf(Attributes association) {
        return association.get(AssociationDescription.BGPVPN_ID);
    }

    /** Only locks it: who may not know of a VPN is told that of what he names first, or that there is no association. */
    @Override
    protected final void requireParent(UUID id, Caller caller) {
        BgpvpnMembership.lock(streams, id);
    }

    @Override
    protected final Attributes ofNew(Create wish) {
        UUID id = memberOf(wish.attributes());
        ProjectId owner = lock(id, wish.caller());
        PlainResource bgpvpn = BgpvpnMembership.getVisible(streams, vpnOf(wish.attributes()), wish.caller());
        requireFit(wish.attributes(), bgpvpn, wish.caller());
        BgpvpnMembership.requireSameProject(bgpvpn, owner, wish.project());
        if (bgpvpn.attributes().get(members).contains(id)) {
            throw new NeutronError(
                    400,
                    description().kind() + "AlreadyExists",
                    member + " " + id + " is already associated to BGPVPN " + bgpvpn.id());
        }
        return wish.attributes();
    }

    @Override
    protected final void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before == null && after != null) {
            BgpvpnMembership.change(streams, members, memberOf(after.attributes()), after, true);
            joined(memberOf(after.attributes()), after.id());
        } else if (before != null && after == null) {
            BgpvpnMembership.change(streams, members, memberOf(before.attributes()), before, false);
            left(memberOf(before.attributes()), before.id());
        }
    }
}
