package org.portolan.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets web pages of the origins that an operator allows use the API, with the headers of Neutron's own. As with Neutron,
 * OPTIONS never fails: what a browser asks before a request brings no token.
 */
final class CorsFilter extends OncePerRequestFilter {

    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "PATCH");
    private static final Set<String> HEADERS = Stream.of(
                    "X-Auth-Token",
                    "X-Identity-Status",
                    "X-Roles",
                    "X-Service-Catalog",
                    "X-User-Id",
                    "X-Tenant-Id",
                    "X-OpenStack-Request-ID",
                    // These need no leave.
                    "Accept",
                    "Accept-Language",
                    "Content-Type",
                    "Cache-Control",
                    "Content-Language",
                    "Expires",
                    "Last-Modified",
                    "Pragma")
            .map(name -> name.toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    private static final String EXPOSED =
            "X-Auth-Token,X-Subject-Token,X-Service-Token,X-OpenStack-Request-ID,OpenStack-Volume-microversion";

    private final CorsProperties properties;

    CorsFilter(CorsProperties properties) {
        this.properties = properties;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean asks = request.getMethod().equals("OPTIONS");
        String origin = allowed(request.getHeader("Origin"));
        if (origin != null && (!asks || mayAsk(request))) {
            response.addHeader("Vary", "Origin");
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Allow-Credentials", "true");
            if (asks) {
                answer(request, response);
            } else {
                response.setHeader("Access-Control-Expose-Headers", EXPOSED);
            }
        }
        chain.doFilter(request, asks ? new NeverFailing(response) : response);
    }

    /** The origin as it is told to the browser, or null when pages of it may not use the API. */
    private @Nullable String allowed(@Nullable String origin) {
        if (origin == null) {
            return null;
        }
        List<String> all = properties.allowedOrigins();
        return all.contains(origin) ? origin : all.contains("*") ? "*" : null;
    }

    private static boolean mayAsk(HttpServletRequest request) {
        String method = request.getHeader("Access-Control-Request-Method");
        return method != null
                && METHODS.contains(method)
                && headers(request).allMatch(name -> HEADERS.contains(name.toUpperCase(Locale.ROOT)));
    }

    private static Stream<String> headers(HttpServletRequest request) {
        String names = request.getHeader("Access-Control-Request-Headers");
        return names == null
                ? Stream.empty()
                : Arrays.stream(names.split(",", -1)).map(String::strip).filter(name -> !name.isEmpty());
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(
                "Access-Control-Max-Age", String.valueOf(properties.maxAge().toSeconds()));
        response.setHeader("Access-Control-Allow-Methods", request.getHeader("Access-Control-Request-Method"));
        String names = headers(request).collect(Collectors.joining(","));
        if (!names.isEmpty()) {
            response.setHeader("Access-Control-Allow-Headers", names);
        }
    }

    /** An answer that becomes 200 without a body where it would be a failure. */
    private static final class NeverFailing extends HttpServletResponseWrapper {

        private boolean failed;

        private NeverFailing(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setStatus(int status) {
            failed = status >= 300;
            super.setStatus(failed ? SC_OK : status);
        }

        @Override
        public void sendError(int status, String message) {
            setStatus(status);
        }

        @Override
        public void sendError(int status) {
            setStatus(status);
        }

        @Override
        public void setContentType(String type) {
            if (!failed) {
                super.setContentType(type);
            }
        }

        @Override
        public void setContentLengthLong(long length) {
            super.setContentLengthLong(failed ? 0 : length);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return failed ? new Nowhere() : super.getOutputStream();
        }
    }

    private static final class Nowhere extends ServletOutputStream {

        @Override
        public void write(int b) {}

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}
    }
}
