package org.portolan.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Writes JSON answers, of known length and without a detour. */
public final class JsonAnswers {

    private JsonAnswers() {}

    /** Answers with that status and body. */
    public static void write(HttpServletResponse response, int status, JsonNode body) throws IOException {
        write(response, status, List.of(body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers with that status and a body that is these parts in order. */
    public static void write(HttpServletResponse response, int status, List<byte[]> body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        long length = 0;
        for (byte[] part : body) {
            length += part.length;
        }
        response.setContentLengthLong(length);
        for (byte[] part : body) {
            response.getOutputStream().write(part);
        }
    }
}
