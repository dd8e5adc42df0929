package org.portolan.query.resource;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Which members of a body a caller gets: those that it asks for, of those that it may see. */
public final class Members {

    private final @Nullable Set<String> chosen;

    private Members(@Nullable Set<String> chosen) {
        this.chosen = chosen;
    }

    /** The members for that caller. Without wishes, all that it may see. */
    public static Members of(ResourceDescription<?> description, Caller caller, List<String> wishes) {
        if (caller.isAdmin() && wishes.isEmpty()) {
            return new Members(null);
        }
        return new Members(description.fields().stream()
                .filter(field -> Filters.maySee(caller, field))
                .map(Field::name)
                .filter(name -> wishes.isEmpty() || wishes.contains(name))
                .collect(Collectors.toSet()));
    }

    /** Whether the caller gets that member. */
    public boolean include(String member) {
        return chosen == null || chosen.contains(member);
    }

    /**
     * The body with these members only.
     *
     * @param replaced values that take the place of those in the body
     */
    byte[] of(byte[] body, Map<String, JsonNode> replaced) {
        if (chosen == null && replaced.isEmpty()) {
            return body;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        try (JsonParser in = Json.mapper().createParser(body);
                JsonGenerator copy = Json.mapper().createGenerator(out)) {
            in.nextToken();
            copy.writeStartObject();
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = in.currentName();
                in.nextToken();
                if (!include(member)) {
                    in.skipChildren();
                    continue;
                }
                copy.writeName(member);
                JsonNode replacement = replaced.get(member);
                if (replacement == null) {
                    copy.copyCurrentStructure(in);
                } else {
                    in.skipChildren();
                    copy.writePOJO(replacement);
                }
            }
            copy.writeEndObject();
        }
        return out.toByteArray();
    }
}
