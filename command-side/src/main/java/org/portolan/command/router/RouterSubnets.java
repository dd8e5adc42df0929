package org.portolan.command.router;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.portolan.api.error.NeutronError;
import org.portolan.api.port.FixedIp;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterInterface;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.subnet.SubnetState;

/** The subnets that a router joins: no two of them may have an address in common. */
final class RouterSubnets {

    private RouterSubnets() {}

    /** 400: as Neutron's router plug-in refuses. */
    static NeutronError badRequest(String reason) {
        return new NeutronError(400, "BadRequest", "Bad router request: " + reason + ".");
    }

    /** What a subnet is; its prefix and its network never change. */
    static Subnet subnet(Streams streams, SubnetId id) {
        return streams.peek(SubnetState.TYPE, id)
                .orElseThrow(() -> new SubnetDescription().notFound(id))
                .subnet();
    }

    /**
     * Refuses subnets that the router joins already, or that have addresses in common with one that it joins.
     *
     * @throws NeutronError 400
     */
    static void requireNoOverlap(Streams streams, Router router, List<Subnet> added) {
        List<FixedIp> inside = router.interfaces().stream()
                .map(RouterInterface::fixedIps)
                .flatMap(Collection::stream)
                .toList();
        RouterGateway gateway = router.gateway();
        List<FixedIp> outside = gateway == null ? List.of() : gateway.externalFixedIps();
        List<SubnetId> joined = Stream.concat(inside.stream(), outside.stream())
                .map(FixedIp::subnetId)
                .toList();
        for (Subnet subnet : added) {
            if (joined.contains(subnet.id())) {
                throw badRequest("Router already has a port on subnet " + subnet.id());
            }
        }
        for (FixedIp fixedIp : inside) {
            Subnet known = subnet(streams, fixedIp.subnetId());
            for (Subnet subnet : added) {
                if (overlap(known, subnet)) {
                    throw badRequest("Cidr " + subnet.cidr().toCanonicalString() + " of subnet " + subnet.id()
                            + " overlaps with cidr " + known.cidr().toCanonicalString() + " of subnet " + known.id());
                }
            }
        }
    }

    private static boolean overlap(Subnet one, Subnet other) {
        return one.ipVersion() == other.ipVersion()
                && (one.cidr().contains(other.cidr()) || other.cidr().contains(one.cidr()));
    }
}
