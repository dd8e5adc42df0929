package org.portolan.api.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.qos.BandwidthLimitRuleDescription;
import org.portolan.api.qos.DscpMarkingRuleDescription;
import org.portolan.api.qos.QosPolicyEvent;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyCreated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyDeleted;
import org.portolan.api.qos.QosPolicyEvent.QosRuleAdded;
import org.portolan.api.qos.QosPolicyEvent.QosRuleChanged;
import org.portolan.api.qos.QosPolicyEvent.QosRuleRemoved;
import org.portolan.api.qos.QosRule;

/**
 * A QoS policy, as far as nodes must know it.
 *
 * @param rules that nodes enforce
 * @param cause the position of the event that made it so
 */
public record NodeQosPolicy(UUID id, List<Rule> rules, long cause) implements NodeFact {

    public NodeQosPolicy {
        rules = List.copyOf(rules);
    }

    /** Something that a policy asks for. */
    public sealed interface Asked {

        /** Packets of guests get that mark (RFC 2474). */
        record Mark(int dscp) implements Asked {}

        /**
         * No more may pass.
         *
         * @param egress whether that is what guests send, else what they receive
         * @param kbps kilobits a second
         * @param burst kilobits at once; 0 leaves that to the node
         */
        record Limit(boolean egress, int kbps, int burst) implements Asked {}
    }

    /**
     * A rule, flat as snapshots have it.
     *
     * @param dscp the mark, of a rule that marks
     * @param kbps the limit, of a rule that limits
     */
    public record Rule(
            UUID id, @Nullable Integer dscp, @Nullable Integer kbps, int burst, boolean egress) {

        private static Optional<Rule> of(QosRule rule) {
            return switch (rule.type()) {
                case "dscp_marking" ->
                    rule.attributes()
                            .find(DscpMarkingRuleDescription.DSCP_MARK)
                            .map(mark -> new Rule(rule.id(), mark, null, 0, true));
                case "bandwidth_limit" ->
                    rule.attributes()
                            .find(BandwidthLimitRuleDescription.MAX_KBPS)
                            .map(kbps -> new Rule(
                                    rule.id(),
                                    null,
                                    kbps,
                                    rule.attributes()
                                            .find(BandwidthLimitRuleDescription.MAX_BURST_KBPS)
                                            .orElse(0),
                                    !rule.attributes()
                                            .find(BandwidthLimitRuleDescription.DIRECTION)
                                            .orElse("egress")
                                            .equals("ingress")));
                default -> Optional.empty();
            };
        }

        private Optional<Asked> asked() {
            if (dscp != null) {
                return Optional.of(new Asked.Mark(dscp));
            }
            return kbps == null ? Optional.empty() : Optional.of(new Asked.Limit(egress, kbps, burst));
        }
    }

    static NodeQosPolicy of(QosPolicyCreated created, long at) {
        return new NodeQosPolicy(created.id(), List.of(), at);
    }

    /** Whether events of that kind can change what nodes know. */
    static boolean concerns(QosPolicyEvent event) {
        return switch (event) {
            case QosPolicyCreated e -> true;
            case QosRuleAdded e -> true;
            case QosRuleChanged e -> true;
            case QosRuleRemoved e -> true;
            case QosPolicyDeleted e -> true;
            default -> false;
        };
    }

    /** The policy after an event that is neither its creation nor its end. */
    NodeQosPolicy evolve(QosPolicyEvent event, long at) {
        return switch (event) {
            case QosRuleAdded added -> with(added.rule().id(), Rule.of(added.rule()), at);
            case QosRuleChanged changed -> with(changed.rule().id(), Rule.of(changed.rule()), at);
            case QosRuleRemoved removed -> with(removed.ruleId(), Optional.empty(), at);
            default -> this;
        };
    }

    private NodeQosPolicy with(UUID rule, Optional<Rule> now, long at) {
        List<Rule> all = new ArrayList<>(rules);
        all.removeIf(known -> known.id().equals(rule));
        now.ifPresent(all::add);
        return new NodeQosPolicy(id, all, at);
    }

    /** The mark that packets of guests get. */
    public Optional<Integer> mark() {
        return rules.stream()
                .flatMap(rule -> rule.asked().stream())
                .filter(Asked.Mark.class::isInstance)
                .map(asked -> ((Asked.Mark) asked).dscp())
                .findFirst();
    }

    /** The limit for what guests send, or receive. */
    public Optional<Asked.Limit> limit(boolean egress) {
        return rules.stream()
                .flatMap(rule -> rule.asked().stream())
                .filter(Asked.Limit.class::isInstance)
                .map(Asked.Limit.class::cast)
                .filter(limit -> limit.egress() == egress)
                .findFirst();
    }
}
