package org.portolan.agent.service;

import inet.ipaddr.IPAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Server;
import org.portolan.api.node.NodeRouter;
import org.portolan.api.node.NodeServices;
import org.portolan.api.node.NodeSubnet;
import org.portolan.api.node.ServedNetwork;
import org.portolan.api.port.FixedIp;
import org.portolan.api.router.RouterInterface;

/** The router advertisements of a router (RFC 4861), told by radvd on its legs that have IPv6 prefixes of that kind. */
final class RouterAdvertisements {

    private static final int PREFIX_OF_AUTOMATIC_ADDRESSES = 64;

    private RouterAdvertisements() {}

    static Optional<Server> of(Roles roles, NodeRouter router, List<RouterInterface> legs, NodeServices services) {
        StringBuilder text = new StringBuilder();
        for (RouterInterface leg : legs) {
            List<NodeSubnet> subnets = new ArrayList<>();
            for (FixedIp fixedIp : leg.fixedIps()) {
                NodeSubnet subnet = services.subnets().get(fixedIp.subnetId());
                if (subnet != null && subnet.isIpv6() && subnet.raMode() != null) {
                    subnets.add(subnet);
                }
            }
            if (!subnets.isEmpty()) {
                ServedNetwork network = services.networks().get(leg.networkId());
                text.append(block(Device.name("qr-", leg.portId()), network == null ? 0 : network.mtu(), subnets));
            }
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path place = roles.directory().resolve("ra").resolve(router.id().toString());
        Path file = place.resolve("radvd.conf");
        Path pidFile = place.resolve("radvd.pid");
        return Optional.of(new Server(
                List.of("radvd", "-C", file.toString(), "-p", pidFile.toString(), "-m", "syslog"),
                pidFile,
                new TreeMap<>(Map.of(file, text.toString())),
                Map.of()));
    }

    private static String block(String device, int mtu, List<NodeSubnet> subnets) {
        List<String> lines = new ArrayList<>();
        lines.add("interface " + device + " {");
        lines.add("  AdvSendAdvert on;");
        lines.add("  MinRtrAdvInterval 30;");
        lines.add("  MaxRtrAdvInterval 100;");
        if (mtu > 0) {
            lines.add("  AdvLinkMTU " + mtu + ";");
        }
        if (subnets.stream().anyMatch(subnet -> "dhcpv6-stateful".equals(subnet.raMode()))) {
            lines.add("  AdvManagedFlag on;");
        }
        if (subnets.stream().anyMatch(subnet -> "dhcpv6-stateless".equals(subnet.raMode()))) {
            lines.add("  AdvOtherConfigFlag on;");
        }
        List<String> servers = subnets.stream()
                .flatMap(subnet -> subnet.dnsNameservers().stream())
                .filter(IPAddress::isIPv6)
                .map(RouterRenderer::text)
                .distinct()
                .limit(3)
                .toList();
        if (!servers.isEmpty()) {
            lines.add("  RDNSS " + String.join(" ", servers) + " {};");
        }
        for (NodeSubnet subnet : subnets) {
            boolean automatic = !"dhcpv6-stateful".equals(subnet.raMode())
                    && RouterRenderer.prefixLength(subnet) == PREFIX_OF_AUTOMATIC_ADDRESSES;
            lines.add("  prefix " + RouterRenderer.text(subnet.cidr()) + " {");
            lines.add("    AdvOnLink on;");
            lines.add("    AdvAutonomous " + (automatic ? "on" : "off") + ";");
            lines.add("  };");
        }
        lines.add("};");
        return String.join("\n", lines) + "\n";
    }
}
