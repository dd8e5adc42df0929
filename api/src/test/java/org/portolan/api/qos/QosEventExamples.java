package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.qos.BandwidthLimitRuleEvent.BandwidthLimitRuleCreated;
import org.portolan.api.qos.BandwidthLimitRuleEvent.BandwidthLimitRuleDeleted;
import org.portolan.api.qos.BandwidthLimitRuleEvent.BandwidthLimitRuleUpdated;
import org.portolan.api.qos.DscpMarkingRuleEvent.DscpMarkingRuleCreated;
import org.portolan.api.qos.DscpMarkingRuleEvent.DscpMarkingRuleDeleted;
import org.portolan.api.qos.DscpMarkingRuleEvent.DscpMarkingRuleUpdated;
import org.portolan.api.qos.MinimumBandwidthRuleEvent.MinimumBandwidthRuleCreated;
import org.portolan.api.qos.MinimumBandwidthRuleEvent.MinimumBandwidthRuleDeleted;
import org.portolan.api.qos.MinimumBandwidthRuleEvent.MinimumBandwidthRuleUpdated;
import org.portolan.api.qos.MinimumPacketRateRuleEvent.MinimumPacketRateRuleCreated;
import org.portolan.api.qos.MinimumPacketRateRuleEvent.MinimumPacketRateRuleDeleted;
import org.portolan.api.qos.MinimumPacketRateRuleEvent.MinimumPacketRateRuleUpdated;
import org.portolan.api.qos.PacketRateLimitRuleEvent.PacketRateLimitRuleCreated;
import org.portolan.api.qos.PacketRateLimitRuleEvent.PacketRateLimitRuleDeleted;
import org.portolan.api.qos.PacketRateLimitRuleEvent.PacketRateLimitRuleUpdated;
import org.portolan.api.qos.QosDefaultEvent.QosDefaultChosen;
import org.portolan.api.qos.QosDefaultEvent.QosDefaultDropped;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyApplied;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyCreated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyDeleted;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyUpdated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyWithdrawn;
import org.portolan.api.qos.QosPolicyEvent.QosRuleAdded;
import org.portolan.api.qos.QosPolicyEvent.QosRuleChanged;
import org.portolan.api.qos.QosPolicyEvent.QosRuleRemoved;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to QoS policies and their rules. */
@AutoService(EventExamples.class)
public final class QosEventExamples implements EventExamples {

    private static final UUID POLICY = UUID.fromString("77777777-7777-7777-7777-777777777777");
    private static final UUID RULE = UUID.fromString("88888888-8888-8888-8888-888888888888");
    private static final ProjectId ENGINES = new ProjectId("engines");
    private static final QosUser USER = new QosUser("port", "55555555-5555-5555-5555-555555555555");
    private static final QosRule LIMIT =
            new QosRule(RULE, "bandwidth_limit", Attributes.none().with(BandwidthLimitRuleDescription.MAX_KBPS, 8));

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new BandwidthLimitRuleCreated(
                        RULE,
                        ENGINES,
                        Attributes.none()
                                .with(BandwidthLimitRuleDescription.MAX_KBPS, 8)
                                .with(QosRuleDescription.POLICY_ID, POLICY)),
                new BandwidthLimitRuleUpdated(RULE, Attributes.none().with(BandwidthLimitRuleDescription.MAX_KBPS, 10)),
                new BandwidthLimitRuleDeleted(RULE),
                new DscpMarkingRuleCreated(
                        RULE,
                        ENGINES,
                        Attributes.none()
                                .with(DscpMarkingRuleDescription.DSCP_MARK, 8)
                                .with(QosRuleDescription.POLICY_ID, POLICY)),
                new DscpMarkingRuleUpdated(RULE, Attributes.none().with(DscpMarkingRuleDescription.DSCP_MARK, 10)),
                new DscpMarkingRuleDeleted(RULE),
                new MinimumBandwidthRuleCreated(
                        RULE,
                        ENGINES,
                        Attributes.none()
                                .with(MinimumBandwidthRuleDescription.MIN_KBPS, 8)
                                .with(QosRuleDescription.POLICY_ID, POLICY)),
                new MinimumBandwidthRuleUpdated(
                        RULE, Attributes.none().with(MinimumBandwidthRuleDescription.MIN_KBPS, 10)),
                new MinimumBandwidthRuleDeleted(RULE),
                new PacketRateLimitRuleCreated(
                        RULE,
                        ENGINES,
                        Attributes.none()
                                .with(PacketRateLimitRuleDescription.MAX_KPPS, 8)
                                .with(QosRuleDescription.POLICY_ID, POLICY)),
                new PacketRateLimitRuleUpdated(
                        RULE, Attributes.none().with(PacketRateLimitRuleDescription.MAX_KPPS, 10)),
                new PacketRateLimitRuleDeleted(RULE),
                new MinimumPacketRateRuleCreated(
                        RULE,
                        ENGINES,
                        Attributes.none()
                                .with(MinimumPacketRateRuleDescription.MIN_KPPS, 8)
                                .with(QosRuleDescription.POLICY_ID, POLICY)),
                new MinimumPacketRateRuleUpdated(
                        RULE, Attributes.none().with(MinimumPacketRateRuleDescription.MIN_KPPS, 10)),
                new MinimumPacketRateRuleDeleted(RULE),
                new QosPolicyCreated(
                        POLICY,
                        ENGINES,
                        Attributes.none()
                                .with(QosPolicyDescription.NAME, "gold")
                                .with(QosPolicyDescription.SHARED, false)
                                .with(QosPolicyDescription.IS_DEFAULT, false)),
                new QosPolicyUpdated(POLICY, Attributes.none().with(QosPolicyDescription.NAME, "silver")),
                new QosRuleAdded(POLICY, LIMIT),
                new QosRuleChanged(POLICY, LIMIT),
                new QosRuleRemoved(POLICY, RULE),
                new QosPolicyApplied(POLICY, USER),
                new QosPolicyWithdrawn(POLICY, USER),
                new QosPolicyDeleted(POLICY),
                new QosDefaultChosen(ENGINES, POLICY),
                new QosDefaultDropped(ENGINES));
    }
}
