package org.portolan.api.securitygroup;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.securitygroup.DefaultSecurityGroupEvent.DefaultSecurityGroupGone;
import org.portolan.api.securitygroup.DefaultSecurityGroupEvent.DefaultSecurityGroupMade;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.Rule;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupCreated;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupDeleted;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupUpdated;
import org.portolan.api.securitygroup.SecurityGroupRuleEvent.SecurityGroupRuleCreated;
import org.portolan.api.securitygroup.SecurityGroupRuleEvent.SecurityGroupRuleDeleted;

/** Examples of what happens to security groups and their rules. */
@AutoService(EventExamples.class)
public final class SecurityGroupEventExamples implements EventExamples {

    private static final UUID GROUP = UUID.fromString("44444444-4444-4444-4444-444444444444");
    private static final UUID OTHER = UUID.fromString("44444444-4444-4444-4444-555555555555");
    private static final UUID RULE = UUID.fromString("66666666-6666-6666-6666-666666666666");
    private static final PortId PORT = PortId.of("77777777-7777-7777-7777-777777777777");
    private static final ProjectId ENGINES = new ProjectId("engines");
    private static final Attributes WEB = Attributes.none()
            .with(SecurityGroupRuleDescription.SECURITY_GROUP_ID, GROUP.toString())
            .with(SecurityGroupRuleDescription.ETHERTYPE, "IPv4")
            .with(SecurityGroupRuleDescription.DIRECTION, "ingress")
            .with(SecurityGroupRuleDescription.PROTOCOL, "tcp")
            .with(SecurityGroupRuleDescription.PORT_RANGE_MIN, 80)
            .with(SecurityGroupRuleDescription.PORT_RANGE_MAX, 80)
            .with(SecurityGroupRuleDescription.REMOTE_IP_PREFIX, "192.0.2.5/24")
            .withNull(SecurityGroupRuleDescription.REMOTE_GROUP_ID);

    @Override
    public Stream<Event> events() {
        Rule rule = new Rule(RULE, ENGINES, WEB);
        return Stream.of(
                new SecurityGroupCreated(
                        GROUP,
                        ENGINES,
                        Attributes.none()
                                .with(SecurityGroupDescription.STATEFUL, true)
                                .with(SecurityGroupDescription.DESCRIPTION, "what the web may reach"),
                        List.of(rule)),
                new SecurityGroupUpdated(GROUP, Attributes.none().with(SecurityGroupDescription.STATEFUL, false)),
                new SecurityGroupRuleAdded(GROUP, rule),
                new SecurityGroupRuleRemoved(GROUP, RULE),
                new SecurityGroupMemberAdded(GROUP, PORT),
                new SecurityGroupMemberRemoved(GROUP, PORT),
                new RemoteGroupRuleAdded(GROUP, OTHER, RULE),
                new RemoteGroupRuleRemoved(GROUP, OTHER, RULE),
                new SecurityGroupDeleted(GROUP),
                new SecurityGroupRuleCreated(RULE, ENGINES, WEB),
                new SecurityGroupRuleDeleted(RULE),
                new DefaultSecurityGroupMade(ENGINES, GROUP),
                new DefaultSecurityGroupGone(ENGINES, GROUP));
    }
}
