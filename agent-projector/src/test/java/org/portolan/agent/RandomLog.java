package org.portolan.agent;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodeFloatingIp;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeRouter;
import org.portolan.api.node.NodeServices;
import org.portolan.api.node.Topology;

/** Logs that a controller could have written about three networks, eight ports and four hosts. */
public final class RandomLog {
    private RandomLog() {}

    /** What somebody wishes to happen; it happens if it can. */
    private record Wish(int kind, int port, int network, int host) {}

    /** Logs of up to sixty events. */
    public static Arbitrary<SampleLog> logs() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 19),
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 4))
                .as(Wish::new)
                .list()
                .ofMaxSize(60)
                .map(RandomLog::log);
    }

    private static SampleLog log(List<Wish> wishes) {
        SampleLog log = new SampleLog().endpoint(1).network(1).guest(1, 1, "host1");
        wishes.forEach(wish -> happen(log, wish));
        return log;
    }

    /** Routers and what belongs to them; legs have ports of their own. */
    private static void serve(SampleLog log, Wish wish) {
        NodeServices now = log.topology().services();
        NodeRouter router = now.routers().get(SampleLog.routerId(wish.network));
        NodeFloatingIp floatingIp = now.floatingIps().get(SampleLog.floatingIpId(wish.port));
        int leg = 100 * wish.network + wish.port;
        if (!now.subnets().containsKey(SampleLog.subnetId(wish.network))) {
            log.subnet(wish.network, "10." + wish.network + ".0.0/16", "\"gateway_ip\":null,\"enable_dhcp\":true");
        } else if (router == null) {
            log.router(wish.network);
        } else if (wish.kind == 12) {
            log.schedule(wish.network, "host" + wish.host);
        } else if (wish.kind == 13) {
            log.change(wish.network, "{\"admin_state_up\":" + !router.adminStateUp() + "}");
        } else if (wish.kind == 14) {
            log.change(wish.network, "{\"name\":\"of no concern\"}");
        } else if (floatingIp != null && floatingIp.routerId() != null) {
            log.disassociate(wish.port, (int) (floatingIp.routerId().value().getLeastSignificantBits() & 0xf));
        } else if (wish.kind == 15) {
            log.floatingIp(wish.port, "172.24.4." + wish.port, wish.network, "10.0.0." + wish.port);
        } else if (wish.kind == 16
                && router.floatingIps().isEmpty()
                && router.interfaces().isEmpty()) {
            log.deleteRouter(wish.network);
        } else if (!log.topology().ports().containsKey(SampleLog.portId(leg))) {
            log.leg(wish.network, 1, leg, "10.1.1." + wish.port, "host" + wish.host);
        }
    }

    private static void happen(SampleLog log, Wish wish) {
        Topology now = log.topology();
        NodePort port = now.ports().get(SampleLog.portId(wish.port));
        boolean hasNetwork = now.networks().containsKey(new NetworkId(Sample.networkId(wish.network)));
        if (wish.kind == 0) {
            log.endpoint(wish.host);
        } else if (wish.kind == 1) {
            log.withdraw(wish.host);
        } else if (wish.kind >= 12) {
            serve(log, wish);
        } else if (!hasNetwork) {
            log.network(wish.network);
        } else if (port == null) {
            log.port(wish.port, wish.network);
        } else {
            int network = (int) (port.networkId().value().getLeastSignificantBits() & 0xf);
            switch (wish.kind) {
                case 2 -> log.unbind(wish.port, port.generation() + 1);
                case 3 -> log.delete(wish.port, network);
                case 4 -> log.adminState(wish.port, !port.adminStateUp());
                case 5 -> log.rename(wish.port);
                default -> log.bind(wish.port, network, "host" + wish.host, port.generation() + 1);
            }
        }
    }
}
