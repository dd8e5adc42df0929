package org.portolan.api.securitygroup;

import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.DIRECTION;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.ETHERTYPE;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.IPV4;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.IPV6;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.PORT_RANGE_MAX;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.PORT_RANGE_MIN;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.PROTOCOL;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_ADDRESS_GROUP_ID;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_GROUP_ID;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_IP_PREFIX;

import inet.ipaddr.IPAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Types;

/**
 * What a rule lets pass, however it was written: two rules of a group with the same meaning are the same.
 *
 * @param protocol the protocol's number, or null for all
 * @param remotePrefix the prefix as it was written, or null for all addresses
 */
public record RuleMeaning(
        String direction,
        String ethertype,
        @Nullable Integer protocol,
        @Nullable Integer portRangeMin,
        @Nullable Integer portRangeMax,
        @Nullable String remotePrefix,
        @Nullable String remoteGroup,
        @Nullable String remoteAddressGroup) {

    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0/0", "::/0");
    private static final Set<String> ICMP_OF_IPV6 = Set.of("icmp", "icmpv6");
    private static final int FIRST_PORT = 1;
    private static final int LAST_PORT = 65535;
    private static final int ICMP_MAX = 255;

    /** The meaning of a rule with these attributes. */
    public static RuleMeaning of(Attributes rule) {
        return new RuleMeaning(
                rule.get(DIRECTION),
                rule.get(ETHERTYPE),
                rule.find(PROTOCOL).map(IpProtocol::number).orElse(null),
                rule.find(PORT_RANGE_MIN).orElse(null),
                rule.find(PORT_RANGE_MAX).orElse(null),
                rule.find(REMOTE_IP_PREFIX)
                        .filter(prefix -> !ALL_ADDRESSES.contains(prefix))
                        .orElse(null),
                rule.find(REMOTE_GROUP_ID).orElse(null),
                rule.find(REMOTE_ADDRESS_GROUP_ID).orElse(null));
    }

    /** The attributes in the form in which rules are kept: ICMP of IPv6 under its own name, all ports as none. */
    public static Attributes canonical(Attributes asked) {
        Attributes rule = asked;
        if (asked.get(ETHERTYPE).equals(IPV6)
                && asked.find(PROTOCOL).filter(ICMP_OF_IPV6::contains).isPresent()) {
            rule = rule.with(PROTOCOL, "ipv6-icmp");
        }
        boolean allPorts = asked.find(PORT_RANGE_MIN)
                        .filter(min -> min == FIRST_PORT)
                        .isPresent()
                && asked.find(PORT_RANGE_MAX).filter(max -> max == LAST_PORT).isPresent();
        return allPorts ? rule.withNull(PORT_RANGE_MIN).withNull(PORT_RANGE_MAX) : rule;
    }

    /**
     * Refuses attributes in canonical form that contradict each other.
     *
     * @throws NeutronError 400
     */
    public static void require(Attributes rule) {
        requirePorts(rule);
        requireOneEthertype(rule);
        if (Stream.of(REMOTE_IP_PREFIX, REMOTE_GROUP_ID, REMOTE_ADDRESS_GROUP_ID)
                        .filter(remote -> rule.find(remote).isPresent())
                        .count()
                > 1) {
            throw new NeutronError(
                    400,
                    "SecurityGroupMultipleRemoteEntites",
                    "Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.");
        }
    }

    private static void requirePorts(Attributes rule) {
        Optional<Integer> min = rule.find(PORT_RANGE_MIN);
        Optional<Integer> max = rule.find(PORT_RANGE_MAX);
        if (min.isEmpty() && max.isEmpty()) {
            return;
        }
        Optional<String> protocol = rule.find(PROTOCOL);
        if (protocol.isEmpty()) {
            throw new NeutronError(
                    400,
                    "SecurityGroupProtocolRequiredWithPorts",
                    "Must also specify protocol if port range is given.");
        }
        int number = IpProtocol.number(protocol.get());
        if (IpProtocol.hasPorts(number)) {
            requirePortRange(min, max);
        } else if (number == IpProtocol.ICMP || number == IpProtocol.IPV6_ICMP) {
            requireIcmp(min, max);
        } else {
            throw new NeutronError(
                    400,
                    "SecurityGroupInvalidProtocolForPort",
                    "Ports cannot be specified for protocol " + number
                            + ". Ports are only supported for DCCP, SCTP, TCP, UDP, UDPLITE.");
        }
    }

    private static void requirePortRange(Optional<Integer> min, Optional<Integer> max) {
        if (min.filter(port -> port == 0).isPresent()
                || max.filter(port -> port == 0).isPresent()) {
            throw invalidPort("0");
        }
        if (min.isEmpty() || max.isEmpty() || min.get() > max.get()) {
            throw new NeutronError(
                    400,
                    "SecurityGroupInvalidPortRange",
                    "For TCP/UDP protocols, port_range_min must be <= port_range_max");
        }
    }

    private static void requireIcmp(Optional<Integer> type, Optional<Integer> code) {
        type.filter(value -> value > ICMP_MAX).ifPresent(value -> {
            throw invalidIcmp("type (port_range_min) " + value);
        });
        code.filter(value -> value > ICMP_MAX).ifPresent(value -> {
            throw invalidIcmp("code (port_range_max) " + value);
        });
        if (type.isEmpty() && code.isPresent()) {
            throw new NeutronError(
                    400,
                    "SecurityGroupMissingIcmpType",
                    "ICMP code (port-range-max) " + code.get()
                            + " is provided but ICMP type (port-range-min) is missing.");
        }
    }

    static NeutronError invalidPort(String port) {
        return new NeutronError(400, "SecurityGroupInvalidPortValue", "Invalid value for port " + port);
    }

    private static NeutronError invalidIcmp(String value) {
        return new NeutronError(
                400, "SecurityGroupInvalidIcmpValue", "Invalid value for ICMP " + value + ". It must be 0 to 255.");
    }

    private static void requireOneEthertype(Attributes rule) {
        String ethertype = rule.get(ETHERTYPE);
        rule.find(REMOTE_IP_PREFIX).ifPresent(written -> {
            IPAddress prefix = Objects.requireNonNull(Types.prefix(written));
            if (!ethertype.equals(prefix.isIPv4() ? IPV4 : IPV6)) {
                throw new NeutronError(
                        400,
                        "SecurityGroupRuleParameterConflict",
                        "Conflicting value ethertype " + ethertype + " for CIDR " + written);
            }
        });
        rule.find(PROTOCOL)
                .filter(protocol -> ethertype.equals(IPV4) && IpProtocol.isOfIpv6Only(IpProtocol.number(protocol)))
                .ifPresent(protocol -> {
                    throw new NeutronError(
                            400,
                            "SecurityGroupEthertypeConflictWithProtocol",
                            "Invalid ethertype " + ethertype + " for protocol " + protocol + ".");
                });
    }
}
