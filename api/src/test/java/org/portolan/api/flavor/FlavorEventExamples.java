package org.portolan.api.flavor;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.flavor.FlavorEvent.FlavorCreated;
import org.portolan.api.flavor.FlavorEvent.FlavorDeleted;
import org.portolan.api.flavor.FlavorEvent.FlavorUpdated;
import org.portolan.api.flavor.ServiceProfileEvent.ServiceProfileCreated;
import org.portolan.api.flavor.ServiceProfileEvent.ServiceProfileDeleted;
import org.portolan.api.flavor.ServiceProfileEvent.ServiceProfileUpdated;
import org.portolan.api.json.EventExamples;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to flavors and service profiles. */
@AutoService(EventExamples.class)
public final class FlavorEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("99999999-9999-9999-9999-999999999999");
    private static final ProjectId ENGINES = new ProjectId("engines");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new FlavorCreated(ID, ENGINES, Attributes.none().with(FlavorDescription.NAME, "fast")),
                new FlavorUpdated(ID, Attributes.none().with(FlavorDescription.SERVICE_PROFILES, List.of(ID))),
                new FlavorDeleted(ID),
                new ServiceProfileCreated(
                        ID, ENGINES, Attributes.none().with(ServiceProfileDescription.METAINFO, "{}")),
                new ServiceProfileUpdated(ID, Attributes.none().with(ServiceProfileDescription.FLAVORS, List.of(ID))),
                new ServiceProfileDeleted(ID));
    }
}
