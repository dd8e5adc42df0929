package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.qos.MinimumPacketRateRuleEvent.MinimumPacketRateRuleCreated;
import org.portolan.api.qos.MinimumPacketRateRuleEvent.MinimumPacketRateRuleDeleted;
import org.portolan.api.qos.MinimumPacketRateRuleEvent.MinimumPacketRateRuleUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Types;

/** The {@code minimum_packet_rate_rule} resource: how many thousand frames a second must be able to pass. */
@AutoService(Described.class)
public final class MinimumPacketRateRuleDescription extends QosRuleDescription {

    public static final Attribute<Integer> MIN_KPPS =
            Attribute.of("min_kpps", Types.range(0, Integer.MAX_VALUE)).required();
    public static final Attribute<String> DIRECTION =
            Attribute.of("direction", Types.oneOf("ingress", "egress", "any")).defaultsTo("egress");

    private static final List<Field> FIELDS = List.of(MIN_KPPS, DIRECTION, id(), POLICY_ID);

    /** The description, for whoever looks for all of them. */
    public MinimumPacketRateRuleDescription() {
        super(
                "minimum_packet_rate",
                new Events(
                        new MinimumPacketRateRuleEvent.Family(),
                        MinimumPacketRateRuleCreated::new,
                        MinimumPacketRateRuleUpdated::new,
                        MinimumPacketRateRuleDeleted::new));
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "qos-pps-minimum",
                        "QoS minimum packet rate rule",
                        "Allow to configure QoS minimum packet rate rule.",
                        "2021-07-14T10:00:00-00:00"),
                new Extension(
                        "qos-pps-minimum-rule-alias",
                        "QoS minimum packet rate rule alias",
                        "API to enable GET, PUT and DELETE operations on QoS minimum packet rate rule without specifying policy ID",
                        "2021-10-22T10:00:00-00:00"));
    }
}
