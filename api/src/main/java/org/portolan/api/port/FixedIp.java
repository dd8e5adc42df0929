package org.portolan.api.port;

import inet.ipaddr.IPAddress;
import org.portolan.api.subnet.SubnetId;

/** An address that a port has, and the subnet that it comes from. */
public record FixedIp(SubnetId subnetId, IPAddress ipAddress) {}
