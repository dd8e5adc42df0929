package org.portolan.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import inet.ipaddr.IPAddress;
import org.jspecify.annotations.Nullable;
import org.portolan.api.subnet.SubnetId;

/**
 * An address that somebody wishes a port to have: this one of that subnet, any of that subnet, or this one of whatever
 * subnet it lies in.
 *
 * @param subnetId the subnet, or null for the one that the address lies in
 * @param ipAddress the address, or null for any of the subnet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FixedIpWish(
        @Nullable SubnetId subnetId, @Nullable IPAddress ipAddress) {}
