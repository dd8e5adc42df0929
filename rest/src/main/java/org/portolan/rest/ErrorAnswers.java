package org.portolan.rest;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers failures as Neutron does.
 *
 * <ol>
 *   <li>A {@link NeutronError} is told as it is.
 *   <li>A database that cannot be reached is 503: nothing is wrong with the request.
 *   <li>Anything else is logged with the request's id, and 500 without a word about the reason.
 * </ol>
 */
public final class ErrorAnswers implements HandlerExceptionResolver, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final String MALFORMED =
            "The server could not comply with the request since it is either malformed or otherwise incorrect.";
    private static final int DEEPEST_CAUSE = 20;

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        try {
            answer(request, response, failure);
        } catch (IOException clientGone) {
            LOG.debug("The client left before it was answered", clientGone);
        }
        return new ModelAndView();
    }

    /** Answers the request with that failure, unless an answer is already on its way. */
    void answer(HttpServletRequest request, HttpServletResponse response, Throwable failure) throws IOException {
        if (response.isCommitted()) {
            LOG.debug("{} {} failed while it was answered", request.getMethod(), request.getRequestURI(), failure);
            return;
        }
        NeutronError error = asNeutronError(request, response, unwrapped(failure));
        response.resetBuffer();
        if (isOutsideTheApi(request) && error.status() == HttpServletResponse.SC_NOT_FOUND) {
            ObjectNode body = Json.object().put("code", 404).put("title", "Not Found");
            body.set("description", NullNode.getInstance());
            JsonAnswers.write(response, error.status(), body);
            return;
        }
        if (error.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            ObjectNode body = Json.object();
            body.putObject("error")
                    .put("code", 401)
                    .put("title", "Unauthorized")
                    .put("message", error.message());
            JsonAnswers.write(response, error.status(), body);
            return;
        }
        if (error.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader("Retry-After", "1");
        }
        ObjectNode body = Json.object();
        body.putObject("NeutronError")
                .put("type", error.type())
                .put("message", error.message())
                .put("detail", "");
        JsonAnswers.write(response, error.status(), body);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof ServletException && cause != null ? cause : failure;
    }

    private static boolean isOutsideTheApi(HttpServletRequest request) {
        String path = request.getServletPath();
        return !path.equals(Endpoints.ROOT) && !path.startsWith(Endpoints.ROOT + "/") && !path.startsWith("/portolan");
    }

    private static NeutronError asNeutronError(
            HttpServletRequest request, HttpServletResponse response, Throwable failure) {
        return switch (failure) {
            case NeutronError error -> error;
            case NoResourceFoundException none -> notFound();
            case NoHandlerFoundException none -> notFound();
            case HttpRequestMethodNotSupportedException wrongMethod -> methodNotAllowed();
            case HttpMediaTypeNotAcceptableException notAcceptable -> notAcceptable();
            case HttpMessageNotReadableException unreadable -> NeutronError.badRequest("Body contains invalid data");
            case AsyncRequestNotUsableException clientGone -> notFound();
            case ErrorResponse told
            when told.getStatusCode().is4xxClientError() ->
                new NeutronError(told.getStatusCode().value(), "HTTPBadRequest", MALFORMED);
            default -> {
                if (isStoreDown(failure)) {
                    LOG.warn(
                            "{} {}: the store is unavailable: {}",
                            request.getMethod(),
                            request.getRequestURI(),
                            root(failure));
                    yield NeutronError.unavailable("ServiceUnavailable", "The store is unavailable. Try again later.");
                }
                LOG.error(
                        "{} {} {} failed",
                        response.getHeader(Identity.REQUEST_ID),
                        request.getMethod(),
                        request.getRequestURI(),
                        failure);
                yield new NeutronError(
                        500,
                        "HTTPInternalServerError",
                        "Request Failed: internal server error while processing your request.");
            }
        };
    }

    /** 404: there is nothing at that path. */
    public static NeutronError notFound() {
        return new NeutronError(404, "HTTPNotFound", "The resource could not be found.");
    }

    /** 405: there is something at that path, but it does not take that method. */
    public static NeutronError methodNotAllowed() {
        return new NeutronError(405, "HTTPMethodNotAllowed", MALFORMED);
    }

    /** 406: the client wants anything but JSON. */
    public static NeutronError notAcceptable() {
        return new NeutronError(406, "HTTPNotAcceptable", MALFORMED);
    }

    private static boolean isStoreDown(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql && isConnectionTrouble(sql.getSQLState())) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Connection exceptions, insufficient resources and operator intervention, see PostgreSQL's error codes. */
    private static boolean isConnectionTrouble(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57"));
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
