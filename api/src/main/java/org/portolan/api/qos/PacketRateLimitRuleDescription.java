package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.qos.PacketRateLimitRuleEvent.PacketRateLimitRuleCreated;
import org.portolan.api.qos.PacketRateLimitRuleEvent.PacketRateLimitRuleDeleted;
import org.portolan.api.qos.PacketRateLimitRuleEvent.PacketRateLimitRuleUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Types;

/** The {@code packet_rate_limit_rule} resource: how many thousand frames a second may pass, and how many at once. */
@AutoService(Described.class)
public final class PacketRateLimitRuleDescription extends QosRuleDescription {

    public static final Attribute<Integer> MAX_KPPS =
            Attribute.of("max_kpps", Types.range(0, Integer.MAX_VALUE)).required();
    public static final Attribute<Integer> MAX_BURST_KPPS =
            Attribute.of("max_burst_kpps", Types.range(0, Integer.MAX_VALUE)).defaultsTo(0);
    public static final Attribute<String> DIRECTION =
            Attribute.of("direction", Types.oneOf("ingress", "egress")).defaultsTo("egress");

    private static final List<Field> FIELDS = List.of(MAX_KPPS, MAX_BURST_KPPS, DIRECTION, id(), POLICY_ID);

    /** The description, for whoever looks for all of them. */
    public PacketRateLimitRuleDescription() {
        super(
                "packet_rate_limit",
                new Events(
                        new PacketRateLimitRuleEvent.Family(),
                        PacketRateLimitRuleCreated::new,
                        PacketRateLimitRuleUpdated::new,
                        PacketRateLimitRuleDeleted::new));
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    /** None: no extension gives these rules a second name. */
    @Override
    public List<Alias> aliases() {
        return List.of();
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "qos-pps",
                "QoS Rule Type Packet per Second Extension",
                "Add QoS Rule Type Packet per Second",
                "2021-05-12T10:00:00-00:00"));
    }
}
