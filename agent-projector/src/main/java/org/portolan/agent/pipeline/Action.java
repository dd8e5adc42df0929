package org.portolan.agent.pipeline;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One step of what a flow does, in the spelling in which Open vSwitch 3 prints it under OpenFlow 1.4. */
public final class Action {
    private static final Action DROP = new Action("drop", null);
    private static final Action NORMAL = new Action("NORMAL", null);
    private static final Action IN_PORT = new Action("IN_PORT", null);
    private static final Action POP_VLAN = new Action("pop_vlan", null);
    /** A tag that is present, as opposed to VLAN id 0. */
    private static final int VLAN_PRESENT = 0x1000;

    private static final Action UNTRACKED = new Action("ct_clear", null);
    private static final Action DELIVER = new Action("output:NXM_NX_REG5[]", null);
    /** Connections of one network are apart from those of another that has the same addresses. */
    private static final String ZONE = "zone=NXM_NX_REG6[0..15]";

    private final String text;
    private final @Nullable Table leadsTo;

    private Action(String text, @Nullable Table leadsTo) {
        this.text = text;
        this.leadsTo = leadsTo;
    }

    public static Action drop() {
        return DROP;
    }

    /** Switch as an ordinary learning bridge does. */
    public static Action normal() {
        return NORMAL;
    }

    /** Send back through the port of entry. */
    public static Action backToInPort() {
        return IN_PORT;
    }

    /** Continue in another table. */
    public static Action goOn(Table table) {
        return new Action("resubmit(," + table.id() + ")", table);
    }

    public static Action output(int port) {
        return new Action("output:" + port, null);
    }

    /** Note which port of the host the packet is from or for. */
    public static Action notePort(int number) {
        return new Action("set_field:0x" + Integer.toHexString(number) + "->reg5", null);
    }

    /** Note which network the packet is of, by its local VLAN id. */
    public static Action noteNetwork(int vlan) {
        return new Action("set_field:0x" + Integer.toHexString(vlan) + "->reg6", null);
    }

    /** Note that the frame has been marked and limited. */
    public static Action noteTreated() {
        return new Action("set_field:0x1->reg2", null);
    }

    /** Give an IP packet a mark (RFC 2474). */
    public static Action markDscp(int mark) {
        return new Action("set_field:" + mark + "->ip_dscp", null);
    }

    /** Drop what is more than that meter lets pass. Open vSwitch has it first of a flow's actions. */
    public static Action limit(int meter) {
        return new Action("meter:" + meter, null);
    }

    /** Send to the port that was noted. */
    public static Action deliver() {
        return DELIVER;
    }

    /** Continue in another table with what connection tracking knows of the packet. */
    public static Action track(Table table) {
        return new Action("ct(table=" + table.id() + "," + ZONE + ")", table);
    }

    /** Have connection tracking remember the packet's connection. */
    public static Action commit() {
        return new Action("ct(commit," + ZONE + ")", null);
    }

    /** Have connection tracking mark the packet's connection. */
    public static Action mark(int mark) {
        return new Action(
                "ct(commit," + ZONE + ",exec(set_field:" + (mark == 0 ? "0" : "0x" + Integer.toHexString(mark))
                        + "->ct_mark))",
                null);
    }

    /** Forget what connection tracking knows of the packet. */
    public static Action untrack() {
        return UNTRACKED;
    }

    /** One of the two dimensions of a conjunction matches. */
    public static Action dimension(int conjunction, int number) {
        return new Action("conjunction(" + Integer.toUnsignedString(conjunction) + "," + number + "/2)", null);
    }

    /** Tag an untagged frame. */
    public static Action pushVlan(int id) {
        return new Action("push_vlan:0x8100,set_field:" + (VLAN_PRESENT | id) + "->vlan_vid", null);
    }

    /** Give a tagged frame another tag. */
    public static Action changeVlan(int id) {
        return new Action("set_field:" + (VLAN_PRESENT | id) + "->vlan_vid", null);
    }

    public static Action popVlan() {
        return POP_VLAN;
    }

    /** Key or network identifier that the next tunnel will carry. */
    public static Action tunnelId(long id) {
        return new Action("set_field:0x" + Long.toHexString(id) + "->tun_id", null);
    }

    /**
     * Remember, for some seconds, that the sender is reached through the tunnel by which this frame came.
     *
     * @param table into which the switch puts the flow at priority 1
     */
    public static Action learnSender(Table table, Cookie cookie, int seconds) {
        return new Action(
                "learn(table=" + table.id() + ",hard_timeout=" + seconds + ",priority=1,cookie=" + cookie
                        + ",NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[]"
                        + ",load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:OXM_OF_IN_PORT[])",
                table);
    }

    /**
     * Turn an ARP request into the reply of the station asked for (RFC 826).
     *
     * @param mac as six pairs of lower-case hexadecimal digits with colons
     * @param address IPv4 address in dotted form
     * @throws IllegalArgumentException if the address is not IPv4
     */
    public static Action answerArp(String mac, String address) {
        return new Action(
                "move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],set_field:" + mac + "->eth_src,load:0x2->NXM_OF_ARP_OP[]"
                        + ",move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]"
                        + ",load:" + hexOfMac(mac) + "->NXM_NX_ARP_SHA[],load:" + hexOfIpv4(address)
                        + "->NXM_OF_ARP_SPA[]",
                null);
    }

    private static String hexOfMac(String mac) {
        long bits = 0;
        for (int i = 0; i < mac.length(); i++) {
            if (mac.charAt(i) != ':') {
                bits = bits << 4 | Character.digit(mac.charAt(i), 16);
            }
        }
        return "0x" + Long.toHexString(bits);
    }

    private static String hexOfIpv4(String address) {
        return "0x" + Integer.toHexString(Ipv4.bits(address));
    }

    /** As {@code ovs-ofctl} writes and reads it. */
    public String text() {
        return text;
    }

    /** The table to which this leads, or into which it learns. */
    Optional<Table> leadsTo() {
        return Optional.ofNullable(leadsTo);
    }

    @Override
    public String toString() {
        return text;
    }
}
