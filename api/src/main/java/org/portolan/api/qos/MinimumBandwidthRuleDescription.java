package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.qos.MinimumBandwidthRuleEvent.MinimumBandwidthRuleCreated;
import org.portolan.api.qos.MinimumBandwidthRuleEvent.MinimumBandwidthRuleDeleted;
import org.portolan.api.qos.MinimumBandwidthRuleEvent.MinimumBandwidthRuleUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Types;

/** The {@code minimum_bandwidth_rule} resource: how many kilobits a second must be able to pass. */
@AutoService(Described.class)
public final class MinimumBandwidthRuleDescription extends QosRuleDescription {

    public static final Attribute<Integer> MIN_KBPS =
            Attribute.of("min_kbps", Types.range(0, Integer.MAX_VALUE)).required();
    public static final Attribute<String> DIRECTION =
            Attribute.of("direction", Types.oneOf("ingress", "egress")).defaultsTo("egress");

    private static final List<Field> FIELDS = List.of(MIN_KBPS, DIRECTION, id(), POLICY_ID);

    /** The description, for whoever looks for all of them. */
    public MinimumBandwidthRuleDescription() {
        super(
                "minimum_bandwidth",
                new Events(
                        new MinimumBandwidthRuleEvent.Family(),
                        MinimumBandwidthRuleCreated::new,
                        MinimumBandwidthRuleUpdated::new,
                        MinimumBandwidthRuleDeleted::new));
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "qos-bw-minimum-ingress",
                "Ingress direction for QoS minimum bandwidth rule",
                "Allow to configure QoS minumum bandwidth rule with ingress direction.",
                "2018-07-09T10:00:00-00:00"));
    }
}
