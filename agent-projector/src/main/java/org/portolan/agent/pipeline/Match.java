package org.portolan.agent.pipeline;

import java.util.EnumMap;

/**
 * What a flow matches on. Fields may be given in any order; the text has the one order and spelling in which Open vSwitch 3
 * prints matches under OpenFlow 1.4.
 */
public final class Match {
    /** In the order in which Open vSwitch prints them. */
    private enum Field {
        PROTOCOL(""),
        TUNNEL_ID("tun_id="),
        IN_PORT("in_port="),
        VLAN_TCI("vlan_tci="),
        VLAN("dl_vlan="),
        SOURCE("dl_src="),
        DESTINATION("dl_dst="),
        ARP_SENDER("arp_spa="),
        ARP_TARGET("arp_tpa="),
        ICMP_TYPE("icmp_type="),
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

    /** ARP of any kind. */
    public static Match arp() {
        return ANY.with(Field.PROTOCOL, "arp");
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

    /** ARP from that sender: an IPv4 address, or a prefix. */
    public Match andArpSender(String address) {
        return with(Field.ARP_SENDER, address);
    }

    /** ARP about that IPv4 address. */
    public Match andArpTarget(String address) {
        return with(Field.ARP_TARGET, address);
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
