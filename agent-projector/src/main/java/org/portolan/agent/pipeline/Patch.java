package org.portolan.agent.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The pair of ports that joins the integration bridge to another one, under the names that Neutron gives them.
 *
 * @param bridge the other one
 * @param inner name of the port of the integration bridge
 * @param outer name of the port of the other bridge
 */
public record Patch(Bridge bridge, String inner, String outer) {
    /** What the type of such ports' interfaces is. */
    public static final String TYPE = "patch";

    /** Neutron's own name of a peer that no port has, so that the pair leads nowhere. */
    public static final String NOWHERE = "nonexistent-peer";

    private static final String INNER = "int-";
    private static final String OUTER = "phy-";
    private static final int LONGEST_NAME = 15;
    private static final int HASH = 6;

    /**
     * The pair that leads to that bridge.
     *
     * @throws IllegalArgumentException if it is the integration bridge itself
     */
    public static Patch to(Bridge bridge) {
        return switch (bridge.role()) {
            case TUNNEL -> new Patch(bridge, "patch-tun", "patch-int");
            case PHYSICAL -> new Patch(bridge, name(INNER, bridge), name(OUTER, bridge));
            case INTEGRATION -> throw new IllegalArgumentException("No patch leads from " + bridge + " to itself");
        };
    }

    /** Whether a patch port of the integration bridge is one that leads to a physical network. */
    public static boolean isInner(String port, String peer) {
        return port.startsWith(INNER) && (peer.startsWith(OUTER) || peer.equals(NOWHERE));
    }

    /** Whether a patch port of another bridge is one that leads from a physical network. */
    public static boolean isOuter(String port, String peer) {
        return port.startsWith(OUTER) && (peer.startsWith(INNER) || peer.equals(NOWHERE));
    }

    private static String name(String prefix, Bridge bridge) {
        String name = prefix + bridge.ovsName();
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME - HASH)
                        + hash(bridge.ovsName()).substring(0, HASH);
    }

    private static String hash(String name) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }
}
