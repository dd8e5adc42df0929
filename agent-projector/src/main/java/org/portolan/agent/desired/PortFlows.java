package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.LocalPort.Source;
import org.portolan.agent.pipeline.Action;
import org.portolan.agent.pipeline.Cookie.Feature;
import org.portolan.agent.pipeline.Family;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.Match;
import org.portolan.agent.pipeline.PortMask;
import org.portolan.agent.pipeline.Prefix;
import org.portolan.agent.pipeline.Table;
import org.portolan.api.address.Mac;
import org.portolan.api.node.NodeSecurityGroup;
import org.portolan.api.node.NodeSecurityGroup.Rule;
import org.portolan.api.securitygroup.RuleMeaning;

/**
 * The flows of one port of this host: what it may send and what may reach it.
 *
 * <ol>
 *   <li>A guest sends only from its own addresses and those that it is allowed besides.
 *   <li>Nothing passes that no rule of its security groups lets pass, except what no guest can live without: see {@link #pipeline}.
 *   <li>A change of a rule changes the flows of that rule.
 * </ol>
 */
final class PortFlows {
    /** Of the two sides of rules that name a group. */
    static final int CONJUNCTION = 70;

    private static final int RULE = 74;
    private static final int STATELESS_RULE = 75;
    private static final int STATELESS_END = 60;

    private static final int ICMPV6 = 58;
    private static final int ICMP = 1;
    private static final int ROUTER_ADVERTISEMENT = 134;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int MULTICAST_REPORT = 143;
    /** Multicast listeners (RFC 2710, RFC 3810), router solicitation and neighbour discovery (RFC 4861). */
    private static final List<Integer> ESSENTIAL =
            List.of(130, 131, 132, 133, NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT, MULTICAST_REPORT);

    private static final int CUT = 1;
    /** The first packet of a connection or a later one, but no answer. */
    private static final String FORWARD = "-rpl-inv+trk";

    private static final Prefix UNSPECIFIED_IPV4 = new Prefix(Family.IPV4, "0.0.0.0");
    private static final Prefix UNSPECIFIED_IPV6 = new Prefix(Family.IPV6, "::");

    private PortFlows() {}

    /** Flows that all ports share, besides those for misses. */
    static List<Flow> pipeline() {
        List<Flow> flows = new ArrayList<>();
        flows.add(Flow.in(Table.BASE_EGRESS)
                .priority(110)
                .match(Match.tracked("+trk"))
                .then(Action.untrack(), Action.goOn(Table.BASE_EGRESS)));
        flows.add(refused(Match.udp(Family.IPV4, 67, 68)));
        flows.add(refused(Match.udp(Family.IPV6, 547, 546)));
        flows.add(refused(Match.icmp6(ROUTER_ADVERTISEMENT)));

        tracked(flows, Table.RULES_EGRESS, Table.ACCEPT_OR_INGRESS);
        for (Family family : Family.values()) {
            flows.add(Flow.in(Table.ACCEPT_OR_INGRESS)
                    .priority(90)
                    .match(Match.ip(family).andTracked("+new-est"))
                    .then(Action.commit(), Action.goOn(Table.ACCEPTED_EGRESS)));
            flows.add(Flow.in(Table.ACCEPT_OR_INGRESS)
                    .priority(90)
                    .match(Match.ip(family).andTracked("+est-rpl").andMarked(CUT))
                    .then(Action.mark(0), Action.goOn(Table.ACCEPTED_EGRESS_NORMAL)));
        }

        flows.add(received(100, Match.arp()));
        Stream.concat(ESSENTIAL.stream(), Stream.of(ROUTER_ADVERTISEMENT))
                .forEach(type -> flows.add(received(100, Match.icmp6(type))));
        flows.add(received(95, Match.udp(Family.IPV4, 67, 68)));
        flows.add(received(95, Match.udp(Family.IPV6, 547, 546)));
        for (Family family : Family.values()) {
            flows.add(Flow.in(Table.BASE_INGRESS)
                    .priority(90)
                    .match(Match.ip(family).andTracked("-trk"))
                    .then(Action.track(Table.RULES_INGRESS)));
        }
        flows.add(Flow.in(Table.BASE_INGRESS)
                .priority(80)
                .match(Match.tracked("+trk"))
                .then(Action.goOn(Table.RULES_INGRESS)));
        tracked(flows, Table.RULES_INGRESS, Table.ACCEPTED_INGRESS);
        for (Family family : Family.values()) {
            flows.add(Flow.in(Table.ACCEPTED_INGRESS)
                    .priority(10)
                    .match(Match.ip(family).andTracked("+new-est"))
                    .then(Action.commit(), Action.deliver()));
            flows.add(Flow.in(Table.ACCEPTED_INGRESS)
                    .priority(10)
                    .match(Match.ip(family).andTracked("+est-rpl").andMarked(CUT))
                    .then(Action.mark(0), Action.deliver()));
        }
        return flows;
    }

    /** What becomes of connections that no rule lets pass, or lets pass no more. */
    private static void tracked(List<Flow> flows, Table rules, Table accept) {
        flows.add(Flow.in(rules).priority(50).match(Match.marked(CUT)).then(Action.goOn(Table.DROPPED)));
        flows.add(Flow.in(rules)
                .priority(50)
                .match(Match.marked(0).andTracked("+est-rel+rpl"))
                .then(Action.goOn(accept)));
        flows.add(Flow.in(rules)
                .priority(50)
                .match(Match.marked(0).andTracked("-new-est+rel-inv"))
                .then(Action.goOn(accept)));
        flows.add(Flow.in(rules).priority(50).match(Match.tracked("+inv+trk")).then(Action.goOn(Table.DROPPED)));
        for (Family family : Family.values()) {
            flows.add(Flow.in(rules)
                    .priority(40)
                    .match(Match.ip(family).andTracked("+est"))
                    .then(Action.mark(CUT)));
        }
    }

    private static Flow refused(Match match) {
        return Flow.in(Table.BASE_EGRESS).priority(70).match(match).then(Action.goOn(Table.DROPPED));
    }

    private static Flow received(int priority, Match match) {
        return Flow.in(Table.BASE_INGRESS).priority(priority).match(match).then(Action.goOn(Table.ACCEPTED_INGRESS));
    }

    /** Of a port that nothing is asked of: a router's, a DHCP server's, or one whose port security is off. */
    static List<Flow> unfiltered(LocalPort local) {
        return List.of(entry(local, Table.ACCEPT_OR_INGRESS));
    }

    /**
     * Of a guest's port.
     *
     * @param groups its security groups
     * @param conjunctions numbers of the groups that rules name
     */
    static List<Flow> filtered(LocalPort local, List<NodeSecurityGroup> groups, Map<Remote, Integer> conjunctions) {
        List<Flow> flows = new ArrayList<>();
        boolean stateless = !groups.isEmpty() && groups.stream().noneMatch(NodeSecurityGroup::stateful);
        flows.add(entry(local, Table.BASE_EGRESS));
        spoofing(local, flows);
        sources(local, stateless, flows);
        if (stateless) {
            for (Family family : Family.values()) {
                flows.add(Flow.in(Table.BASE_INGRESS)
                        .priority(92)
                        .match(Match.ip(family).andPort(local.number()))
                        .because(Feature.PORT_SECURITY, local.port().cause())
                        .then(Action.goOn(Table.RULES_INGRESS)));
            }
            for (Table rules : List.of(Table.RULES_EGRESS, Table.RULES_INGRESS)) {
                flows.add(Flow.in(rules)
                        .priority(STATELESS_END)
                        .match(Match.any().andPort(local.number()))
                        .because(Feature.PORT_SECURITY, local.port().cause())
                        .then(Action.goOn(Table.DROPPED)));
            }
        }
        rules(local, groups, conjunctions, flows);
        return flows;
    }

    /** Flows by which a guest's port is reached. Ports of a network may share a MAC that is allowed to both. */
    static List<Flow> deliveries(LocalPort local) {
        List<Flow> flows = new ArrayList<>();
        for (Mac mac : local.macs()) {
            flows.add(Flow.in(Table.TRANSIENT)
                    .priority(90)
                    .match(Match.vlan(local.vlan()).andDestination(mac.value()))
                    .because(Feature.PORT_SECURITY, local.port().cause())
                    .then(
                            Action.popVlan(),
                            Action.notePort(local.number()),
                            Action.noteNetwork(local.vlan()),
                            Action.goOn(Table.BASE_INGRESS)));
            flows.add(Flow.in(Table.ACCEPT_OR_INGRESS)
                    .priority(100)
                    .match(Match.any().andNetwork(local.vlan()).andDestination(mac.value()))
                    .because(Feature.PORT_SECURITY, local.port().cause())
                    .then(Action.notePort(local.number()), Action.goOn(Table.BASE_INGRESS)));
        }
        return flows;
    }

    private static Flow entry(LocalPort local, Table next) {
        return Flow.in(Table.TRANSIENT)
                .priority(100)
                .match(Match.from(local.number()))
                .because(Feature.PORT_SECURITY, local.port().cause())
                .then(Action.notePort(local.number()), Action.noteNetwork(local.vlan()), Action.goOn(next));
    }

    /** Tables 0, 24 and 25. */
    private static void spoofing(LocalPort local, List<Flow> flows) {
        Match here = Match.from(local.number());
        flows.add(spoofing(local, Table.LOCAL_SWITCHING, 10, Match.arp().andFrom(local.number()), Table.ARP_SPOOFING));
        flows.add(spoofing(
                local,
                Table.LOCAL_SWITCHING,
                10,
                Match.icmp6(NEIGHBOUR_ADVERTISEMENT).andFrom(local.number()),
                Table.ARP_SPOOFING));
        flows.add(spoofing(local, Table.LOCAL_SWITCHING, 9, here, Table.MAC_SPOOFING));
        local.sources().stream().map(Source::prefix).distinct().forEach(prefix -> {
            Match own = prefix.family() == Family.IPV4
                    ? Match.arp().andArpSender(prefix)
                    : Match.icmp6(NEIGHBOUR_ADVERTISEMENT).andNeighbour(prefix);
            flows.add(spoofing(local, Table.ARP_SPOOFING, 2, own.andFrom(local.number()), Table.MAC_SPOOFING));
        });
        for (Mac mac : local.macs()) {
            flows.add(
                    spoofing(local, Table.MAC_SPOOFING, 2, here.andUntagged().andSource(mac.value()), Table.TRANSIENT));
        }
    }

    private static Flow spoofing(LocalPort local, Table table, int priority, Match match, Table next) {
        return Flow.in(table)
                .priority(priority)
                .match(match)
                .because(Feature.PORT_SECURITY, local.port().cause())
                .then(Action.goOn(next));
    }

    /** Table 71: which sources may send, and what they may send without a rule. */
    private static void sources(LocalPort local, boolean stateless, List<Flow> flows) {
        Action check = stateless ? Action.goOn(Table.RULES_EGRESS) : Action.track(Table.RULES_EGRESS);
        for (Source source : local.sources()) {
            Prefix prefix = source.prefix();
            if (prefix.family() == Family.IPV4) {
                flows.add(sent(local, 95, Match.arp().andArpSender(prefix), source, Table.ACCEPTED_EGRESS_NORMAL));
                flows.add(sent(local, 80, dhcpRequest(prefix), source, Table.ACCEPT_OR_INGRESS));
            } else {
                for (int type : ESSENTIAL) {
                    Match essential = Match.icmp6(type).andSender(prefix);
                    flows.add(sent(local, 95, essential, source, Table.ACCEPTED_EGRESS_NORMAL));
                }
                flows.add(sent(local, 80, dhcpRequest(prefix), source, Table.ACCEPT_OR_INGRESS));
            }
            flows.add(sent(local, 65, Match.ip(prefix.family()).andSender(prefix), source, check));
        }
        for (Mac mac : local.macs()) {
            Source nobody = new Source(mac, UNSPECIFIED_IPV4);
            flows.add(sent(local, 81, dhcpRequest(UNSPECIFIED_IPV4), nobody, Table.ACCEPT_OR_INGRESS));
            for (int type : List.of(NEIGHBOUR_SOLICITATION, MULTICAST_REPORT)) {
                Match beforeAddress = Match.icmp6(type).andSender(UNSPECIFIED_IPV6);
                flows.add(sent(local, 96, beforeAddress, nobody, Table.ACCEPTED_EGRESS_NORMAL));
            }
        }
    }

    private static Match dhcpRequest(Prefix from) {
        Match request =
                from.family() == Family.IPV4 ? Match.udp(Family.IPV4, 68, 67) : Match.udp(Family.IPV6, 546, 547);
        return request.andSender(from);
    }

    private static Flow sent(LocalPort local, int priority, Match match, Source source, Table next) {
        return sent(local, priority, match, source, Action.goOn(next));
    }

    private static Flow sent(LocalPort local, int priority, Match match, Source source, Action action) {
        return Flow.in(Table.BASE_EGRESS)
                .priority(priority)
                .match(match.andPort(local.number())
                        .andFrom(local.number())
                        .andSource(source.mac().value()))
                .because(Feature.PORT_SECURITY, local.port().cause())
                .then(action);
    }

    /** One side of a conjunction; several rules may share it. */
    private record Side(Table table, Match match) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Side side
                    && table == side.table
                    && match.text().equals(side.match.text());
        }

        @Override
        public int hashCode() {
            return Objects.hash(table, match.text());
        }
    }

    private static final class Sides {
        private final TreeSet<Integer> conjunctions = new TreeSet<>();
        private long cause;
    }

    /** Tables 72 and 82. */
    private static void rules(
            LocalPort local, List<NodeSecurityGroup> groups, Map<Remote, Integer> conjunctions, List<Flow> flows) {
        Map<Side, Sides> sides = new HashMap<>();
        for (NodeSecurityGroup group : groups) {
            for (Rule rule : group.rules()) {
                Table table = Remote.isIngress(rule.meaning()) ? Table.RULES_INGRESS : Table.RULES_EGRESS;
                Integer conjunction =
                        Remote.of(group, rule.meaning()).map(conjunctions::get).orElse(null);
                for (Match match : matches(rule.meaning())) {
                    Match here = match.andPort(local.number());
                    Match tracked = group.stateful() ? here.andTracked(FORWARD) : here;
                    if (conjunction == null) {
                        flows.add(Flow.in(table)
                                .priority(group.stateful() ? RULE : STATELESS_RULE)
                                .match(tracked)
                                .because(Feature.SECURITY_GROUP, rule.cause())
                                .then(accept(table, group.stateful())));
                    } else {
                        Sides all = sides.computeIfAbsent(new Side(table, tracked), side -> new Sides());
                        all.conjunctions.add(conjunction);
                        all.cause = Math.max(all.cause, rule.cause());
                    }
                }
            }
        }
        sides.forEach((side, all) -> flows.add(Flow.in(side.table)
                .priority(CONJUNCTION)
                .match(side.match)
                .because(Feature.SECURITY_GROUP, all.cause)
                .then(all.conjunctions.stream()
                        .map(number -> Action.dimension(number, 2))
                        .toArray(Action[]::new))));
    }

    /** What is done with packets that both sides of a conjunction match. */
    static List<Flow> conjunctions(Map<Remote, Integer> conjunctions) {
        List<Flow> flows = new ArrayList<>();
        new TreeMap<>(conjunctions).forEach((remote, number) -> {
            Table table = remote.ingress() ? Table.RULES_INGRESS : Table.RULES_EGRESS;
            flows.add(Flow.in(table)
                    .priority(CONJUNCTION)
                    .match(Match.conjunction(number))
                    .because(Feature.REMOTE_GROUP, 0)
                    .then(accept(table, remote.stateful())));
        });
        return flows;
    }

    private static Action[] accept(Table rules, boolean stateful) {
        if (rules == Table.RULES_INGRESS) {
            return new Action[] {Action.goOn(Table.ACCEPTED_INGRESS)};
        }
        return stateful
                ? new Action[] {Action.goOn(Table.ACCEPT_OR_INGRESS)}
                : new Action[] {Action.untrack(), Action.goOn(Table.ACCEPT_OR_INGRESS)};
    }

    /**
     * What a rule lets pass, the remote group aside; nothing, if Open vSwitch cannot tell it from what the rule does not let pass: it
     * knows no ports of DCCP and UDP-Lite.
     */
    private static List<Match> matches(RuleMeaning rule) {
        Family family = Remote.family(rule);
        Integer number = rule.protocol();
        int protocol = number == null ? -1 : family == Family.IPV6 && number == ICMP ? ICMPV6 : number;
        Match match = number == null ? Match.ip(family) : Match.ip(family, protocol);
        if (rule.remotePrefix() != null) {
            Prefix prefix = Prefix.parse(rule.remotePrefix());
            match = Remote.isIngress(rule) ? match.andSender(prefix) : match.andReceiver(prefix);
        }
        Integer first = rule.portRangeMin();
        Integer last = rule.portRangeMax();
        if (first == null) {
            return List.of(match);
        }
        if (family.isIcmp(protocol)) {
            Match type = match.andIcmpType(first);
            return List.of(last == null ? type : type.andIcmpCode(last));
        }
        if (last == null || !Family.hasPorts(protocol)) {
            return List.of();
        }
        Match any = match;
        return PortMask.range(first, last).stream().map(any::andPorts).toList();
    }
}
