package org.portolan.api.metering;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.metering.MeteringLabelEvent.MeteringLabelCreated;
import org.portolan.api.metering.MeteringLabelEvent.MeteringLabelDeleted;
import org.portolan.api.metering.MeteringLabelEvent.MeteringLabelUpdated;
import org.portolan.api.metering.MeteringLabelRuleEvent.MeteringLabelRuleCreated;
import org.portolan.api.metering.MeteringLabelRuleEvent.MeteringLabelRuleDeleted;
import org.portolan.api.metering.MeteringLabelRuleEvent.MeteringLabelRuleUpdated;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to metering labels and their rules. */
@AutoService(EventExamples.class)
public final class MeteringEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("99999999-9999-9999-9999-999999999999");
    private static final ProjectId ENGINES = new ProjectId("engines");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new MeteringLabelCreated(ID, ENGINES, Attributes.none().with(MeteringLabelDescription.NAME, "sea")),
                new MeteringLabelUpdated(ID, Attributes.none().with(MeteringLabelDescription.NAME, "ocean")),
                new MeteringLabelDeleted(ID),
                new MeteringLabelRuleCreated(
                        ID,
                        ENGINES,
                        Attributes.none()
                                .with(MeteringLabelRuleDescription.LABEL_ID, ID)
                                .with(MeteringLabelRuleDescription.DIRECTION, "ingress")),
                new MeteringLabelRuleUpdated(
                        ID, Attributes.none().with(MeteringLabelRuleDescription.DIRECTION, "egress")),
                new MeteringLabelRuleDeleted(ID));
    }
}
