package org.portolan.query.resource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.ResourceDescription.Listed;
import org.portolan.api.resource.Shown;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which members of a body a caller gets: those that it asks for, of those that it may see. */
public final class Members {

    private final @Nullable Set<String> chosen;
    private final Shown shown;

    private Members(@Nullable Set<String> chosen, Shown shown) {
        this.chosen = chosen;
        this.shown = shown;
    }

    /** The members for that caller. Without wishes, all that it may see. */
    public static Members of(ResourceDescription<?> description, Caller caller, List<String> wishes) {
        return of(description, caller, wishes, Set.of());
    }

    /**
     * The members for that caller. Without wishes, all that it may see.
     *
     * @param along those that come along with wishes
     */
    static Members of(ResourceDescription<?> description, Caller caller, List<String> wishes, Set<String> along) {
        Shown shown = Shown.of(description, caller);
        if (shown.isAll() && wishes.isEmpty()) {
            return new Members(null, shown);
        }
        return new Members(
                description.fields().stream()
                        .map(Field::name)
                        .filter(shown::mayShow)
                        .filter(name -> wishes.isEmpty() || wishes.contains(name) || along.contains(name))
                        .collect(Collectors.toSet()),
                shown);
    }

    /** The members of this body that the caller gets, as a question. */
    public Predicate<String> in(ObjectNode body) {
        Set<String> hidden = shown.hiddenIn(body);
        return member -> (chosen == null || chosen.contains(member)) && !hidden.contains(member);
    }

    /**
     * The body with these members only.
     *
     * @param replaced values that take the place of those in the body
     * @param listed the members that are told otherwise here
     */
    byte[] of(byte[] body, Map<String, JsonNode> replaced, List<Listed> listed) {
        if (chosen == null && replaced.isEmpty() && !isAnyIn(body, listed)) {
            return body;
        }
        Predicate<String> included = shown.open().isEmpty()
                ? member -> chosen == null || chosen.contains(member)
                : in((ObjectNode) Json.mapper().readTree(body));
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        try (JsonParser in = Json.mapper().createParser(body);
                JsonGenerator copy = Json.mapper().createGenerator(out)) {
            in.nextToken();
            copy.writeStartObject();
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = in.currentName();
                in.nextToken();
                if (!included.test(member)) {
                    in.skipChildren();
                    continue;
                }
                JsonNode replacement = replaced.get(member);
                Listed otherwise = replacement == null ? otherwise(listed, member) : null;
                if (otherwise != null) {
                    replacement = otherwise.value().apply(in.readValueAsTree());
                    if (replacement.isMissingNode()) {
                        continue;
                    }
                } else if (replacement != null) {
                    in.skipChildren();
                }
                copy.writeName(member);
                if (replacement == null) {
                    copy.copyCurrentStructure(in);
                } else {
                    copy.writePOJO(replacement);
                }
            }
            copy.writeEndObject();
        }
        return out.toByteArray();
    }

    private static @Nullable Listed otherwise(List<Listed> listed, String member) {
        for (Listed one : listed) {
            if (one.member().equals(member)) {
                return one;
            }
        }
        return null;
    }

    /** Most bodies have none, and go as they are: their text tells. */
    private static boolean isAnyIn(byte[] body, List<Listed> listed) {
        if (listed.isEmpty()) {
            return false;
        }
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return listed.stream().anyMatch(one -> text.contains("\"" + one.member() + "\""));
    }
}
