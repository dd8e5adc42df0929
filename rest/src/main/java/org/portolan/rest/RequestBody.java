package org.portolan.rest;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.ResourceDescription;
import tools.jackson.databind.JsonNode;

/**
 * What a client sent, and what it tells of resources.
 *
 * <ol>
 *   <li>Neutron's core and its extensions find fault with bodies in other words and at another time; so does this.
 *   <li>What it refuses, it refuses with their messages.
 * </ol>
 */
public final class RequestBody {

    private static final int LONGEST_ECHO = 4096;

    private final byte[] bytes;
    private final JsonNode json;
    private final boolean forCore;

    /**
     * @param json what the bytes tell; a missing node when there are none
     * @param forCore whether Neutron's core would read it: then it is an object, or nothing at all
     */
    RequestBody(byte[] bytes, JsonNode json, boolean forCore) {
        this.bytes = bytes;
        this.json = json;
        this.forCore = forCore;
    }

    /** All that it tells; a missing node when nothing was sent. */
    public JsonNode json() {
        return json;
    }

    /** Whether nothing was sent. */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /**
     * The list of resources that a POST is to make, or null when it is to make one.
     *
     * @throws NeutronError 400 when it tells of several that cannot be made together, or of none
     */
    public @Nullable JsonNode several(ResourceDescription<?> description) {
        JsonNode list = listed(description);
        if (list == null) {
            return null;
        }
        if (description.bulk() == Bulk.REFUSED) {
            throw notInBulk();
        }
        if (saysNothing(list)) {
            throw NeutronError.badRequest("Resources required");
        }
        if (list.isObject() || list.isString()) {
            throw noObject(description.name());
        }
        if (!list.isArray()) {
            throw invalid();
        }
        return list;
    }

    /**
     * One of several resources, with or without its name around it.
     *
     * @throws NeutronError 400 when it is none
     */
    public static JsonNode oneOf(ResourceDescription<?> description, JsonNode item) {
        if (item.isNull() || item.isNumber() || item.isBoolean()) {
            throw invalid();
        }
        return object(description.name(), item.has(description.name()) ? item.get(description.name()) : item);
    }

    /**
     * The resource that a POST is to make.
     *
     * @param name the key that it has in the body
     * @throws NeutronError 400 when there is none
     */
    public JsonNode one(String name) {
        if (!forCore && saysNothing(json)) {
            throw NeutronError.badRequest("Resource body required");
        }
        if (!json.isObject() && !json.isMissingNode()) {
            throw invalid();
        }
        return object(name, json.get(name));
    }

    /**
     * The changes that a PUT is to make.
     *
     * @param name the key that they have in the body
     * @throws NeutronError 400 when there are none
     */
    public JsonNode change(ResourceDescription<?> description, String name) {
        if (!forCore && !json.isObject()) {
            throw new NeutronError(400, "BadRequest", "Bad body request: Invalid format: " + asInPython(bytes) + ".");
        }
        if (listed(description) != null) {
            throw notInBulk();
        }
        return one(name);
    }

    /** Whether it tells of resources of that kind at all; the core looks for what is to be changed first where not. */
    public boolean names(ResourceDescription<?> description, String name) {
        return json.has(name) || listed(description) != null;
    }

    private @Nullable JsonNode listed(ResourceDescription<?> description) {
        return description.bulk() == Bulk.UNKNOWN ? null : json.get(description.collection());
    }

    private static JsonNode object(String name, @Nullable JsonNode resource) {
        if (resource == null || resource.isNull()) {
            throw nothing(name);
        }
        if (!resource.isObject()) {
            throw noObject(name);
        }
        return resource;
    }

    /** What Python takes for false. */
    private static boolean saysNothing(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY, OBJECT -> value.isEmpty();
            case STRING -> value.stringValue().isEmpty();
            case NUMBER -> value.decimalValue().signum() == 0;
            case BOOLEAN -> !value.booleanValue();
            default -> true;
        };
    }

    /** 400: the body tells of no such thing. */
    public static NeutronError nothing(String name) {
        return NeutronError.badRequest("Unable to find '" + name + "' in request body");
    }

    /** 400: what cannot be understood. */
    static NeutronError invalid() {
        return NeutronError.badRequest("Body contains invalid data");
    }

    private static NeutronError noObject(String name) {
        return NeutronError.badRequest("Object '" + name + "' contains invalid data");
    }

    private static NeutronError notInBulk() {
        return NeutronError.badRequest("Bulk operation not supported");
    }

    /** The bytes as Python shows them, {@code b'null'}; no more than {@link #LONGEST_ECHO} of them. */
    private static String asInPython(byte[] bytes) {
        String sent = new String(bytes, 0, Math.min(bytes.length, LONGEST_ECHO), StandardCharsets.ISO_8859_1);
        char quote = sent.contains("'") && !sent.contains("\"") ? '"' : '\'';
        StringBuilder shown = new StringBuilder("b").append(quote);
        for (int i = 0; i < sent.length(); i++) {
            shown.append(inPython(sent.charAt(i), quote));
        }
        return shown.append(quote).toString();
    }

    private static String inPython(char one, char quote) {
        return switch (one) {
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\\' -> "\\\\";
            default -> {
                if (one == quote) {
                    yield "\\" + one;
                }
                yield one < ' ' || one > '~' ? String.format("\\x%02x", (int) one) : String.valueOf(one);
            }
        };
    }
}
