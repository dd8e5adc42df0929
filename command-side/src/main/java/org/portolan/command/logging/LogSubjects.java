package org.portolan.command.logging;

import java.util.UUID;
import org.portolan.api.logging.KeptLogs;
import org.portolan.api.logging.LogDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortEvent.PortLogEnded;
import org.portolan.api.port.PortEvent.PortLogStarted;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupLogEnded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupLogStarted;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.port.PortState;
import org.portolan.command.securitygroup.SecurityGroupState;

/** What logs are of: each port and security group knows its logs, which end with it. */
public final class LogSubjects {

    private static final LogDescription LOGS = new LogDescription();
    private static final StreamType<PlainResource> TYPE = StreamType.of(LOGS);

    private LogSubjects() {}

    /** Tells those that the log is of. */
    static void start(Streams streams, PlainResource log) {
        log.attributes()
                .find(LogDescription.RESOURCE_ID)
                .ifPresent(group ->
                        streams.append(SecurityGroupState.TYPE, group, new SecurityGroupLogStarted(group, log.id())));
        log.attributes()
                .find(LogDescription.TARGET_ID)
                .map(PortId::new)
                .ifPresent(port -> streams.append(PortState.TYPE, port, new PortLogStarted(port, log.id())));
    }

    /** Tells those that the log was of. */
    static void end(Streams streams, PlainResource log) {
        leaveGroup(streams, log);
        leavePort(streams, log);
    }

    private static void leaveGroup(Streams streams, PlainResource log) {
        log.attributes()
                .find(LogDescription.RESOURCE_ID)
                .filter(group -> streams.find(SecurityGroupState.TYPE, group)
                        .filter(state -> KeptLogs.of(state.group().attributes()).contains(log.id()))
                        .isPresent())
                .ifPresent(group ->
                        streams.append(SecurityGroupState.TYPE, group, new SecurityGroupLogEnded(group, log.id())));
    }

    private static void leavePort(Streams streams, PlainResource log) {
        log.attributes()
                .find(LogDescription.TARGET_ID)
                .map(PortId::new)
                .filter(port -> streams.find(PortState.TYPE, port)
                        .filter(known -> KeptLogs.of(known.attributes()).contains(log.id()))
                        .isPresent())
                .ifPresent(port -> streams.append(PortState.TYPE, port, new PortLogEnded(port, log.id())));
    }

    /** Ends the logs of a port that is about to end. */
    public static void endWith(Streams streams, Port port) {
        for (UUID id : KeptLogs.of(port.attributes())) {
            streams.find(TYPE, id).ifPresent(log -> {
                delete(streams, log);
                leaveGroup(streams, log);
            });
        }
    }

    /** Ends the logs of a security group that is about to end. */
    public static void endWith(Streams streams, SecurityGroup group) {
        for (UUID id : KeptLogs.of(group.attributes())) {
            streams.find(TYPE, id).ifPresent(log -> {
                delete(streams, log);
                leavePort(streams, log);
            });
        }
    }

    private static void delete(Streams streams, PlainResource log) {
        streams.append(TYPE, log.id(), LOGS.events().deleted().apply(log.id()));
    }
}
