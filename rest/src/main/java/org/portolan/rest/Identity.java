package org.portolan.rest;

import inet.ipaddr.HostName;
import inet.ipaddr.IPAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.rest.RestProperties.Auth;

/** Tells who asks, and in which request. */
public final class Identity {

    /** The header that carries a request's id, in both directions. */
    public static final String REQUEST_ID = "X-Openstack-Request-Id";

    private static final String CALLER = Identity.class.getName();
    private static final Pattern VALID_REQUEST_ID = Pattern.compile("req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int LONGEST_ID = 255;
    private static final int MOST_ROLES = 100;

    private final RestProperties properties;
    private final PolicyFile policy;
    private final @Nullable Keystone keystone;
    private final List<String> allowedOrigins;

    /**
     * Identity as these properties say.
     *
     * @param policy tells by which policy callers are judged
     * @param keystone what vouches for callers where the properties say so; null otherwise
     * @param allowedOrigins of web pages that an operator lets use the API by name
     */
    Identity(RestProperties properties, PolicyFile policy, @Nullable Keystone keystone, List<String> allowedOrigins) {
        this.properties = properties;
        this.policy = policy;
        this.keystone = keystone;
        this.allowedOrigins = allowedOrigins;
    }

    /**
     * Who asks.
     *
     * @throws NeutronError 401 when nobody vouches for the caller
     */
    public Caller of(HttpServletRequest request) {
        if (request.getAttribute(CALLER) instanceof Caller known) {
            return known;
        }
        Caller caller =
                switch (properties.auth()) {
                    case NONE ->
                        new Caller(
                                requestId(request),
                                "admin",
                                new ProjectId(properties.defaultProject()),
                                List.of("admin", "member", "reader"),
                                policy.policy());
                    case PROXY -> vouchedFor(request);
                    case KEYSTONE -> byToken(request);
                };
        request.setAttribute(CALLER, caller);
        return caller;
    }

    /**
     * Refuses what web pages of other sites send through a browser, when nobody vouches for callers: whoever reaches this
     * address is an administrator, and a browser on this machine reaches it for any page.
     *
     * @throws NeutronError 403
     */
    void requireOwnPage(HttpServletRequest request) {
        if (properties.auth() != Auth.NONE) {
            return;
        }
        String origin = request.getHeader("Origin");
        boolean foreignPage = origin != null && !isLoopback(hostOf(origin)) && !allowedOrigins.contains(origin);
        boolean foreignName = isLoopback(request.getLocalAddr()) && !isLoopback(request.getServerName());
        if (foreignPage || foreignName) {
            throw new NeutronError(
                    403,
                    "HTTPForbidden",
                    "Nobody vouches for callers here, so only this machine's own pages and names are served. Use"
                            + " --portolan.auth=proxy behind a front.");
        }
    }

    private static String hostOf(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException noUrl) {
            return "";
        }
    }

    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        IPAddress address = new HostName(host).getAddress();
        return address != null && address.isLoopback();
    }

    private Caller vouchedFor(HttpServletRequest request) {
        String roles = request.getHeader("X-Roles");
        return new Caller(
                requestId(request),
                required(request.getHeader("X-User-Id")),
                new ProjectId(required(request.getHeader("X-Project-Id"))),
                roles == null
                        ? List.of()
                        : Arrays.stream(roles.split(","))
                                .map(String::strip)
                                .filter(role -> !role.isEmpty())
                                .limit(MOST_ROLES)
                                .toList(),
                policy.policy());
    }

    private Caller byToken(HttpServletRequest request) {
        Keystone.Token token = Objects.requireNonNull(keystone)
                .of(request.getHeader("X-Auth-Token"), request.getHeader("X-Service-Token"));
        String project = token.project();
        if (project == null) {
            throw new NeutronError(403, "HTTPForbidden", "A token that is scoped to a project is needed.");
        }
        return new Caller(requestId(request), token.user(), new ProjectId(project), token.roles(), policy.policy());
    }

    /** Where callers whom nobody knows are sent, or null when there is no such place. */
    @Nullable
    String whereToAuthenticate() {
        return keystone == null ? null : "Keystone uri=\"" + keystone.publicUrl() + "\"";
    }

    private static String required(@Nullable String header) {
        if (header == null || header.isBlank() || header.length() > LONGEST_ID) {
            throw Keystone.unauthorized();
        }
        return header.strip();
    }

    /** The request's id: {@code req-<uuid>}, the one that the client brings, or drawn anew. */
    String requestId(HttpServletRequest request) {
        if (request.getAttribute(REQUEST_ID) instanceof String known) {
            return known;
        }
        String brought = properties.auth() == Auth.NONE ? null : request.getHeader(REQUEST_ID);
        String id =
                brought != null && VALID_REQUEST_ID.matcher(brought).matches() ? brought : "req-" + UUID.randomUUID();
        request.setAttribute(REQUEST_ID, id);
        return id;
    }
}
