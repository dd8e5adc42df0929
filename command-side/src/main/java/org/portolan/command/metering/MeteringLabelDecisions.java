package org.portolan.command.metering;

import static org.portolan.api.metering.MeteringLabelDescription.RULES;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.metering.MeteringLabelDescription;
import org.portolan.api.metering.MeteringLabelRuleDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;
import tools.jackson.databind.node.ObjectNode;

/** Decides about metering labels: their rules go with them. */
public final class MeteringLabelDecisions extends PlainDecisions {

    /** Decisions on these streams. */
    public MeteringLabelDecisions(Streams streams) {
        super(streams, new MeteringLabelDescription());
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before != null && after == null) {
            for (ObjectNode rule : before.attributes().find(RULES).orElse(List.of())) {
                UUID id = UUID.fromString(rule.path("id").stringValue());
                end(streams, new MeteringLabelRuleDescription(), id);
            }
        }
    }
}
