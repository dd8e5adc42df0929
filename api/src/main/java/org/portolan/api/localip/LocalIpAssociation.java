package org.portolan.api.localip;

import inet.ipaddr.IPAddress;
import org.portolan.api.port.PortId;

/**
 * Where a local IP leads to on one host.
 *
 * @param fixedIp the address of the port that is meant
 */
public record LocalIpAssociation(PortId fixedPortId, IPAddress fixedIp) {}
