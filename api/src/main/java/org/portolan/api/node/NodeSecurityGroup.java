package org.portolan.api.node;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.securitygroup.RuleMeaning;
import org.portolan.api.securitygroup.SecurityGroupEvent;

/**
 * A security group, as far as nodes must know it.
 *
 * @param stateful whether answers pass by themselves
 * @param rules what it lets pass, oldest first
 * @param cause the position of the event that made it so, its rules aside
 */
public record NodeSecurityGroup(UUID id, boolean stateful, List<Rule> rules, long cause) implements NodeFact {
    public NodeSecurityGroup {
        rules = List.copyOf(rules);
    }

    /**
     * One thing that may pass.
     *
     * @param cause the position of the event that brought it
     */
    public record Rule(UUID id, RuleMeaning meaning, long cause) {
        static Rule of(SecurityGroupEvent.Rule rule, long cause) {
            return new Rule(rule.id(), RuleMeaning.of(rule.attributes()), cause);
        }
    }

    NodeSecurityGroup with(Rule rule) {
        return new NodeSecurityGroup(
                id, stateful, Stream.concat(rules.stream(), Stream.of(rule)).toList(), cause);
    }

    NodeSecurityGroup without(UUID rule) {
        return new NodeSecurityGroup(
                id,
                stateful,
                rules.stream().filter(known -> !known.id().equals(rule)).toList(),
                cause);
    }
}
