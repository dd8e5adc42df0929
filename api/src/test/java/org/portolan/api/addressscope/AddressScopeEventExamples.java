package org.portolan.api.addressscope;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeCreated;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeDeleted;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeUpdated;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to address scopes. */
@AutoService(EventExamples.class)
public final class AddressScopeEventExamples implements EventExamples {

    private static final UUID SCOPE = UUID.fromString("33333333-3333-3333-3333-333333333333");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new AddressScopeCreated(
                        SCOPE,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(AddressScopeDescription.IP_VERSION, 4)
                                .with(AddressScopeDescription.SHARED, false)),
                new AddressScopeUpdated(SCOPE, Attributes.none().with(AddressScopeDescription.NAME, "sea")),
                new AddressScopeDeleted(SCOPE));
    }
}
