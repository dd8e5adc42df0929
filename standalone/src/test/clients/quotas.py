"""Limits what a project may have with openstacksdk, and runs into the limit."""

import sys

import openstack
from openstack import exceptions


def check(what, found, wanted):
    """Ends the script when something is not as it should be."""
    if found != wanted:
        sys.exit("%s: found %r, wanted %r" % (what, found, wanted))


cloud = openstack.connection.Connection(
    auth_type="none", auth={"endpoint": sys.argv[1]}, network_endpoint_override=sys.argv[1] + "/",
    region_name="")
network = cloud.network

by_default = network.get_quota_default("engines").networks
check("a project's limit at first", network.get_quota("engines").networks, by_default)
network.update_quota("engines", networks=2)
check("its own limit", network.get_quota("engines").networks, 2)
check("those that have limits of their own", [quota.project_id for quota in network.quotas()], ["engines"])

made = [network.create_network(name="limited", project_id="engines") for _ in range(2)]
try:
    network.create_network(name="one too many", project_id="engines")
    sys.exit("a third network should have been refused")
except exceptions.ConflictException as refusal:
    check("the reason", "Quota exceeded for resources: ['network']." in str(refusal), True)
details = network.get_quota("engines", details=True).networks
check("what it has", (int(details["limit"]), int(details["used"]), int(details["reserved"])), (2, 2, 0))

network.delete_network(made.pop())
made.append(network.create_network(name="in its place", project_id="engines"))

network.delete_quota("engines")
check("its limit in the end", network.get_quota("engines").networks, by_default)
for one in made:
    network.delete_network(one)
