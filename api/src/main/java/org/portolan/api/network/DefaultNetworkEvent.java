package org.portolan.api.network;

import com.google.auto.service.AutoService;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;

/** Which external network is the default: there is one stream of these, since there is one default at most. */
public sealed interface DefaultNetworkEvent extends Event {

    /** The events of the default external network. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("default_network", DefaultNetworkEvent.class);
        }
    }

    /** This external network is the default from now on. */
    @Revision(1)
    record DefaultNetworkChosen(NetworkId networkId) implements DefaultNetworkEvent {}

    /** This network is the default no more, and no other is. */
    @Revision(1)
    record DefaultNetworkDropped(NetworkId networkId) implements DefaultNetworkEvent {}
}
