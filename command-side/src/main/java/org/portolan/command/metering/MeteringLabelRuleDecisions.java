package org.portolan.command.metering;

import static org.portolan.api.metering.MeteringLabelDescription.RULES;
import static org.portolan.api.metering.MeteringLabelRuleDescription.DESTINATION_IP_PREFIX;
import static org.portolan.api.metering.MeteringLabelRuleDescription.DIRECTION;
import static org.portolan.api.metering.MeteringLabelRuleDescription.EXCLUDED;
import static org.portolan.api.metering.MeteringLabelRuleDescription.LABEL_ID;
import static org.portolan.api.metering.MeteringLabelRuleDescription.REMOTE_IP_PREFIX;
import static org.portolan.api.metering.MeteringLabelRuleDescription.SOURCE_IP_PREFIX;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.metering.MeteringLabelDescription;
import org.portolan.api.metering.MeteringLabelRuleDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.command.PlainDecisions;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import tools.jackson.databind.node.ObjectNode;

/** Decides about rules of metering labels: those of one label and direction count no remote address twice. */
public final class MeteringLabelRuleDecisions extends PlainDecisions {

    private static final MeteringLabelDescription LABELS = new MeteringLabelDescription();

    /** Decisions on these streams. */
    public MeteringLabelRuleDecisions(Streams streams) {
        super(streams, new MeteringLabelRuleDescription());
    }

    private PlainResource label(UUID id) {
        return streams.get(StreamType.of(LABELS), id, () -> LABELS.notFound(id));
    }

    private List<ObjectNode> rules(UUID label) {
        return label(label).attributes().find(RULES).orElse(List.of());
    }

    @Override
    protected ProjectId ownerOf(Create wish) {
        return label(wish.attributes().get(LABEL_ID)).project();
    }

    @Override
    protected Attributes ofNew(Create wish) {
        Attributes asked = wish.attributes();
        boolean byEnds = asked.find(SOURCE_IP_PREFIX).isPresent()
                || asked.find(DESTINATION_IP_PREFIX).isPresent();
        boolean byRemote = asked.find(REMOTE_IP_PREFIX).isPresent();
        if (byRemote && byEnds) {
            throw invalid("Cannot use 'remote-ip-prefix' in conjunction with 'source-ip-prefix' or"
                    + " 'destination-ip-prefix'.");
        }
        if (!byRemote && !byEnds) {
            throw invalid("You must define at least one of the following parameters 'remote_ip_prefix', or"
                    + " 'source_ip_prefix' or 'destination_ip_prefix'.");
        }
        List<ObjectNode> others = rules(asked.get(LABEL_ID));
        asked.find(REMOTE_IP_PREFIX).ifPresent(prefix -> {
            for (ObjectNode other : others) {
                if (countsTwice(asked, prefix, Attributes.of(other))) {
                    throw NeutronError.conflict(
                            "MeteringLabelRuleOverlaps",
                            "Metering label rule with remote_ip_prefix '"
                                    + asked.json(REMOTE_IP_PREFIX.name()).asString()
                                    + "' overlaps another.");
                }
            }
        });
        return asked;
    }

    /** Neutron tells these with a 500, as if the fault were its own. */
    private static NeutronError invalid(String message) {
        return new NeutronError(400, "Invalid", message);
    }

    private static boolean countsTwice(Attributes rule, IPAddress prefix, Attributes other) {
        return other.get(DIRECTION).equals(rule.get(DIRECTION))
                && other.get(EXCLUDED).equals(rule.get(EXCLUDED))
                && other.find(REMOTE_IP_PREFIX)
                        .filter(known -> known.contains(prefix) || prefix.contains(known))
                        .isPresent();
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (after != null) {
            UUID label = after.attributes().get(LABEL_ID);
            List<ObjectNode> rules = new ArrayList<>(rules(label));
            ObjectNode rule = Json.object();
            after.attributes().forEach(rule::set);
            rules.add(rule.put("id", after.id().toString()));
            change(streams, LABELS, label, Attributes.none().with(RULES, rules));
        } else if (before != null) {
            UUID label = before.attributes().get(LABEL_ID);
            List<ObjectNode> rules = new ArrayList<>(rules(label));
            rules.removeIf(rule -> rule.path("id").asString().equals(before.id().toString()));
            change(streams, LABELS, label, Attributes.none().with(RULES, rules));
        }
    }
}
