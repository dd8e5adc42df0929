package org.portolan.agent.pipeline;

import org.portolan.agent.Sample;

/**
 * A packet, as far as flows look at it.
 *
 * @param kind {@code arp}, {@code ip} or {@code ipv6}
 * @param vlan 0 for none
 * @param protocol IANA's number, 0 for ARP
 * @param from source port, or ICMP type
 * @param to destination port, or ICMP code
 * @param source IP source or ARP sender
 * @param target IP destination or ARP target
 * @param neighbour whom a neighbour advertisement is about, empty for other packets
 */
public record Packet(
        String kind,
        String sourceMac,
        String targetMac,
        int vlan,
        String source,
        String target,
        int protocol,
        int from,
        int to,
        String neighbour) {
    private static final String EVERYBODY = "ff:ff:ff:ff:ff:ff";

    /** TCP between two of {@link Sample}'s ports, from a high port. */
    public static Packet tcp(int from, int to, int port) {
        return ip(from, to, 6, 40000, port);
    }

    public static Packet udp(int from, int to, int port) {
        return ip(from, to, 17, 40000, port);
    }

    /** An echo request. */
    public static Packet ping(int from, int to) {
        return ip(from, to, 1, 8, 0);
    }

    /** IPv4 of any protocol between two of {@link Sample}'s ports. */
    public static Packet ip(int from, int to, int protocol, int fromPort, int toPort) {
        return new Packet(
                "ip",
                Sample.mac(from),
                Sample.mac(to),
                0,
                Sample.address(from),
                Sample.address(to),
                protocol,
                fromPort,
                toPort,
                "");
    }

    /** IPv6 of any protocol between two of {@link Sample}'s ports' MACs. */
    public static Packet ipv6(int from, int to, String source, String target, int protocol, int fromPort, int toPort) {
        return new Packet("ipv6", Sample.mac(from), Sample.mac(to), 0, source, target, protocol, fromPort, toPort, "");
    }

    /** ICMP of IPv6 from a port's MAC to all nodes. */
    public static Packet icmp6(int from, String source, int type) {
        return new Packet("ipv6", Sample.mac(from), "33:33:00:00:00:01", 0, source, "ff02::1", 58, type, 0, "");
    }

    /** The question who has the other's address. */
    public static Packet arp(int from, int to) {
        return new Packet("arp", Sample.mac(from), EVERYBODY, 0, Sample.address(from), Sample.address(to), 0, 0, 0, "");
    }

    /** The answer to this packet. */
    public Packet answer() {
        boolean echo = protocol == 1 && from == 8;
        return new Packet(
                kind,
                /* sourceMac= */ targetMac,
                /* targetMac= */ sourceMac,
                vlan,
                target,
                source,
                protocol,
                echo ? 0 : protocol == 1 ? from : to,
                echo ? 0 : protocol == 1 ? to : from,
                neighbour);
    }

    public Packet fromMac(String mac) {
        return new Packet(kind, mac, targetMac, vlan, source, target, protocol, from, to, neighbour);
    }

    public Packet toMac(String mac) {
        return new Packet(kind, sourceMac, mac, vlan, source, target, protocol, from, to, neighbour);
    }

    /** With another source, or ARP sender. */
    public Packet from(String address) {
        return new Packet(kind, sourceMac, targetMac, vlan, address, target, protocol, from, to, neighbour);
    }

    public Packet to(String address) {
        return new Packet(kind, sourceMac, targetMac, vlan, source, address, protocol, from, to, neighbour);
    }

    public Packet ports(int fromPort, int toPort) {
        return new Packet(kind, sourceMac, targetMac, vlan, source, target, protocol, fromPort, toPort, neighbour);
    }

    public Packet tagged(int id) {
        return new Packet(kind, sourceMac, targetMac, id, source, target, protocol, from, to, neighbour);
    }

    public Packet about(String address) {
        return new Packet(kind, sourceMac, targetMac, vlan, source, target, protocol, from, to, address);
    }

    /** A frame of some other protocol. */
    public Packet other(String name) {
        return new Packet(name, sourceMac, targetMac, vlan, source, target, protocol, from, to, neighbour);
    }

    boolean isIcmp() {
        return protocol == 1 || protocol == 58;
    }

    boolean hasPorts() {
        return protocol == 6 || protocol == 17 || protocol == 132;
    }

    /** As {@code ofproto/trace} takes it. */
    public String traced(int port) {
        StringBuilder text = new StringBuilder("in_port=" + port + ",dl_src=" + sourceMac + ",dl_dst=" + targetMac);
        if (vlan != 0) {
            text.append(",dl_vlan=").append(vlan);
        }
        if (kind.equals("arp")) {
            return text + ",arp,arp_op=1,arp_spa=" + source + ",arp_tpa=" + target;
        }
        String prefix = kind.equals("ip") ? "nw" : "ipv6";
        text.append(",")
                .append(kind)
                .append(",nw_ttl=64,")
                .append(prefix)
                .append("_src=")
                .append(source);
        text.append(",")
                .append(prefix)
                .append("_dst=")
                .append(target)
                .append(",nw_proto=")
                .append(protocol);
        if (hasPorts()) {
            String name = protocol == 6 ? "tcp" : protocol == 17 ? "udp" : "sctp";
            text.append(",").append(name).append("_src=").append(from);
            text.append(",").append(name).append("_dst=").append(to);
        } else if (isIcmp()) {
            String name = protocol == 1 ? "icmp" : "icmpv6";
            text.append(",").append(name).append("_type=").append(from);
            text.append(",").append(name).append("_code=").append(to);
        }
        if (!neighbour.isEmpty()) {
            text.append(",nd_target=").append(neighbour);
        }
        return text.toString();
    }
}
