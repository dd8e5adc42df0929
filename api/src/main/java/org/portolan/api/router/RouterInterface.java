package org.portolan.api.router;

import java.util.List;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;

/**
 * A router's leg on an internal network.
 *
 * @param portId the port that the router has there
 * @param fixedIps the port's addresses
 */
public record RouterInterface(PortId portId, NetworkId networkId, List<FixedIp> fixedIps) {}
