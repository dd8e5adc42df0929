package org.portolan.agent.ovsdb;

import java.util.List;
import java.util.Optional;

/** The configuration of Open vSwitch on this host. */
public interface Ovsdb {
    /** The latest picture of the database; empty while it cannot be reached. */
    Optional<SwitchView> view();

    /**
     * Makes all changes in one transaction and waits until ovs-vswitchd has carried them out; then {@link #view()} shows them.
     *
     * @throws OvsdbException if the database cannot be reached or refuses, or ovs-vswitchd does not follow in time
     */
    void apply(List<SwitchChange> changes);
}
