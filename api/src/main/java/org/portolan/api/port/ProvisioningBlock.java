package org.portolan.api.port;

/**
 * Somebody beside the port's host who must be ready before the port is active.
 *
 * @param entity who, such as {@code DHCP}
 * @param generation the generation of the binding that it must be ready for; of another one it says nothing
 */
public record ProvisioningBlock(String entity, long generation) {

    /** Whoever serves DHCP on the port's network. */
    public static final String DHCP = "DHCP";
}
