package org.portolan.rest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How requests are taken.
 *
 * @param auth who vouches for callers
 * @param defaultProject the project of callers when nobody vouches for them; Neutron's own word for it by default
 * @param maxBodySize the longest request body that is read
 * @param maxBodyDepth the deepest nesting of a request body that is read
 */
@ConfigurationProperties("portolan")
public record RestProperties(
        @DefaultValue("none") Auth auth,
        @DefaultValue("fake_project_id") String defaultProject,
        @DefaultValue("16MB") DataSize maxBodySize,
        @DefaultValue("32") int maxBodyDepth) {

    /** Who vouches for callers. */
    public enum Auth {
        /** Nobody: every caller is an administrator. For loopback only. */
        NONE,
        /** A trusted front, in the headers X-User-Id, X-Project-Id and X-Roles. */
        PROXY,
        /** A Keystone, whose token they bring, see {@link KeystoneProperties}. */
        KEYSTONE
    }
}
