package org.portolan.agent.pipeline;

import java.util.EnumMap;

/**
 * What a flow matches on. Fields may be given in any order; the text has the one order and spelling in which Open vSwitch 3
 * prints matches under OpenFlow 1.4.
 */
public final class Match {
    /** In the order in which Open vSwitch prints them. */
    private enum Field {
        CONJUNCTION("conj_id="),
        TRACKED_STATE("ct_state="),
        TRACKED_MARK("ct_mark="),
        PROTOCOL(""),
        QOS_REGISTER("reg2="),
        PORT_REGISTER("reg5="),
        NETWORK_REGISTER("reg6="),
        TUNNEL_ID("tun_id="),
        IN_PORT("in_port="),
        VLAN_TCI("vlan_tci="),
        VLAN("dl_vlan="),
        SOURCE("dl_src="),
        DESTINATION("dl_dst="),
        IPV4_SOURCE("nw_src="),
        IPV4_DESTINATION("nw_dst="),
        IPV6_SOURCE("ipv6_src="),
        IPV6_DESTINATION("ipv6_dst="),
        ARP_SENDER("arp_spa="),
        ARP_TARGET("arp_tpa="),
        IP_PROTOCOL("nw_proto="),
        ICMP_TYPE("icmp_type="),
        ICMP_CODE("icmp_code="),
        PORT_FROM("tp_src="),
        PORT_TO("tp_dst="),
        ND_TARGET("nd_target=");

        private final String prefix;

        Field(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final Match ANY = new Match(new EnumMap<>(Field.class));

    private final EnumMap<Field, String> values;

    private Match(EnumMap<Field, String> values) {
        this.values = values;
    }

    /** Matches every frame. */
    public static Match any() {
        return ANY;
    }

    /** Frames that entered by that OpenFlow port. */
    public static Match from(int port) {
        return ANY.with(Field.IN_PORT, Integer.toString(port));
    }

    /** Frames of that tunnel key or network identifier. */
    public static Match tunnelId(long id) {
        return ANY.with(Field.TUNNEL_ID, "0x" + Long.toHexString(id));
    }

    /** Frames tagged with that VLAN id. */
    public static Match vlan(int id) {
        return ANY.with(Field.VLAN, Integer.toString(id));
    }

    /** Frames without a VLAN tag. */
    public static Match untagged() {
        return ANY.with(Field.VLAN_TCI, "0x0000/0x1fff");
    }

    /** Frames that have not been marked and limited yet. */
    public Match andUntreated() {
        return with(Field.QOS_REGISTER, "0");
    }

    /** ARP of any kind. */
    public static Match arp() {
        return ANY.with(Field.PROTOCOL, "arp");
    }

    /** IP packets of a version. */
    public static Match ip(Family family) {
        return ANY.with(Field.PROTOCOL, family.keyword());
    }

    /** IP packets of a version that carry a protocol, by IANA's number. */
    public static Match ip(Family family, int protocol) {
        String keyword = family.keyword(protocol);
        return keyword.isEmpty()
                ? ip(family).with(Field.IP_PROTOCOL, Integer.toString(protocol))
                : ANY.with(Field.PROTOCOL, keyword);
    }

    /** UDP packets from one port to another. */
    public static Match udp(Family family, int from, int to) {
        return ip(family, 17).with(Field.PORT_FROM, Integer.toString(from)).with(Field.PORT_TO, Integer.toString(to));
    }

    /** ICMP of IPv6, of a type. */
    public static Match icmp6(int type) {
        return ip(Family.IPV6, 58).andIcmpType(type);
    }

    /** Packets that all dimensions of that conjunction match. */
    public static Match conjunction(int id) {
        return ANY.with(Field.CONJUNCTION, Integer.toUnsignedString(id));
    }

    /** Packets that connection tracking knows so, such as {@code +est-rel+rpl}. */
    public static Match tracked(String state) {
        return ANY.with(Field.TRACKED_STATE, state);
    }

    /** Packets of connections with that mark. */
    public static Match marked(int mark) {
        return ANY.andMarked(mark);
    }

    public Match andTracked(String state) {
        return with(Field.TRACKED_STATE, state);
    }

    public Match andMarked(int mark) {
        return with(Field.TRACKED_MARK, mark == 0 ? "0" : "0x" + Integer.toHexString(mark));
    }

    /** Packets that are from or for that port of the host. */
    public Match andPort(int number) {
        return with(Field.PORT_REGISTER, "0x" + Integer.toHexString(number));
    }

    /** Packets of the network with that local VLAN id. */
    public Match andNetwork(int vlan) {
        return with(Field.NETWORK_REGISTER, "0x" + Integer.toHexString(vlan));
    }

    public Match andUntagged() {
        return with(Field.VLAN_TCI, "0x0000/0x1fff");
    }

    /** Packets from one of these addresses. */
    public Match andSender(Prefix prefix) {
        return with(prefix.family() == Family.IPV4 ? Field.IPV4_SOURCE : Field.IPV6_SOURCE, prefix);
    }

    /** Packets to one of these addresses. */
    public Match andReceiver(Prefix prefix) {
        return with(prefix.family() == Family.IPV4 ? Field.IPV4_DESTINATION : Field.IPV6_DESTINATION, prefix);
    }

    public Match andIcmpType(int type) {
        return with(Field.ICMP_TYPE, Integer.toString(type));
    }

    public Match andIcmpCode(int code) {
        return with(Field.ICMP_CODE, Integer.toString(code));
    }

    /** Packets to those ports. */
    public Match andPorts(PortMask ports) {
        return with(Field.PORT_TO, ports.toString());
    }

    /** Neighbour advertisements about one of these addresses. */
    public Match andNeighbour(Prefix prefix) {
        return with(Field.ND_TARGET, prefix);
    }

    public Match andFrom(int port) {
        return with(Field.IN_PORT, Integer.toString(port));
    }

    public Match andVlan(int id) {
        return with(Field.VLAN, Integer.toString(id));
    }

    public Match andSource(String mac) {
        return with(Field.SOURCE, mac);
    }

    public Match andDestination(String mac) {
        return with(Field.DESTINATION, mac);
    }

    /** Frames to all stations. */
    public Match andBroadcast() {
        return with(Field.DESTINATION, "ff:ff:ff:ff:ff:ff");
    }

    /** Frames to a single station. */
    public Match andUnicast() {
        return with(Field.DESTINATION, "00:00:00:00:00:00/01:00:00:00:00:00");
    }

    /** Frames to a group of stations, broadcast among them. */
    public Match andMulticast() {
        return with(Field.DESTINATION, "01:00:00:00:00:00/01:00:00:00:00:00");
    }

    /** ARP from one of these senders. */
    public Match andArpSender(Prefix prefix) {
        return with(Field.ARP_SENDER, prefix);
    }

    /** ARP about that IPv4 address. */
    public Match andArpTarget(String address) {
        return with(Field.ARP_TARGET, address);
    }

    private Match with(Field field, Prefix prefix) {
        return prefix.isEverything() ? this : with(field, prefix.text());
    }

    private Match with(Field field, String value) {
        EnumMap<Field, String> more = values.clone();
        more.put(field, value);
        return new Match(more);
    }

    /** Comma separated, empty if every frame matches. */
    public String text() {
        StringBuilder text = new StringBuilder(64);
        values.forEach((field, value) ->
                text.append(text.isEmpty() ? "" : ",").append(field.prefix).append(value));
        return text.toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
