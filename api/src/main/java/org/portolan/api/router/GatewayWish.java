package org.portolan.api.router;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIpWish;

/**
 * A gateway that somebody wishes a router to have.
 *
 * @param networkId the external network
 * @param enableSnat whether sources are to be translated, or null for Neutron's default, which is yes
 * @param externalFixedIps the addresses there, or null for any
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties("qos_policy_id") // whether it is said to be null matters, which a record cannot tell
public record GatewayWish(
        NetworkId networkId,
        @Nullable Boolean enableSnat,
        @Nullable List<FixedIpWish> externalFixedIps) {

    /** Whether what leaves there is to get the router's address as its source. */
    public boolean snat() {
        return enableSnat == null || enableSnat;
    }

    /** The addresses that are wished for, empty for any. */
    public List<FixedIpWish> addresses() {
        return externalFixedIps == null ? List.of() : externalFixedIps;
    }
}
