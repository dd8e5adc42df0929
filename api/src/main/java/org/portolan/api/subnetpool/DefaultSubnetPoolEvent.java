package org.portolan.api.subnetpool;

import com.google.auto.service.AutoService;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;

/** Which subnet pool of an IP version is the default. */
public sealed interface DefaultSubnetPoolEvent extends Event {

    /** The events; their streams are named for the IP version. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("default-subnetpool", DefaultSubnetPoolEvent.class);
        }
    }

    /** The pool is the default from now on. */
    @Revision(1)
    record DefaultSubnetPoolChosen(int ipVersion, SubnetPoolId subnetPoolId) implements DefaultSubnetPoolEvent {}

    /** No pool is the default any more. */
    @Revision(1)
    record DefaultSubnetPoolDropped(int ipVersion) implements DefaultSubnetPoolEvent {}
}
