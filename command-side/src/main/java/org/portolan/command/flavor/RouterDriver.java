package org.portolan.command.flavor;

import java.util.Arrays;
import java.util.Optional;

/** The drivers of routers that Neutron has without configuration, with the modes of routers that each is for. */
public enum RouterDriver {
    SINGLE_NODE("single_node", "single_node.SingleNodeDriver", false, false),
    HA("ha", "ha.HaDriver", true, false),
    DVR("dvr", "dvr.DvrDriver", false, true),
    DVRHA("dvrha", "dvrha.DvrHaDriver", true, true);

    private final String provider;
    private final String path;
    private final boolean ha;
    private final boolean distributed;

    RouterDriver(String provider, String path, boolean ha, boolean distributed) {
        this.provider = provider;
        this.path = "neutron.services.l3_router.service_providers." + path;
        this.ha = ha;
        this.distributed = distributed;
    }

    /** The driver that service profiles name so. */
    public static Optional<RouterDriver> at(String path) {
        return Arrays.stream(values())
                .filter(driver -> driver.path.equals(path))
                .findFirst();
    }

    /** The name of the provider. */
    public String provider() {
        return provider;
    }

    /** Whether it makes highly available routers. */
    public boolean ha() {
        return ha;
    }

    /** Whether it makes distributed routers. */
    public boolean distributed() {
        return distributed;
    }
}
