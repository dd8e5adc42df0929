package org.portolan.api.quota;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.quota.QuotaEvent.QuotaChanged;
import org.portolan.api.quota.QuotaEvent.QuotaReset;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;
import tools.jackson.databind.JsonNode;

/**
 * The limits that are a project's own.
 *
 * @param attributes the limit of each kind, for those that have one
 */
public record Quota(ProjectId project, Attributes attributes, Lifecycle lifecycle) implements Resource {

    /** The limits after an event, or null when there are none. */
    public static @Nullable Quota evolve(@Nullable Quota quota, Recorded<? extends QuotaEvent> recorded) {
        return switch (recorded.event()) {
            case QuotaChanged changed
            when quota == null ->
                new Quota(changed.projectId(), changed.limits(), Lifecycle.startedAt(recorded.at(), 0));
            case QuotaChanged changed ->
                new Quota(
                        quota.project,
                        quota.attributes.with(changed.limits()),
                        quota.lifecycle.changedAt(recorded.at()));
            case QuotaReset reset -> null;
        };
    }

    @Override
    public String id() {
        return project.value();
    }

    /** The limit of that kind, if it is the project's own; -1 for none at all. */
    public Optional<Long> limit(String kind) {
        JsonNode limit = attributes.json(kind);
        return limit.isNumber() ? Optional.of(limit.longValue()) : Optional.empty();
    }

    @Override
    public boolean isVisibleTo(Caller caller) {
        return caller.isAdmin() || caller.owns(project);
    }
}
