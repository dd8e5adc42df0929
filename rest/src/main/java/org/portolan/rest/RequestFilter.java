package org.portolan.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.rest.Endpoints.Endpoint;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request of the API its id and its caller, and each failure an answer. */
final class RequestFilter extends OncePerRequestFilter {

    private final Identity identity;
    private final ErrorAnswers errors;
    private final Endpoints endpoints = new Endpoints(ResourceDescription.all());

    RequestFilter(Identity identity, ErrorAnswers errors) {
        this.identity = identity;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            // As whoever answers reads it: decoded, so that no spelling of a path gets round what is asked here.
            String path = request.getServletPath();
            if (path.startsWith("/v2.0") || path.startsWith("/portolan/")) {
                response.setHeader(Identity.REQUEST_ID, identity.requestId(request));
                identity.of(request);
                identity.requireOwnPage(request);
                if (!admitsJson(request.getHeader("Accept")) && isForCore(path)) {
                    throw ErrorAnswers.notAcceptable();
                }
            }
            if (path.equals("/") && !admitsJson(request.getHeader("Accept"))) {
                throw ErrorAnswers.notAcceptable();
            }
            chain.doFilter(request, response);
        } catch (RuntimeException | ServletException failure) {
            String where = identity.whereToAuthenticate();
            if (where != null && failure instanceof NeutronError error && error.status() == 401) {
                response.setHeader("WWW-Authenticate", where);
            }
            errors.answer(request, response, failure);
        }
    }

    /** Neutron's extensions answer in JSON whatever is wished for. */
    private boolean isForCore(String path) {
        return path.equals(Endpoints.ROOT + "/")
                || (!Endpoints.asksForJson(path)
                        && endpoints.at(path).filter(Endpoint::isForCore).isPresent());
    }

    private static boolean admitsJson(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return true;
        }
        String wanted = accept.toLowerCase(Locale.ROOT);
        return wanted.contains("application/json") || wanted.contains("*/*") || wanted.contains("application/*");
    }
}
