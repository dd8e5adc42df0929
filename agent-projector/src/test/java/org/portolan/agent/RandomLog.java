package org.portolan.agent;

import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodeFloatingIp;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeQosPolicy;
import org.portolan.api.node.NodeRouter;
import org.portolan.api.node.NodeSecurityGroup;
import org.portolan.api.node.NodeServices;
import org.portolan.api.node.NodeTrunk;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortId;
import org.portolan.api.qos.BandwidthLimitRuleDescription;
import org.portolan.api.qos.DscpMarkingRuleDescription;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyCreated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyDeleted;
import org.portolan.api.qos.QosPolicyEvent.QosRuleAdded;
import org.portolan.api.qos.QosPolicyEvent.QosRuleChanged;
import org.portolan.api.qos.QosPolicyEvent.QosRuleRemoved;
import org.portolan.api.qos.QosRule;
import org.portolan.api.resource.Attributes;
import org.portolan.api.trunk.SubPort;
import org.portolan.api.trunk.TrunkEvent.SubPortsAdded;
import org.portolan.api.trunk.TrunkEvent.SubPortsRemoved;
import org.portolan.api.trunk.TrunkEvent.TrunkCreated;
import org.portolan.api.trunk.TrunkEvent.TrunkDeleted;
import org.portolan.api.trunk.TrunkEvent.TrunkStatusChanged;
import org.portolan.api.trunk.TrunkEvent.TrunkUpdated;

/** Logs that a controller could have written about three networks, eight ports and four hosts. */
public final class RandomLog {
    private static final List<String> RULES = List.of(
            "{\"direction\":\"ingress\",\"ethertype\":\"IPv4\"}",
            "{\"direction\":\"egress\",\"ethertype\":\"IPv6\"}",
            "{\"direction\":\"ingress\",\"ethertype\":\"IPv4\",\"protocol\":\"tcp\",\"port_range_min\":22,\"port_range_max\":99}",
            "{\"direction\":\"egress\",\"ethertype\":\"IPv4\",\"protocol\":\"icmp\",\"remote_ip_prefix\":\"10.0.0.0/8\"}",
            "{\"direction\":\"ingress\",\"ethertype\":\"IPv4\",\"remote_group_id\":\"%s\"}",
            "{\"direction\":\"egress\",\"ethertype\":\"IPv4\",\"protocol\":\"udp\",\"remote_group_id\":\"%s\"}",
            "{\"direction\":\"ingress\",\"ethertype\":\"IPv4\",\"remote_address_group_id\":\"%s\"}",
            "{\"direction\":\"ingress\",\"ethertype\":\"IPv6\",\"remote_group_id\":\"%s\"}");

    private RandomLog() {}

    /** What somebody wishes to happen; it happens if it can. */
    private record Wish(int kind, int port, int network, int host) {}

    /** Logs of up to sixty events. */
    public static Arbitrary<SampleLog> logs() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 33),
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

    /** Something about security groups 1 to 3, of which the third is also the number of an address group. */
    private static void secure(SampleLog log, Wish wish, Topology now) {
        NodeSecurityGroup group = now.securityGroups().get(Sample.groupId(wish.network));
        if (group == null) {
            log.group(wish.network);
        } else if (wish.kind == 20) {
            log.stateful(wish.network, !group.stateful());
        } else if (wish.kind == 21) {
            log.addressGroup(wish.network, "192.0.2." + wish.port + "/32", "2001:db8::/64");
        } else if (wish.kind == 22 && !group.rules().isEmpty()) {
            log.unrule(wish.network, (int) (group.rules().getFirst().id().getLeastSignificantBits() & 0xffff));
        } else if (wish.kind == 23 && now.ports().containsKey(SampleLog.portId(wish.port))) {
            log.groups(wish.port, wish.network, 1 + wish.host % 3);
        } else if (wish.kind == 24 && now.membersOf(group.id()).isEmpty()) {
            log.deleteGroup(wish.network);
        } else if (wish.kind == 25 && now.ports().containsKey(SampleLog.portId(wish.port))) {
            log.update(
                    wish.port,
                    "{\"port_security_enabled\":" + (wish.host > 1)
                            + ",\"allowed_address_pairs\":[{\"mac_address\":null,\"ip_address\":\"10.9.0.0/24\"}]}");
        } else {
            log.rule(wish.network, (int) log.head(), RULES.get(wish.port - 1).formatted(Sample.groupId(wish.host)));
        }
    }

    /** Trunks 1 to 3, whose parents are the ports of these numbers, and whose sub-ports are others. */
    private static void join(SampleLog log, Wish wish) {
        int number = wish.network;
        PortId port = SampleLog.portId(wish.port);
        NodeTrunk trunk = log.topology().services().trunks().get(SampleLog.trunkId(number));
        if (trunk == null) {
            log.trunk(
                    id -> new TrunkCreated(
                            id, new ProjectId("p"), SampleLog.portId(number), List.of(), Attributes.none()),
                    number);
        } else if (wish.kind == 28) {
            boolean isIn =
                    trunk.subPorts().stream().anyMatch(sub -> sub.portId().equals(port));
            log.trunk(
                    id -> isIn
                            ? new SubPortsRemoved(id, List.of(port))
                            : new SubPortsAdded(id, List.of(new SubPort(port, "vlan", 100 + wish.port))),
                    number);
        } else if (wish.kind == 29) {
            log.trunk(id -> new TrunkStatusChanged(id, wish.host > 2 ? "ACTIVE" : "BUILD"), number);
        } else if (wish.host == 1) {
            log.trunk(id -> new TrunkDeleted(id, trunk.parent()), number);
        } else {
            log.trunk(id -> new TrunkUpdated(id, Attributes.none()), number);
        }
    }

    /** QoS policies 1 to 3, each with rules that limit and mark, and the ports that they hold for. */
    private static void treat(SampleLog log, Wish wish, Topology now) {
        int number = wish.network;
        UUID rule = SampleLog.policyId(100 + wish.host);
        NodeQosPolicy policy = now.qos().policies().get(SampleLog.policyId(number));
        if (policy == null) {
            log.policy(id -> new QosPolicyCreated(id, new ProjectId("p"), Attributes.none()), number);
        } else if (wish.kind == 30) {
            QosRule said = wish.host < 3
                    ? new QosRule(
                            rule,
                            "dscp_marking",
                            Attributes.none().with(DscpMarkingRuleDescription.DSCP_MARK, 2 * wish.port))
                    : new QosRule(
                            rule,
                            "bandwidth_limit",
                            Attributes.none()
                                    .with(BandwidthLimitRuleDescription.MAX_KBPS, 1000 * wish.port)
                                    .with(BandwidthLimitRuleDescription.MAX_BURST_KBPS, 0)
                                    .with(BandwidthLimitRuleDescription.DIRECTION, "egress"));
            boolean known = policy.rules().stream().anyMatch(one -> one.id().equals(rule));
            log.policy(id -> known ? new QosRuleChanged(id, said) : new QosRuleAdded(id, said), number);
        } else if (wish.kind == 31) {
            log.policy(id -> new QosRuleRemoved(id, rule), number);
        } else if (wish.kind == 32 && now.ports().containsKey(SampleLog.portId(wish.port))) {
            log.update(
                    wish.port,
                    "{\"" + (wish.host == 1 ? "qos_network_policy_id" : "qos_policy_id") + "\":"
                            + (wish.host == 2 ? "null" : "\"" + policy.id() + "\"") + "}");
        } else if (wish.kind == 33 && wish.host == 1) {
            log.policy(QosPolicyDeleted::new, number);
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
        } else if (wish.kind >= 30) {
            treat(log, wish, now);
        } else if (wish.kind >= 27) {
            join(log, wish);
        } else if (wish.kind >= 20) {
            secure(log, wish, now);
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
