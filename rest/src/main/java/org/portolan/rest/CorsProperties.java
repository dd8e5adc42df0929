package org.portolan.rest;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which web pages may use the API from a browser.
 *
 * @param allowedOrigins their origins, such as {@code https://horizon.example}; {@code *} for all; none by default
 * @param maxAge how long a browser may keep the answer to its question
 */
@ConfigurationProperties("portolan.cors")
public record CorsProperties(
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue("1h") Duration maxAge) {}
