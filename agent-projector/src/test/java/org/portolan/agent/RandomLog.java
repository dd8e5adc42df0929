package org.portolan.agent;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.Topology;

/** Logs that a controller could have written about three networks, eight ports and four hosts. */
public final class RandomLog {
    private RandomLog() {}

    /** What somebody wishes to happen; it happens if it can. */
    private record Wish(int kind, int port, int network, int host) {}

    /** Logs of up to sixty events. */
    public static Arbitrary<SampleLog> logs() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 11),
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

    private static void happen(SampleLog log, Wish wish) {
        Topology now = log.topology();
        NodePort port = now.ports().get(SampleLog.portId(wish.port));
        boolean hasNetwork = now.networks().containsKey(new NetworkId(Sample.networkId(wish.network)));
        if (wish.kind == 0) {
            log.endpoint(wish.host);
        } else if (wish.kind == 1) {
            log.withdraw(wish.host);
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
