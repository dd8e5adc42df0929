package org.portolan.command.segment;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/** A network type: how its segments are checked, handed out and taken back. Called within a unit of work. */
interface TypeDriver {

    /** The type. */
    NetworkType type();

    /** The physical networks whose pools this type keeps; a set with null when it keeps one for all, empty for none. */
    Set<@Nullable String> pools();

    /** A segment for a network of that project, or empty when there is none left, or never any of this type. */
    Optional<Segment> allocate(NetworkId network, ProjectId project);

    /**
     * The segment that an administrator asks for, for a network of that project.
     *
     * @throws org.portolan.api.error.NeutronError 400 when there can be none like it, 409 when it is taken, 503 when none
     *     is left
     */
    Segment reserve(SegmentWish wish, NetworkId network, ProjectId project);

    /** Takes back a segment that the network held. */
    void release(Segment segment, NetworkId network);

    /** The largest IP packet that fits a segment, in bytes. */
    int mtu(Segment segment);
}
