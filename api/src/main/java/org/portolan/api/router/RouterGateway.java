package org.portolan.api.router;

import java.util.List;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;

/**
 * A router's leg on an external network.
 *
 * @param portId the port that was made for it
 * @param externalFixedIps the port's addresses
 * @param enableSnat whether what leaves there gets the router's address as its source
 */
public record RouterGateway(PortId portId, NetworkId networkId, List<FixedIp> externalFixedIps, boolean enableSnat) {}
