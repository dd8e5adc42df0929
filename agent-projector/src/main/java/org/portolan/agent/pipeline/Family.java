package org.portolan.agent.pipeline;

/** The two versions of IP, as Open vSwitch names them and what they carry. */
public enum Family {
    IPV4("ip", "icmp", "", "nw"),
    IPV6("ipv6", "icmp6", "6", "ipv6");

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int SCTP = 132;

    private final String keyword;
    private final String icmp;
    private final String suffix;
    private final String fields;

    Family(String keyword, String icmp, String suffix, String fields) {
        this.keyword = keyword;
        this.icmp = icmp;
        this.suffix = suffix;
        this.fields = fields;
    }

    /** What begins a match of all its packets. */
    String keyword() {
        return keyword;
    }

    /** Begins the names of its address fields. */
    String fields() {
        return fields;
    }

    /** What begins a match of the packets of a protocol, by IANA's number; empty if Open vSwitch has no word for it. */
    String keyword(int protocol) {
        return switch (protocol) {
            case TCP -> "tcp" + suffix;
            case UDP -> "udp" + suffix;
            case SCTP -> "sctp" + suffix;
            default -> isIcmp(protocol) ? icmp : "";
        };
    }

    /** Whether that is the number of the family's own ICMP. */
    public boolean isIcmp(int protocol) {
        return protocol == (this == IPV4 ? ICMP : ICMPV6);
    }

    /** Whether Open vSwitch can tell the ports of a protocol's packets. */
    public static boolean hasPorts(int protocol) {
        return protocol == TCP || protocol == UDP || protocol == SCTP;
    }
}
