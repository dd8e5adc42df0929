package org.portolan.command.port;

import static org.portolan.api.port.PortDescription.ALLOWED_ADDRESS_PAIRS;
import static org.portolan.api.port.PortDescription.DEVICE_OWNER;
import static org.portolan.api.port.PortDescription.EXTRA_DHCP_OPTS;
import static org.portolan.api.port.PortDescription.FIXED_IPS;
import static org.portolan.api.port.PortDescription.MAC_ADDRESS;
import static org.portolan.api.port.PortDescription.PORT_SECURITY_ENABLED;
import static org.portolan.api.port.PortDescription.SECURITY_GROUPS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portolan.api.address.Mac;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.AddressPair;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.resource.Attributes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a port's attributes are to be, beside its MAC and its addresses: what was asked for and what follows from it. */
final class PortAttributes {

    /** The addresses are chosen when the port's host is known. */
    static final String DEFERRED = "deferred";

    private PortAttributes() {}

    /**
     * The attributes of a new port with that MAC.
     *
     * @throws NeutronError 400, 404 or 409 when they contradict each other, or name what there is not
     */
    static Attributes ofNew(Attributes asked, Network network, Mac mac) {
        boolean secure = isSecure(asked, network);
        Attributes attributes = withMacOfPairs(asked, mac)
                .without(MAC_ADDRESS, FIXED_IPS)
                .with(PORT_SECURITY_ENABLED, secure)
                .with(EXTRA_DHCP_OPTS, merged(List.of(), asked.get(EXTRA_DHCP_OPTS)));
        requirePortSecurity(attributes);
        requireGroupsOnlyWithPortSecurity(attributes, asked);
        return attributes;
    }

    /**
     * When a new port gets its addresses.
     *
     * @param isDecided whether it was decided which ones, be it none
     */
    static String allocation(Attributes asked, boolean isDecided) {
        boolean isToHaveNone =
                asked.find(FIXED_IPS).filter(List<FixedIpWish>::isEmpty).isPresent();
        return isToHaveNone ? "none" : isDecided ? "immediate" : DEFERRED;
    }

    /** Whether a new port's traffic is filtered: as it is asked for, or else as its network has it. */
    private static boolean isSecure(Attributes asked, Network network) {
        return !isTrusted(asked.get(DEVICE_OWNER))
                && asked.find(PORT_SECURITY_ENABLED)
                        .orElse(network.attributes().get(NetworkDescription.PORT_SECURITY_ENABLED));
    }

    /** Ports of the network's own services are not filtered. */
    private static boolean isTrusted(String deviceOwner) {
        return deviceOwner.startsWith("network:");
    }

    /**
     * The attributes of the port that change when these are asked for.
     *
     * @throws NeutronError 400, 404 or 409 when they contradict each other, or name what there is not
     */
    static Attributes changes(Attributes asked, Port port) {
        Attributes wanted = withMacOfPairs(asked, port.macAddress()).without(MAC_ADDRESS, FIXED_IPS);
        if (asked.has(EXTRA_DHCP_OPTS)) {
            wanted = wanted.with(
                    EXTRA_DHCP_OPTS, merged(port.attributes().get(EXTRA_DHCP_OPTS), asked.get(EXTRA_DHCP_OPTS)));
        }
        Attributes changes = wanted.changedFrom(port.attributes());
        requirePortSecurity(port.attributes().with(changes));
        requireGroupsOnlyWithPortSecurity(port.attributes().with(changes), asked);
        return changes;
    }

    private static void requirePortSecurity(Attributes attributes) {
        if (!attributes.get(PORT_SECURITY_ENABLED)
                && !attributes.get(ALLOWED_ADDRESS_PAIRS).isEmpty()) {
            throw NeutronError.conflict(
                    "AddressPairAndPortSecurityRequired",
                    "Port Security must be enabled in order to have allowed address pairs on a port.");
        }
    }

    private static void requireGroupsOnlyWithPortSecurity(Attributes attributes, Attributes asked) {
        if (attributes.get(PORT_SECURITY_ENABLED)
                || attributes.find(SECURITY_GROUPS).orElse(List.of()).isEmpty()) {
            return;
        }
        if (asked.has(SECURITY_GROUPS)) {
            throw new NeutronError(
                    400,
                    "PortSecurityAndIPRequiredForSecurityGroups",
                    "Port security must be enabled and port must have an IP address in order to use security groups.");
        }
        throw NeutronError.conflict(
                "PortSecurityPortHasSecurityGroup",
                "Port has security group associated. Cannot disable port security or ip address until security group"
                        + " is removed.");
    }

    /** An address pair without a MAC means the one that the port has now. */
    private static Attributes withMacOfPairs(Attributes asked, Mac mac) {
        if (!asked.has(ALLOWED_ADDRESS_PAIRS)) {
            return asked;
        }
        List<AddressPair> pairs = new ArrayList<>();
        for (AddressPair pair : asked.get(ALLOWED_ADDRESS_PAIRS)) {
            AddressPair whole = new AddressPair(pair.macAddress() == null ? mac : pair.macAddress(), pair.ipAddress());
            if (pairs.contains(whole)) {
                throw new NeutronError(
                        400,
                        "DuplicateAddressPairInRequest",
                        "Request contains duplicate address pair: mac_address " + whole.macAddress() + " ip_address "
                                + whole.ipAddress().toCanonicalString() + ".");
            }
            pairs.add(whole);
        }
        return asked.with(ALLOWED_ADDRESS_PAIRS, pairs);
    }

    /** An option replaces the one of its name and IP version; without a value it removes that. */
    private static List<ObjectNode> merged(List<ObjectNode> options, List<ObjectNode> asked) {
        Map<List<JsonNode>, ObjectNode> merged = new LinkedHashMap<>();
        options.forEach(option -> merged.put(key(option), option));
        for (ObjectNode option : asked) {
            if (option.path("opt_value").isNull()) {
                merged.remove(key(option));
            } else {
                merged.put(key(option), option);
            }
        }
        return List.copyOf(merged.values());
    }

    private static List<JsonNode> key(ObjectNode option) {
        return List.of(option.path("opt_name"), option.path("ip_version"));
    }
}
