package org.portolan.command.quota;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.policy.Demand;
import org.portolan.api.quota.Quota;
import org.portolan.api.quota.QuotaDescription;
import org.portolan.api.quota.QuotaEvent.QuotaChanged;
import org.portolan.api.quota.QuotaEvent.QuotaReset;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides about the limits of projects. */
public final class QuotaDecisions implements ResourceDecisions<Quota> {

    private static final StreamType<Quota> TYPE = StreamType.of(new QuotaDescription());

    private final Streams streams;
    private final Quotas quotas;

    /** Decisions on these streams. */
    public QuotaDecisions(Streams streams, Quotas quotas) {
        this.streams = streams;
        this.quotas = quotas;
    }

    @Override
    public QuotaDescription description() {
        return new QuotaDescription();
    }

    /** A project has its quota without asking. */
    @Override
    public Quota create(Create wish) {
        throw new NeutronError(501, "HTTPNotImplemented", "POST requests are not supported on this resource.");
    }

    /** Sets limits of a project; a body shows those that it has by default too. */
    @Override
    public Quota update(Update wish) {
        Guards.requireAllowed(Demand.of("update_quota"), wish.caller());
        ProjectId project = new ProjectId(wish.id());
        Optional<Quota> own = streams.find(TYPE, project);
        Attributes limits = Attributes.of(limits(wish.changes()));
        if (isTrue(wish.changes().json(QuotaDescription.CHECK_LIMIT.name()))) {
            requireNotBelowUse(project, limits);
        }
        Attributes changes = limits.changedFrom(own.map(Quota::attributes).orElse(Attributes.none()));
        if (!changes.isEmpty()) {
            streams.append(TYPE, project, new QuotaChanged(project, changes));
            quotas.limitsChange(project);
        }
        return shown(project);
    }

    private static ObjectNode limits(Attributes asked) {
        ObjectNode limits = Json.object();
        asked.forEach((name, value) -> {
            if (QuotaDescription.DEFAULTS.containsKey(name)) {
                limits.set(name, value);
            }
        });
        return limits;
    }

    /** As Python takes it: anything but nothing. */
    private static boolean isTrue(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.doubleValue() != 0;
            case STRING -> !value.stringValue().isEmpty();
            case ARRAY, OBJECT -> !value.isEmpty();
            default -> false;
        };
    }

    private void requireNotBelowUse(ProjectId project, Attributes limits) {
        limits.forEach((kind, limit) -> {
            long used = quotas.used(project, kind);
            if (used > limit.longValue()) {
                throw NeutronError.badRequest("Quota limit " + limit.longValue() + " for " + kind
                        + " must be greater than or equal to already used " + used);
            }
        });
    }

    private Quota shown(ProjectId project) {
        Quota own = streams.find(TYPE, project)
                .orElseGet(() -> new Quota(project, Attributes.none(), Lifecycle.startedAt(Instant.EPOCH, 0)));
        ObjectNode all = Json.object();
        for (Map.Entry<String, Long> limit : quotas.defaults().entrySet()) {
            all.set(limit.getKey(), LongNode.valueOf(own.limit(limit.getKey()).orElse(limit.getValue())));
        }
        return new Quota(project, Attributes.of(all), own.lifecycle());
    }

    /** Lets the project have what others may have. */
    @Override
    public void delete(Delete wish) {
        Guards.requireAllowed(Demand.of("delete_quota"), wish.caller());
        ProjectId project = new ProjectId(wish.id());
        streams.get(TYPE, project, () -> description().notFound(project));
        streams.append(TYPE, project, new QuotaReset(project));
        quotas.limitsChange(project);
    }
}
