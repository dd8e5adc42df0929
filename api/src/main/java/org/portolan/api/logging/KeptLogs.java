package org.portolan.api.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Types;

/** The logs that are of a port or a security group: it keeps their ids, for they end with it. No body shows them. */
public final class KeptLogs {

    private static final Attribute<List<UUID>> LOGS =
            Attribute.of("logs", Types.uuids(Function.identity())).decided();

    private KeptLogs() {}

    /** The logs, oldest first. */
    public static List<UUID> of(Attributes subject) {
        return subject.find(LOGS).orElse(List.of());
    }

    /** What they are of, with one more. */
    public static Attributes with(Attributes subject, UUID log) {
        List<UUID> more = new ArrayList<>(of(subject));
        more.add(log);
        return subject.with(LOGS, more);
    }

    /** What they are of, with one less. */
    public static Attributes without(Attributes subject, UUID log) {
        List<UUID> less = new ArrayList<>(of(subject));
        less.remove(log);
        return less.isEmpty() ? subject.without(LOGS) : subject.with(LOGS, less);
    }
}
