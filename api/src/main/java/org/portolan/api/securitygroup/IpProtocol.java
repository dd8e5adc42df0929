package org.portolan.api.securitygroup;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.node.StringNode;

/** The protocols that rules may name, by number or by the name that Neutron has for them (IANA's numbers). */
public final class IpProtocol {

    public static final int ICMP = 1;
    public static final int IPV6_ICMP = 58;

    private static final int MAX = 255;

    /** In the order in which Neutron's message lists them. */
    private static final List<Map.Entry<String, Integer>> NAMED = List.of(
            Map.entry("ah", 51),
            Map.entry("dccp", 33),
            Map.entry("egp", 8),
            Map.entry("esp", 50),
            Map.entry("gre", 47),
            Map.entry("hopopt", 0),
            Map.entry("icmp", ICMP),
            Map.entry("igmp", 2),
            Map.entry("ip", 0),
            Map.entry("ipip", 4),
            Map.entry("ipv6-encap", 41),
            Map.entry("ipv6-frag", 44),
            Map.entry("ipv6-icmp", IPV6_ICMP),
            Map.entry("icmpv6", IPV6_ICMP),
            Map.entry("ipv6-nonxt", 59),
            Map.entry("ipv6-opts", 60),
            Map.entry("ipv6-route", 43),
            Map.entry("ospf", 89),
            Map.entry("pgm", 113),
            Map.entry("rsvp", 46),
            Map.entry("sctp", 132),
            Map.entry("tcp", 6),
            Map.entry("udp", 17),
            Map.entry("udplite", 136),
            Map.entry("vrrp", 112));

    private static final Map<String, Integer> NUMBERS =
            NAMED.stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final List<Integer> WITH_PORTS =
            Stream.of("dccp", "sctp", "tcp", "udp", "udplite").map(NUMBERS::get).toList();
    private static final List<Integer> OF_IPV6 = List.of(41, 43, 44, IPV6_ICMP, 59, 60);

    private IpProtocol() {}

    /** A protocol's name in lower case, or its number as text. */
    static Type<String> type() {
        Type<String> text = Types.text(Types.NAME_MAX);
        return new Type<>(
                text.kind(),
                (attribute, input) -> {
                    String protocol = Types.quoted(input).strip().toLowerCase(java.util.Locale.ROOT);
                    if (!NUMBERS.containsKey(protocol) && !isNumber(protocol)) {
                        throw unknown(Types.quoted(input));
                    }
                    return StringNode.valueOf(protocol);
                },
                text.reader(),
                text.writer());
    }

    /** Whether the text is the number of a protocol. */
    public static boolean isNumber(String text) {
        try {
            int number = Integer.parseInt(text);
            return number >= 0 && number <= MAX;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static NeutronError unknown(String protocol) {
        String names = NAMED.stream().map(named -> "'" + named.getKey() + "'").collect(Collectors.joining(", "));
        return new NeutronError(
                400,
                "SecurityGroupRuleInvalidProtocol",
                "Security group rule protocol " + protocol + " not supported. Only protocol values [None, " + names
                        + "] and integer representations [0 to " + MAX + "] are supported.");
    }

    /** The number of a protocol that {@link #type} has let pass. */
    public static int number(String protocol) {
        Integer named = NUMBERS.get(protocol);
        return named == null ? Integer.parseInt(protocol) : named;
    }

    /** Whether packets of the protocol have ports. */
    public static boolean hasPorts(int number) {
        return WITH_PORTS.contains(number);
    }

    /** Whether only IPv6 has the protocol. */
    public static boolean isOfIpv6Only(int number) {
        return OF_IPV6.contains(number);
    }
}
