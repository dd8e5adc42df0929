package org.portolan.rest;

import static org.springframework.web.bind.annotation.RequestMethod.DELETE;
import static org.springframework.web.bind.annotation.RequestMethod.GET;
import static org.springframework.web.bind.annotation.RequestMethod.HEAD;
import static org.springframework.web.bind.annotation.RequestMethod.OPTIONS;
import static org.springframework.web.bind.annotation.RequestMethod.PATCH;
import static org.springframework.web.bind.annotation.RequestMethod.POST;
import static org.springframework.web.bind.annotation.RequestMethod.PUT;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Objects;
import org.portolan.api.json.Json;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What a load balancer asks of a Neutron: whether requests are taken at all. It needs no caller, and tells nothing else. */
@RestController
final class HealthCheck {

    private static final String WELL = "OK";

    HealthCheck() {}

    @RequestMapping(
            path = "/healthcheck",
            method = {GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE})
    ResponseEntity<String> answer(HttpServletRequest request) {
        if (request.getMethod().equals("HEAD")) {
            return ResponseEntity.noContent().build();
        }
        String accept =
                Objects.requireNonNullElse(request.getHeader("Accept"), "").toLowerCase(Locale.ROOT);
        if (!accept.contains("application/json")) {
            return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(WELL);
        }
        ObjectNode body = Json.object().put("detailed", false);
        body.putArray("reasons").add(WELL);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body.toString());
    }
}
