package org.portolan.api.addressgroup;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupCreated;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupDeleted;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupRuleAdded;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupRuleRemoved;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupUpdated;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to address groups. */
@AutoService(EventExamples.class)
public final class AddressGroupEventExamples implements EventExamples {

    private static final UUID GROUP = UUID.fromString("88888888-8888-8888-8888-888888888888");
    private static final UUID SECURITY_GROUP = UUID.fromString("44444444-4444-4444-4444-444444444444");
    private static final UUID RULE = UUID.fromString("66666666-6666-6666-6666-666666666666");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new AddressGroupCreated(
                        GROUP,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(AddressGroupDescription.NAME, "offices")
                                .with(AddressGroupDescription.ADDRESSES, List.of("192.0.2.0/24", "2001:db8::/64"))),
                new AddressGroupUpdated(
                        GROUP, Attributes.none().with(AddressGroupDescription.ADDRESSES, List.of("192.0.2.0/24"))),
                new AddressGroupRuleAdded(GROUP, SECURITY_GROUP, RULE),
                new AddressGroupRuleRemoved(GROUP, SECURITY_GROUP, RULE),
                new AddressGroupDeleted(GROUP));
    }
}
