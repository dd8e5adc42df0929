package org.portolan.agent.service;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.service.DesiredNamespace.Server;

/**
 * The way of guests to the metadata service (http://169.254.169.254): from a namespace through a socket of the host to the endpoint that
 * the agent was told. Pure.
 *
 * <ol>
 *   <li>A haproxy in the namespace says whence a request comes, in Neutron's words, and nothing that a guest says of that counts.
 *   <li>Another one, for the whole host and in its network, leads to the endpoint.
 *   <li>Neither has to be told when guests come and go.
 * </ol>
 */
final class Metadata {

    /** Where guests look for it. */
    static final String ADDRESS = "169.254.169.254";

    /** In namespaces of routers, which have not got that address. */
    static final int PORT = 9697;

    private static final String TABLE = "portolan_metadata";
    private static final String NOBODY = "nobody";

    /** What is in a namespace. */
    enum Place {
        ROUTER("X-Neutron-Router-ID", "X-Neutron-Network-ID", "0.0.0.0:" + PORT),
        NETWORK("X-Neutron-Network-ID", "X-Neutron-Router-ID", ADDRESS + ":80");

        private final String header;
        private final String otherHeader;
        private final String address;

        Place(String header, String otherHeader, String address) {
            this.header = header;
            this.otherHeader = otherHeader;
            this.address = address;
        }
    }

    private Metadata() {}

    /** What leads from a namespace to the host; empty when the agent was told no endpoint. */
    static Optional<Server> in(Place place, UUID id, Roles roles) {
        if (roles.metadata() == null) {
            return Optional.empty();
        }
        List<String> lines = List.of(
                "listen metadata",
                "  bind " + place.address,
                "  http-request del-header X-Forwarded-For",
                "  http-request del-header X-Instance-ID",
                "  http-request del-header X-Tenant-ID",
                "  http-request del-header X-Instance-ID-Signature",
                "  http-request del-header " + place.otherHeader,
                "  http-request set-header " + place.header + " " + id,
                "  option forwardfor",
                "  server host unix@" + socket(roles));
        return Optional.of(server(roles.directory().resolve("metadata").resolve(id.toString()), 1024, lines));
    }

    /** What leads from the host to the endpoint; empty when the agent was told none. */
    static Optional<Server> ofHost(Roles roles) {
        URI endpoint = roles.metadata();
        if (endpoint == null) {
            return Optional.empty();
        }
        boolean tls = "https".equals(endpoint.getScheme());
        List<String> lines = List.of(
                "frontend namespaces",
                "  bind unix@" + socket(roles) + " mode 600 user " + NOBODY,
                "  default_backend endpoint",
                "backend endpoint",
                "  server endpoint " + authority(endpoint, tls)
                        + (tls ? " ssl verify required ca-file @system-ca" : ""));
        return Optional.of(server(roles.directory().resolve("metadata").resolve("host"), 4096, lines));
    }

    private static String authority(URI endpoint, boolean tls) {
        int port = endpoint.getPort();
        return endpoint.getHost() + ":" + (port > 0 ? port : tls ? 443 : 80);
    }

    private static Path socket(Roles roles) {
        return roles.directory().resolve("metadata").resolve("socket");
    }

    private static Server server(Path place, int connections, List<String> more) {
        Path file = place.resolve("haproxy.cfg");
        Path pidFile = place.resolve("haproxy.pid");
        String text = """
                global
                  maxconn %d
                  user %s
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 32s
                  timeout server 32s
                  timeout http-request 30s
                """.formatted(connections, NOBODY) + String.join("\n", more) + "\n";
        return new Server(
                List.of("haproxy", "-W", "-D", "-f", file.toString(), "-p", pidFile.toString()),
                pidFile,
                new TreeMap<>(Map.of(file, text)),
                Map.of());
    }

    /** The nftables rules of a router's namespace by which guests get there, and by which nobody gets there otherwise. */
    static String rules(@Nullable URI endpoint) {
        String table = "table ip " + TABLE;
        String none = table + "\ndelete " + table + "\n";
        return endpoint == null ? none : none + """
                %s {
                  chain prerouting {
                    type nat hook prerouting priority -101; policy accept;
                    iifname "qr-*" ip daddr %s tcp dport 80 redirect to :%d
                  }
                  chain input {
                    type filter hook input priority 0; policy accept;
                    tcp dport %d ct status & dnat == 0 drop
                  }
                }
                """.formatted(table, ADDRESS, PORT, PORT);
    }
}
