package org.portolan.api.resource;

/** Who, besides administrators, may see the resources of a description, as Neutron's default policy has it. */
public enum Sight {
    /** Their owners, and those in {@link Resource#audience}. */
    OWNERS("", "", false),
    /** Also the owner of the network that {@code network_id} names: {@code ADMIN_OR_NET_OWNER} in Neutron's policy. */
    NETWORK_OWNERS("networks", "network_id", false),
    /** Also everybody with whom the network that {@code network_id} names is shared; for others it may be external. */
    NETWORK_USERS("networks", "network_id", true),
    /** Also the owner of the security group that {@code security_group_id} names. */
    SECURITY_GROUP_OWNERS("security_groups", "security_group_id", false),
    /** Also everybody who may see the resource that they lie below. */
    PARENT_VIEWERS("", "", false),
    /** Nobody, not even their owners. */
    ADMINS("", "", false);

    private final String collection;
    private final String member;
    private final boolean users;

    Sight(String collection, String member, boolean users) {
        this.collection = collection;
        this.member = member;
        this.users = users;
    }

    /** The resources whose owners or users may see these too, as a description's {@link ResourceDescription#collection}; or empty. */
    public String collection() {
        return collection;
    }

    /** The member of the body that names the one of {@link #collection}; it is indexed. */
    public String member() {
        return member;
    }

    /** Whether those with whom that one is shared may see these, rather than its owner. */
    public boolean users() {
        return users;
    }
}
