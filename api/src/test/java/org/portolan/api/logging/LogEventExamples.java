package org.portolan.api.logging;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.logging.LogEvent.LogCreated;
import org.portolan.api.logging.LogEvent.LogDeleted;
import org.portolan.api.logging.LogEvent.LogUpdated;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to logs. */
@AutoService(EventExamples.class)
public final class LogEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("99999999-9999-9999-9999-999999999999");
    private static final ProjectId ENGINES = new ProjectId("engines");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new LogCreated(
                        ID,
                        ENGINES,
                        Attributes.none()
                                .with(LogDescription.RESOURCE_TYPE, "security_group")
                                .with(LogDescription.EVENT, "ALL")),
                new LogUpdated(ID, Attributes.none().with(LogDescription.ENABLED, false)),
                new LogDeleted(ID));
    }
}
