package org.portolan.query;

import java.io.IOException;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetId;

/** A server with 1,000 ports to be read by a load generator such as wrk, until its input ends. Run it by hand. */
public final class ReadBenchmark {

    private ReadBenchmark() {}

    /** Runs it. */
    public static void main(String[] args) throws IOException {
        int ports = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        try (TestServer server = new TestServer("--portolan.auth=none", "--server.address=127.0.0.1")) {
            Story story = server.story();
            story.hold();
            NetworkId network = story.network("bench");
            SubnetId subnet = story.subnet("bench", network, Story.ADMIN, "10.0.0.0/8");
            PortId last = story.port("first", network);
            for (int i = 1; i < ports; i++) {
                FixedIp address = new FixedIp(subnet, Json.address("10.0.0.0").increment(i + 10));
                last = story.port("port-" + i, network, address, Story.ADMIN, Attributes.none());
            }
            story.release();
            server.settled();
            System.out.println("show: " + server.url() + "/v2.0/ports/" + last);
            System.out.println("list: " + server.url() + "/v2.0/ports?network_id=" + network);
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // until whoever started it ends its input
            }
        }
    }
}
