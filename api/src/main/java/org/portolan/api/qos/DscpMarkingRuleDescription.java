package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.qos.DscpMarkingRuleEvent.DscpMarkingRuleCreated;
import org.portolan.api.qos.DscpMarkingRuleEvent.DscpMarkingRuleDeleted;
import org.portolan.api.qos.DscpMarkingRuleEvent.DscpMarkingRuleUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Types;

/** The {@code dscp_marking_rule} resource: which DSCP mark (RFC 2474) frames get. */
@AutoService(Described.class)
public final class DscpMarkingRuleDescription extends QosRuleDescription {

    /** The marks that frames can get. */
    public static final List<Integer> MARKS =
            List.of(0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 46, 48, 56);

    public static final Attribute<Integer> DSCP_MARK = Attribute.of(
                    "dscp_mark", Types.oneOf(MARKS.toArray(Integer[]::new)))
            .required();

    private static final List<Field> FIELDS = List.of(DSCP_MARK, id(), POLICY_ID);

    /** The description, for whoever looks for all of them. */
    public DscpMarkingRuleDescription() {
        super(
                "dscp_marking",
                new Events(
                        new DscpMarkingRuleEvent.Family(),
                        DscpMarkingRuleCreated::new,
                        DscpMarkingRuleUpdated::new,
                        DscpMarkingRuleDeleted::new));
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }
}
