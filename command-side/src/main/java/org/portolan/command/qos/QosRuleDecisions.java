package org.portolan.command.qos;

import static org.portolan.api.qos.QosRuleDescription.POLICY_ID;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.qos.BandwidthLimitRuleDescription;
import org.portolan.api.qos.DscpMarkingRuleDescription;
import org.portolan.api.qos.MinimumBandwidthRuleDescription;
import org.portolan.api.qos.MinimumPacketRateRuleDescription;
import org.portolan.api.qos.PacketRateLimitRuleDescription;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.qos.QosPolicyEvent.QosRuleAdded;
import org.portolan.api.qos.QosPolicyEvent.QosRuleChanged;
import org.portolan.api.qos.QosPolicyEvent.QosRuleRemoved;
import org.portolan.api.qos.QosRule;
import org.portolan.api.qos.QosRuleDescription;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.PlainDecisions;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** Decides about the rules of QoS policies of one type: no two of a policy may say the same, or contradict each other. */
public final class QosRuleDecisions extends PlainDecisions {

    private static final String ANY_DIRECTION = "any";

    private final String ruleType;

    private QosRuleDecisions(Streams streams, QosRuleDescription description) {
        super(streams, description);
        this.ruleType = description.type();
    }

    private static List<QosRuleDescription> types() {
        return List.of(
                new BandwidthLimitRuleDescription(),
                new DscpMarkingRuleDescription(),
                new MinimumBandwidthRuleDescription(),
                new PacketRateLimitRuleDescription(),
                new MinimumPacketRateRuleDescription());
    }

    /** Decisions about rules of all types. */
    public static List<QosRuleDecisions> all(Streams streams) {
        return types().stream().map(type -> new QosRuleDecisions(streams, type)).toList();
    }

    /** Ends a rule with its policy. */
    static void end(Streams streams, QosRule rule) {
        for (QosRuleDescription description : types()) {
            if (description.type().equals(rule.type())) {
                streams.append(
                        StreamType.of(description),
                        rule.id(),
                        description.events().deleted().apply(rule.id()));
            }
        }
    }

    @Override
    protected void requireParent(UUID policy, Caller caller) {
        Guards.requireVisible(
                QosPolicyState.get(streams, policy).policy(), caller, new QosPolicyDescription().notFound(policy));
    }

    @Override
    protected Attributes ofNew(Create wish) {
        UUID policy = wish.attributes().get(POLICY_ID);
        requireFits(policy, new QosRule(UUID.fromString(wish.id()), ruleType, wish.attributes()));
        QosPolicyUse.requireSupportedByUsers(streams, policy, ruleType);
        return wish.attributes();
    }

    @Override
    protected Attributes ofChanged(PlainResource resource, Update wish) {
        requireFits(
                resource.attributes().get(POLICY_ID),
                new QosRule(resource.id(), ruleType, resource.attributes().with(wish.changes())));
        return wish.changes();
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (after != null) {
            UUID policy = after.attributes().get(POLICY_ID);
            QosRule rule = new QosRule(after.id(), ruleType, after.attributes().without(POLICY_ID));
            streams.append(
                    QosPolicyState.TYPE,
                    policy,
                    before == null ? new QosRuleAdded(policy, rule) : new QosRuleChanged(policy, rule));
        } else if (before != null) {
            UUID policy = before.attributes().get(POLICY_ID);
            streams.append(QosPolicyState.TYPE, policy, new QosRuleRemoved(policy, before.id()));
        }
    }

    private void requireFits(UUID policy, QosRule rule) {
        List<QosRule> others = QosPolicyState.get(streams, policy).policy().rules().stream()
                .filter(other -> !other.id().equals(rule.id()))
                .toList();
        for (QosRule other : others) {
            requireNoContradiction(policy, rule, other);
        }
        for (QosRule other : others) {
            if (!other.type().equals(rule.type())) {
                continue;
            }
            requireOneWayOfSaying(policy, rule, other);
            if (directionsMeet(rule, other)) {
                throw NeutronError.conflict(
                        "QoSRulesConflict",
                        "Rule " + rule.type() + " conflicts with rule " + other.id()
                                + " which already exists in QoS Policy " + policy + ".");
            }
        }
    }

    /** What must be able to pass can be no more than what may. */
    private static void requireNoContradiction(UUID policy, QosRule rule, QosRule other) {
        Attribute<Integer> most = BandwidthLimitRuleDescription.MAX_KBPS;
        Attribute<Integer> least = MinimumBandwidthRuleDescription.MIN_KBPS;
        if (rule.attributes().has(most) && other.attributes().has(least)) {
            requireOrder(
                    policy,
                    rule,
                    most,
                    other,
                    least,
                    other.attributes().get(least) <= rule.attributes().get(most));
        } else if (rule.attributes().has(least) && other.attributes().has(most)) {
            requireOrder(
                    policy,
                    rule,
                    least,
                    other,
                    most,
                    rule.attributes().get(least) <= other.attributes().get(most));
        }
    }

    private static void requireOrder(
            UUID policy,
            QosRule rule,
            Attribute<Integer> value,
            QosRule other,
            Attribute<Integer> otherValue,
            boolean inOrder) {
        if (!inOrder) {
            throw NeutronError.conflict(
                    "QoSRuleParameterConflict",
                    "Unable to add the rule with value " + rule.attributes().get(value) + " to the policy " + policy
                            + " as the existing rule of type " + other.type() + " has value "
                            + other.attributes().get(otherValue) + ".");
        }
    }

    private static void requireOneWayOfSaying(UUID policy, QosRule rule, QosRule other) {
        String wanted = direction(rule);
        String known = direction(other);
        if (!wanted.equals(known) && (wanted.equals(ANY_DIRECTION) || known.equals(ANY_DIRECTION))) {
            throw NeutronError.conflict(
                    "QoSRuleParameterConflict",
                    "Unable to add the rule with value " + wanted + " to the policy " + policy
                            + " as the existing rule of type " + other.type() + " has value " + known + ".");
        }
    }

    private static boolean directionsMeet(QosRule one, QosRule other) {
        String first = direction(one);
        String second = direction(other);
        return first.equals(second) || first.equals(ANY_DIRECTION) || second.equals(ANY_DIRECTION);
    }

    private static String direction(QosRule rule) {
        return rule.attributes().find(BandwidthLimitRuleDescription.DIRECTION).orElse(ANY_DIRECTION);
    }
}
