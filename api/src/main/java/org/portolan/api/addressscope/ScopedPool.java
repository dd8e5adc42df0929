package org.portolan.api.addressscope;

import inet.ipaddr.IPAddress;
import java.util.List;
import org.portolan.api.subnetpool.SubnetPoolId;

/**
 * A subnet pool in an address scope.
 *
 * @param prefixes its prefixes, none of which has an address in common with those of another pool in the scope
 */
public record ScopedPool(SubnetPoolId id, List<IPAddress> prefixes) {}
