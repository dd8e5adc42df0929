package org.portolan.rest;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Keystone that vouches for callers.
 *
 * @param url where its API is, such as {@code https://keystone:5000/v3}; needed with {@code portolan.auth=keystone}
 * @param publicUrl where callers are told to get a token; the same when null
 * @param username the user that asks about tokens, who needs the role {@code service} or {@code admin}; when null, each token
 *     is asked about by itself
 * @param password that user's password
 * @param userDomain the domain that the user is in
 * @param project the project that the user has the role in
 * @param projectDomain the domain that the project is in
 * @param cacheTime how long an answer counts, and so how long a revoked token may still be of use
 * @param cacheSize of how many tokens answers are kept
 * @param timeout how long an answer is waited for
 * @param serviceRoles the roles of services that may act for users whose token expired meanwhile
 */
@ConfigurationProperties("portolan.keystone")
public record KeystoneProperties(
        @Nullable URI url,
        @Nullable URI publicUrl,
        @Nullable String username,
        @Nullable String password,
        @DefaultValue("Default") String userDomain,
        @DefaultValue("service") String project,
        @DefaultValue("Default") String projectDomain,
        @DefaultValue("60s") Duration cacheTime,
        @DefaultValue("10000") int cacheSize,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("service") List<String> serviceRoles) {

    @Override
    public String toString() {
        return "KeystoneProperties[url=" + url + ", username=" + username + "]";
    }
}
