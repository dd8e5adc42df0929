package org.portolan.api.quota;

import com.google.auto.service.AutoService;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.json.Json;
import org.portolan.api.quota.QuotaEvent.QuotaChanged;
import org.portolan.api.quota.QuotaEvent.QuotaReset;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to the limits of projects. */
@AutoService(EventExamples.class)
public final class QuotaEventExamples implements EventExamples {

    private static final ProjectId ENGINES = new ProjectId("engines");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new QuotaChanged(
                        ENGINES, Attributes.of(Json.object().put("network", 10).put("port", -1))),
                new QuotaReset(ENGINES));
    }
}
