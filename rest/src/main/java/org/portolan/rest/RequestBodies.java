package org.portolan.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import org.portolan.api.error.NeutronError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Reads what clients send: JSON, neither too long nor too deep, no name twice in it. */
public final class RequestBodies {

    private static final int LONGEST_NUMBER = 50;
    private static final int LONGEST_NAME = 1000;

    private final int maxBytes;
    private final JsonMapper mapper;

    /** Bodies within the limits of these properties. */
    public RequestBodies(RestProperties properties) {
        maxBytes = Math.toIntExact(properties.maxBodySize().toBytes());
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(properties.maxBodyDepth())
                                .maxStringLength(maxBytes)
                                .maxNumberLength(LONGEST_NUMBER)
                                .maxNameLength(LONGEST_NAME)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /**
     * The request's body; a missing node when it is empty.
     *
     * @throws NeutronError 413 when it is too long, 400 when it is anything but one JSON object of text that can be kept
     * @throws IOException when the client does not send what it announced
     */
    public JsonNode read(HttpServletRequest request) throws IOException {
        return read(request, true).json();
    }

    /**
     * The request's body.
     *
     * @param forCore whether Neutron's core would read it, which takes nothing but objects
     * @throws NeutronError 413 when it is too long, 400 when it is no JSON, or none of text that can be kept
     * @throws IOException when the client does not send what it announced
     */
    public RequestBody read(HttpServletRequest request, boolean forCore) throws IOException {
        byte[] bytes = bytes(request);
        if (bytes.length == 0) {
            return new RequestBody(bytes, MissingNode.getInstance(), forCore);
        }
        JsonNode body;
        try {
            body = startsWithMark(bytes) ? MissingNode.getInstance() : mapper.readTree(bytes);
        } catch (JacksonException notJson) {
            body = MissingNode.getInstance();
        }
        if (forCore && !body.isObject()) {
            throw RequestBody.invalid();
        }
        if (body.isMissingNode()) {
            throw new NeutronError(400, "MalformedRequestBody", "Malformed request body: Cannot understand JSON.");
        }
        requireKeepable(body);
        return new RequestBody(bytes, body, forCore);
    }

    /** Whether anything at all was sent. */
    public boolean isThere(HttpServletRequest request) throws IOException {
        return bytes(request).length > 0;
    }

    /** A byte order mark, which JSON must not begin with (RFC 8259, section 8.1). */
    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb && (bytes[2] & 0xff) == 0xbf;
    }

    private byte[] bytes(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > maxBytes) {
            throw tooLarge();
        }
        byte[] bytes;
        try (InputStream in = request.getInputStream()) {
            bytes = in.readNBytes(maxBytes + 1);
        }
        if (bytes.length > maxBytes) {
            throw tooLarge();
        }
        return bytes;
    }

    /** What the store cannot keep is refused here, wherever in the body it is. */
    private static void requireKeepable(JsonNode node) {
        if (node.isString()) {
            requireKeepable(node.stringValue());
        }
        for (String name : node.propertyNames()) {
            requireKeepable(name);
        }
        for (JsonNode child : node) {
            requireKeepable(child);
        }
    }

    private static void requireKeepable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean paired = Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (unit == 0 || (Character.isSurrogate(unit) && !paired)) {
                throw NeutronError.badRequest("Text must not contain a NUL character or half a surrogate pair");
            }
            i += paired ? 1 : 0;
        }
    }

    private NeutronError tooLarge() {
        return new NeutronError(
                413, "HTTPRequestEntityTooLarge", "Request is too large: at most " + maxBytes + " bytes are read.");
    }
}
