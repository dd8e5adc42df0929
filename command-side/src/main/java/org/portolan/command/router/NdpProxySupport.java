package org.portolan.command.router;

import static org.portolan.api.router.RouterDescription.ENABLE_NDP_PROXY;
import static org.portolan.api.router.RouterDescription.EXTERNAL_GATEWAY_INFO;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.GatewayWish;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterId;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.subnet.SubnetState;

/** Whether routers answer for addresses inside: they can where their gateways have IPv6, in an address scope. */
record NdpProxySupport(Streams streams) {

    /**
     * Refuses to take a router's gateway while it answers for others there.
     *
     * @throws NeutronError 409
     */
    static void requireUnneeded(RouterState state) {
        if (!state.ndpProxies().isEmpty()) {
            throw NeutronError.conflict(
                    "RouterGatewayInUseByNDPProxy",
                    "Unable to unset external gateway of router "
                            + state.router().id()
                            + ", There are one or more ndp proxies still in use on the router.");
        }
    }

    /**
     * Refuses to take from the gateway of a router that answers for others the last IPv6 address.
     *
     * @throws NeutronError 409
     */
    void requireStaysIpv6(Router router, List<FixedIpWish> wishes) {
        if (router.answersForOthers() && wishes.stream().noneMatch(this::isIpv6)) {
            throw NeutronError.conflict(
                    "RouterIPv6GatewayInUse",
                    "Can't remove the IPv6 subnet from external gateway of router " + router.id()
                            + ", the IPv6 subnet in use by the router's ndp proxy.");
        }
    }

    private boolean isIpv6(FixedIpWish wish) {
        IPAddress address = wish.ipAddress();
        SubnetId subnet = wish.subnetId();
        return address != null ? address.isIPv6() : subnet != null && isIpv6(subnet);
    }

    private boolean isIpv6(SubnetId subnet) {
        return streams.find(SubnetState.TYPE, subnet)
                .filter(known -> known.subnet().ipVersion() == 6)
                .isPresent();
    }

    /**
     * Refuses a new router that is to answer for others, and cannot.
     *
     * @throws NeutronError 409
     */
    void requireOfNew(Router router, Attributes asked) {
        if (!asked.find(ENABLE_NDP_PROXY).orElse(false)) {
            return;
        }
        RouterGateway gateway = router.gateway();
        if (gateway == null) {
            throw notValid(router.id(), "The request body not contain external gateway information");
        }
        if (!supports(gateway.networkId())) {
            throw notValid(
                    router.id(),
                    "The external network " + gateway.networkId()
                            + " don't support IPv6 ndp proxy, the network has no IPv6 subnets or has no IPv6 address"
                            + " scope");
        }
    }

    /**
     * Refuses a change that both takes the router's gateway and wants it to answer for others.
     *
     * @throws NeutronError 409
     */
    void requireNotBoth(Router router, Attributes asked) {
        RouterGateway gateway = router.gateway();
        boolean leaves = gateway != null
                && asked.has(EXTERNAL_GATEWAY_INFO)
                && !asked.find(EXTERNAL_GATEWAY_INFO)
                        .map(GatewayWish::networkId)
                        .equals(Optional.of(gateway.networkId()));
        if (leaves && asked.find(ENABLE_NDP_PROXY).orElse(false)) {
            requireUnneeded(RouterState.get(streams, router.id()));
            throw notValid(router.id(), "The router's external gateway will be unset");
        }
    }

    /**
     * Whether a router that was changed answers for others from now on. Where a change does not say, Neutron lets it do so as
     * soon as it can.
     *
     * @throws NeutronError 409 when it is to, and cannot
     */
    boolean afterChange(Router router, Attributes asked) {
        boolean can = can(router.gateway());
        if (asked.find(ENABLE_NDP_PROXY).orElse(false) && !can) {
            throw notValid(
                    router.id(),
                    "The router has no external gateway or the external gateway port has no IPv6 address or IPv6"
                            + " address scope");
        }
        return asked.find(ENABLE_NDP_PROXY).orElse(can);
    }

    private boolean can(@Nullable RouterGateway gateway) {
        return gateway != null
                && gateway.externalFixedIps().stream()
                        .anyMatch(fixedIp -> fixedIp.ipAddress().isIPv6())
                && supports(gateway.networkId());
    }

    private boolean supports(NetworkId id) {
        Network network = NetworkState.get(streams, id).network();
        return network.attributes().find(NetworkDescription.addressScope(6)).isPresent()
                && network.subnets().stream().anyMatch(this::isIpv6);
    }

    private static NeutronError notValid(RouterId router, String reason) {
        return NeutronError.conflict(
                "RouterGatewayNotValid", "Can not enable ndp proxy on router " + router + ", " + reason + ".");
    }
}
