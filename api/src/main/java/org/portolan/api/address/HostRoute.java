package org.portolan.api.address;

import inet.ipaddr.IPAddress;

/**
 * A route that a subnet gives to each of its hosts (RFC 3442 when by DHCP).
 *
 * @param destination the prefix that it leads to
 * @param nexthop the address that it leads over
 */
public record HostRoute(IPAddress destination, IPAddress nexthop) {}
