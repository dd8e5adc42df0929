package org.portolan.rest;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a Keystone, by its API v3, whose tokens are.
 *
 * <ol>
 *   <li>An answer is kept for {@link KeystoneProperties#cacheTime}, never beyond the token's own end: after that, a token that
 *       was revoked is refused. Refusals are kept as well.
 *   <li>Of a token that many requests bring at once, Keystone is asked once.
 *   <li>When Keystone does not answer, nobody is let in and nobody is called wrong: 503.
 *   <li>Tokens are kept as digests only.
 * </ol>
 *
 * <p>May be used by any thread.
 */
final class Keystone {

    private static final Logger LOGGER = LoggerFactory.getLogger(Keystone.class);
    private static final int LONGEST_TOKEN = 16_384;
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final KeystoneProperties properties;
    private final URI url;
    private final Clock clock;
    private final HttpClient http;
    private final Executor executor =
            task -> Thread.ofVirtual().name("keystone").start(task);
    private final AsyncCache<String, Answer> answers;
    private final ReentrantLock login = new ReentrantLock();
    private volatile @Nullable String ownToken;

    /**
     * Whose a token is.
     *
     * @param project the project that it is for, or null when it is for none
     * @param expires when it ends
     */
    record Token(String user, @Nullable String project, List<String> roles, Instant expires) {

        Token {
            roles = List.copyOf(roles);
        }
    }

    /** What Keystone said of a token; empty when it does not know it. */
    private record Answer(Optional<Token> token) {}

    Keystone(KeystoneProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
        this.url = base(properties);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(properties.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
        this.answers = Caffeine.newBuilder()
                .maximumSize(properties.cacheSize())
                .expireAfter(Expiry.creating(this::keptFor))
                .executor(executor)
                .buildAsync();
    }

    private static URI base(KeystoneProperties properties) {
        URI url = properties.url();
        if (url == null) {
            throw new IllegalStateException(
                    "portolan.auth=keystone needs --portolan.keystone.url=http://<keystone>:5000/v3");
        }
        if (properties.username() != null && properties.password() == null) {
            throw new IllegalStateException("portolan.keystone.username needs portolan.keystone.password");
        }
        String text = url.toString().replaceAll("/+$", "");
        return URI.create(text.toLowerCase(Locale.ROOT).endsWith("/v3") ? text : text + "/v3");
    }

    private Duration keptFor(String key, Answer answer) {
        Duration left = answer.token()
                .map(token -> Duration.between(clock.instant(), token.expires()))
                .filter(rest -> !rest.isNegative())
                .orElse(properties.cacheTime());
        return left.compareTo(properties.cacheTime()) < 0 ? left : properties.cacheTime();
    }

    /** Where callers are told to get a token. */
    URI publicUrl() {
        URI told = properties.publicUrl();
        return told == null ? Optional.ofNullable(properties.url()).orElse(url) : told;
    }

    /**
     * Whose the token of a request is.
     *
     * @param token as the client brought it, or null when it brought none
     * @param serviceToken that of a service that acts for the client, or null
     * @throws NeutronError 401 when one of them is not good, 503 when Keystone does not say
     */
    Token of(@Nullable String token, @Nullable String serviceToken) {
        boolean mayBeExpired = false;
        if (serviceToken != null && !serviceToken.isBlank()) {
            Token service = valid(serviceToken.strip()).orElseThrow(Keystone::unauthorized);
            mayBeExpired = service.roles().stream().anyMatch(properties.serviceRoles()::contains);
        }
        if (token == null || token.isBlank()) {
            throw unauthorized();
        }
        Optional<Token> known = valid(token.strip());
        if (known.isEmpty() && mayBeExpired && serviceToken != null) {
            known = asked(token.strip(), serviceToken.strip());
        }
        return known.orElseThrow(Keystone::unauthorized);
    }

    static NeutronError unauthorized() {
        return new NeutronError(401, "HTTPUnauthorized", "The request you have made requires authentication.");
    }

    private static NeutronError unavailable() {
        return NeutronError.unavailable("HTTPServiceUnavailable", "The Keystone service is temporarily unavailable.");
    }

    private Optional<Token> valid(String token) {
        return asked(token, null).filter(known -> known.expires().isAfter(clock.instant()));
    }

    /** What Keystone says, or said lately; on the word of a service, also of a token that expired. */
    private Optional<Token> asked(String token, @Nullable String serviceToken) {
        if (token.length() > LONGEST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            return Optional.empty();
        }
        String key = digest(token) + (serviceToken == null ? "" : " though expired");
        CompletableFuture<Answer> answer = answers.get(
                key,
                (missing, unused) -> CompletableFuture.supplyAsync(
                        () -> new Answer(validated(token, serviceToken, true)), executor));
        try {
            return answer.get(3 * properties.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .token();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (TimeoutException late) {
            throw unavailable();
        } catch (ExecutionException failure) {
            answers.asMap().remove(key, answer);
            LOGGER.warn("Keystone does not tell whose tokens are: {}", String.valueOf(failure.getCause()));
            throw unavailable();
        }
    }

    private Optional<Token> validated(String token, @Nullable String serviceToken, boolean again) {
        boolean byItself = properties.username() == null;
        String asking = byItself ? (serviceToken == null ? token : serviceToken) : ownToken();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(
                        URI.create(url + "/auth/tokens?nocatalog" + (serviceToken == null ? "" : "&allow_expired=1")))
                .header("X-Auth-Token", asking)
                .header("X-Subject-Token", token)
                .header("Accept", "application/json")
                .GET());
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(token(answer.body()));
            case 404 -> Optional.empty();
            case 401 -> {
                if (byItself) {
                    yield Optional.empty();
                }
                forget(asking);
                if (!again) {
                    throw new IllegalStateException("it does not take the token of " + properties.username());
                }
                yield validated(token, serviceToken, false);
            }
            default -> throw new IllegalStateException("it answered " + answer.statusCode());
        };
    }

    private static Token token(String body) {
        try {
            JsonNode token = Json.mapper().readTree(body).path("token");
            String user = token.path("user").path("id").asString("");
            if (user.isEmpty()) {
                throw new IllegalStateException("its answer names no user");
            }
            JsonNode project = token.path("project").path("id");
            return new Token(
                    user,
                    project.isString() && !project.stringValue().isEmpty() ? project.stringValue() : null,
                    token.path("roles")
                            .valueStream()
                            .map(role -> role.path("name").asString(""))
                            .toList(),
                    Instant.parse(token.path("expires_at").asString("")));
        } catch (JacksonException | DateTimeParseException wrong) {
            throw new IllegalStateException("its answer is none", wrong);
        }
    }

    /** The token of the user that asks. */
    private String ownToken() {
        String known = ownToken;
        if (known != null) {
            return known;
        }
        login.lock();
        try {
            String meanwhile = ownToken;
            String token = meanwhile == null ? loggedIn() : meanwhile;
            ownToken = token;
            return token;
        } finally {
            login.unlock();
        }
    }

    private void forget(String token) {
        login.lock();
        try {
            if (token.equals(ownToken)) {
                ownToken = null;
            }
        } finally {
            login.unlock();
        }
    }

    private String loggedIn() {
        ObjectNode body = Json.object();
        ObjectNode auth = body.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        identity.putArray("methods").add("password");
        ObjectNode user = identity.putObject("password").putObject("user");
        user.put("name", properties.username()).put("password", properties.password());
        user.putObject("domain").put("name", properties.userDomain());
        ObjectNode project = auth.putObject("scope").putObject("project");
        project.put("name", properties.project());
        project.putObject("domain").put("name", properties.projectDomain());
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + "/auth/tokens?nocatalog"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(
                    "it answered " + answer.statusCode() + " when " + properties.username() + " logged in");
        }
        return answer.headers()
                .firstValue("X-Subject-Token")
                .orElseThrow(() -> new IllegalStateException("its answer to a login has no token"));
    }

    private HttpResponse<String> send(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(properties.timeout().plus(SLACK)).build();
        try {
            try {
                return http.send(request, BodyHandlers.ofString());
            } catch (HttpTimeoutException late) {
                throw late;
            } catch (IOException perhapsAnOldConnection) {
                return http.send(request, BodyHandlers.ofString());
            }
        } catch (IOException failure) {
            throw new IllegalStateException(url + " cannot be reached: " + failure, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
