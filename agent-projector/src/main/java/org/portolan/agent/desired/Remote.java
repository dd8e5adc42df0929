package org.portolan.agent.desired;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.portolan.agent.pipeline.Family;
import org.portolan.api.node.NodeSecurityGroup;
import org.portolan.api.securitygroup.RuleMeaning;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;

/**
 * Addresses that rules name together, as one side of a conjunction: the other side are the rules' ports and protocols. So thousands of
 * members and many rules cost their sum, not their product.
 *
 * @param id of a security group or an address group
 * @param stateful whether the rules are of groups whose answers pass by themselves
 */
record Remote(UUID id, boolean ingress, Family family, boolean stateful) implements Comparable<Remote> {
    private static final Comparator<Remote> ORDER = Comparator.comparing(Remote::id)
            .thenComparing(Remote::ingress)
            .thenComparing(Remote::family)
            .thenComparing(Remote::stateful);

    /** What a rule of that group names; empty if it names no group. */
    static Optional<Remote> of(NodeSecurityGroup group, RuleMeaning rule) {
        String id = rule.remoteGroup() == null ? rule.remoteAddressGroup() : rule.remoteGroup();
        return id == null
                ? Optional.empty()
                : Optional.of(new Remote(UUID.fromString(id), isIngress(rule), family(rule), group.stateful()));
    }

    static boolean isIngress(RuleMeaning rule) {
        return rule.direction().equals(SecurityGroupRuleDescription.INGRESS);
    }

    static Family family(RuleMeaning rule) {
        return rule.ethertype().equals(SecurityGroupRuleDescription.IPV4) ? Family.IPV4 : Family.IPV6;
    }

    /** A number for each conjunction: a function of what is wanted, which seldom depends on what else is. */
    static Map<Remote, Integer> numbers(Set<Remote> wanted) {
        SortedSet<Remote> sorted = new TreeSet<>(wanted);
        Map<Remote, Integer> numbers = HashMap.newHashMap(sorted.size());
        Set<Integer> taken = new HashSet<>();
        for (Remote remote : sorted) {
            int number = remote.preferred();
            while (number == 0 || !taken.add(number)) {
                number = number + 1 & Integer.MAX_VALUE;
            }
            numbers.put(remote, number);
        }
        return numbers;
    }

    private int preferred() {
        int sort = (ingress ? 4 : 0) + (family == Family.IPV6 ? 2 : 0) + (stateful ? 1 : 0);
        return (31 * id.hashCode() + sort) * 0x9e3779b1 & Integer.MAX_VALUE;
    }

    @Override
    public int compareTo(Remote other) {
        return ORDER.compare(this, other);
    }
}
