package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.qos.BandwidthLimitRuleEvent.BandwidthLimitRuleCreated;
import org.portolan.api.qos.BandwidthLimitRuleEvent.BandwidthLimitRuleDeleted;
import org.portolan.api.qos.BandwidthLimitRuleEvent.BandwidthLimitRuleUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Types;

/** The {@code bandwidth_limit_rule} resource: how many kilobits a second may pass, and how many at once. */
@AutoService(Described.class)
public final class BandwidthLimitRuleDescription extends QosRuleDescription {

    public static final Attribute<Integer> MAX_KBPS =
            Attribute.of("max_kbps", Types.range(0, Integer.MAX_VALUE)).required();
    public static final Attribute<Integer> MAX_BURST_KBPS =
            Attribute.of("max_burst_kbps", Types.range(0, Integer.MAX_VALUE)).defaultsTo(0);
    public static final Attribute<String> DIRECTION = Attribute.of("direction", Types.oneOf("ingress", "egress"))
            .defaultsTo("egress")
            .unsorted();

    private static final List<Field> FIELDS = List.of(MAX_KBPS, MAX_BURST_KBPS, DIRECTION, id(), POLICY_ID);

    /** The description, for whoever looks for all of them. */
    public BandwidthLimitRuleDescription() {
        super(
                "bandwidth_limit",
                new Events(
                        new BandwidthLimitRuleEvent.Family(),
                        BandwidthLimitRuleCreated::new,
                        BandwidthLimitRuleUpdated::new,
                        BandwidthLimitRuleDeleted::new));
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "qos-bw-limit-direction",
                "Direction for QoS bandwidth limit rule",
                "Allow to configure QoS bandwidth limit rule with specific direction: ingress or egress",
                "2017-04-10T10:00:00-00:00"));
    }
}
