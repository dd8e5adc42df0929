"""Builds an application of two tiers with openstacksdk, looks at each state on the way, and tears it down again."""

import sys

import openstack
from openstack import exceptions


def check(what, found, wanted):
    """Ends the script when something is not as it should be."""
    if found != wanted:
        sys.exit("%s: found %r, wanted %r" % (what, found, wanted))


def refused(what, error, action, *arguments, **named):
    """What must not be possible."""
    try:
        action(*arguments, **named)
    except error:
        return
    sys.exit("%s should have been refused" % what)


cloud = openstack.connection.Connection(
    auth_type="none", auth={"endpoint": sys.argv[1]}, network_endpoint_override=sys.argv[1] + "/",
    region_name="")
network = cloud.network

# The world outside, and two tiers inside.
outside = network.create_network(name="internet", is_router_external=True)
network.create_subnet(network_id=outside.id, ip_version=4, cidr="203.0.113.0/24", is_dhcp_enabled=False)
check("external", network.get_network(outside.id).is_router_external, True)
tiers, subnets = {}, {}
for index, name in enumerate(("web", "db")):
    tiers[name] = network.create_network(name=name)
    subnets[name] = network.create_subnet(
        network_id=tiers[name].id, ip_version=4, cidr="10.0.%d.0/24" % index, dns_nameservers=["9.9.9.9"], name=name)
    check("gateway", subnets[name].gateway_ip, "10.0.%d.1" % index)
    check("subnets of %s" % name, network.get_network(tiers[name].id).subnet_ids, [subnets[name].id])

# A router joins them and leads out.
router = network.create_router(name="edge", external_gateway_info={"network_id": outside.id})
check("router", router.status, "ACTIVE")
gateway = router.external_gateway_info["external_fixed_ips"][0]["ip_address"]
for name in tiers:
    leg = network.add_interface_to_router(router, subnet_id=subnets[name].id)
    check("leg", leg["subnet_ids"], [subnets[name].id])
legs = sorted(
    ip["ip_address"] for port in network.ports(device_id=router.id, device_owner="network:router_interface")
    for ip in port.fixed_ips)
check("legs", legs, ["10.0.0.1", "10.0.1.1"])
check("gateway port", [ip["ip_address"] for port in network.ports(device_id=router.id, device_owner="network:router_gateway")
                       for ip in port.fixed_ips], [gateway])

# Who may talk to whom: anyone to web, only web to db.
groups = {name: network.create_security_group(name=name) for name in tiers}
check("rules at first", len(groups["web"].security_group_rules), 2)
network.create_security_group_rule(
    security_group_id=groups["web"].id, direction="ingress", protocol="tcp", port_range_min=80, port_range_max=80,
    remote_ip_prefix="0.0.0.0/0")
sql = network.create_security_group_rule(
    security_group_id=groups["db"].id, direction="ingress", protocol="tcp", port_range_min=5432, port_range_max=5432,
    remote_group_id=groups["web"].id)
check("remote group", network.get_security_group_rule(sql.id).remote_group_id, groups["web"].id)
refused("a rule twice", exceptions.ConflictException, network.create_security_group_rule,
        security_group_id=groups["db"].id, direction="ingress", protocol="tcp", port_range_min=5432, port_range_max=5432,
        remote_group_id=groups["web"].id)

# Servers.
limit = network.create_qos_policy(name="web limit")
network.create_qos_bandwidth_limit_rule(limit, max_kbps=10000, max_burst_kbps=1000)
servers = {}
for name in tiers:
    for number in (1, 2):
        servers[name, number] = network.create_port(
            network_id=tiers[name].id, name="%s-%d" % (name, number), security_groups=[groups[name].id],
            fixed_ips=[{"subnet_id": subnets[name].id, "ip_address": "10.0.%d.%d" % (name == "db", 10 + number)}],
            qos_policy_id=limit.id if name == "web" else None)
check("servers", sorted(port.name for port in network.ports() if port.name), ["db-1", "db-2", "web-1", "web-2"])
check("qos of web-1", network.get_port(servers["web", 1].id).qos_policy_id, limit.id)
check("groups of db-1", network.find_port("db-1").security_group_ids, [groups["db"].id])
refused("a policy in use", exceptions.ConflictException, network.delete_qos_policy, limit)
refused("a group in use", exceptions.ConflictException, network.delete_security_group, groups["web"])

# Seen from outside: web-1 by an address of its own, db-1's ssh by one port of another.
front = network.create_ip(floating_network_id=outside.id, port_id=servers["web", 1].id)
check("front leads to", (front.fixed_ip_address, front.router_id), ("10.0.0.11", router.id))
front = network.update_ip(front, port_id=servers["web", 2].id)
check("front moved to", front.fixed_ip_address, "10.0.0.12")
back = network.create_ip(floating_network_id=outside.id)
check("back", back.status, "DOWN")
forwarding = network.create_floating_ip_port_forwarding(
    back, internal_port_id=servers["db", 1].id, internal_ip_address="10.0.1.11", internal_port=22, external_port=2222,
    protocol="tcp")
check("forwarding", (forwarding.external_port, forwarding.internal_port), (2222, 22))
refused("a leg that a floating IP needs", exceptions.ConflictException, network.remove_interface_from_router, router,
        subnet_id=subnets["web"].id)

# web-2 is a trunk that also sits in the tier behind.
inner = network.create_port(network_id=tiers["db"].id, name="web-2 inside")
trunk = network.create_trunk(
    name="web-2", port_id=servers["web", 2].id,
    sub_ports=[{"port_id": inner.id, "segmentation_type": "vlan", "segmentation_id": 100}])
check("sub-ports", [(sub["port_id"], sub["segmentation_id"]) for sub in network.get_trunk(trunk.id).sub_ports],
      [(inner.id, 100)])
check("trunk seen from its parent", network.get_port(servers["web", 2].id).trunk_details["trunk_id"], trunk.id)
refused("a parent's end", exceptions.ConflictException, network.delete_port, servers["web", 2])

# More of the second tier, all at once, and a route to elsewhere.
more = list(cloud.network.bulk_create_ports(
    [{"network_id": tiers["db"].id, "name": "db-%d" % number} for number in (3, 4, 5)])) if hasattr(
        cloud.network, "bulk_create_ports") else [
            network.create_port(network_id=tiers["db"].id, name="db-%d" % number) for number in (3, 4, 5)]
check("ports on db", len(list(network.ports(network_id=tiers["db"].id))), 7)
router = network.update_router(router, routes=[{"destination": "172.16.0.0/16", "nexthop": "10.0.1.11"}])
check("routes", router.routes, [{"destination": "172.16.0.0/16", "nexthop": "10.0.1.11"}])

# Pages are as the whole.
check("pages", sorted(port.id for port in network.ports(limit=2)), sorted(port.id for port in network.ports()))

# And away with it.
network.update_router(router, routes=[])
network.delete_trunk(trunk)
network.delete_floating_ip_port_forwarding(back, forwarding)
for address in (front, back):
    network.delete_ip(address)
for port in [inner, *more, *servers.values()]:
    network.delete_port(port, ignore_missing=False)
for name in tiers:
    network.remove_interface_from_router(router, subnet_id=subnets[name].id)
refused("a gateway's network", exceptions.ConflictException, network.delete_network, outside)
network.delete_router(router)
network.delete_security_group(groups["db"], ignore_missing=False)
network.delete_security_group(groups["web"], ignore_missing=False)
network.delete_qos_policy(limit, ignore_missing=False)
for net in [*tiers.values(), outside]:
    network.delete_network(net, ignore_missing=False)
check("what is left", [list(network.ports()), list(network.networks()), list(network.routers()), list(network.ips()),
                       list(network.trunks()), list(network.subnets())], [[], [], [], [], [], []])
