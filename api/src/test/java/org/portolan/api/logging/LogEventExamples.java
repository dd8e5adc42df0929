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
import org.portolan.api.port.PortEvent.PortLogEnded;
import org.portolan.api.port.PortEvent.PortLogStarted;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupLogEnded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupLogStarted;

/** Examples of what happens to logs. */
@AutoService(EventExamples.class)
public final class LogEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("99999999-9999-9999-9999-999999999999");
    private static final UUID SUBJECT = UUID.fromString("77777777-7777-7777-7777-777777777777");
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
                new PortLogStarted(new PortId(SUBJECT), ID),
                new PortLogEnded(new PortId(SUBJECT), ID),
                new SecurityGroupLogStarted(SUBJECT, ID),
                new SecurityGroupLogEnded(SUBJECT, ID),
                new LogUpdated(ID, Attributes.none().with(LogDescription.ENABLED, false)),
                new LogDeleted(ID));
    }
}
