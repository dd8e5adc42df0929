package org.portolan.command.port;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortUserCame;
import org.portolan.api.port.PortEvent.PortUserLeft;
import org.portolan.api.port.PortId;
import org.portolan.api.port.PortUser;
import org.portolan.command.Streams;

/** Which other resources make use of a port: it keeps them, because they stand in the way of its end, or end with it. */
public final class PortUsers {

    private PortUsers() {}

    /** The ids of the port's users of that kind, in the order in which they came. */
    public static List<UUID> of(Port port, String kind) {
        return all(port).stream()
                .filter(user -> user.kind().equals(kind))
                .map(PortUser::id)
                .toList();
    }

    private static List<PortUser> all(Port port) {
        return Optional.of(port)
                .flatMap(known -> known.attributes().find(PortDescription.USERS))
                .orElse(List.of());
    }

    /** The port has one more user. */
    public static void add(Streams streams, PortId port, String kind, UUID user) {
        streams.append(PortState.TYPE, port, new PortUserCame(port, new PortUser(kind, user)));
    }

    /** The port has that user no more; nothing, when the port has gone before. */
    public static void remove(Streams streams, PortId port, String kind, UUID user) {
        if (streams.find(PortState.TYPE, port).isPresent()) {
            streams.append(PortState.TYPE, port, new PortUserLeft(port, new PortUser(kind, user)));
        }
    }
}
