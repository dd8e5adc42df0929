package org.portolan.api.rbac;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyCreated;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyDeleted;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyUpdated;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;

/** Examples of what happens to RBAC policies. */
@AutoService(EventExamples.class)
public final class RbacPolicyEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("99999999-9999-9999-9999-999999999999");
    private static final UUID NETWORK = UUID.fromString("11111111-1111-1111-1111-111111111111");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new RbacPolicyCreated(
                        ID,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(RbacPolicyDescription.OBJECT_TYPE, "network")
                                .with(RbacPolicyDescription.OBJECT_ID, NETWORK)
                                .with(RbacPolicyDescription.TARGET_TENANT, "bridges")
                                .with(RbacPolicyDescription.ACTION, Grant.SHARED)),
                new RbacPolicyUpdated(ID, Attributes.none().with(RbacPolicyDescription.TARGET_TENANT, "*")),
                new RbacPolicyDeleted(ID));
    }
}
