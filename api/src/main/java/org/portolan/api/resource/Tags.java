package org.portolan.api.resource;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.ResourceCommand.Tag;
import org.portolan.api.resource.ResourceCommand.Tag.How;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Tags: words that clients stick on resources. Every resource whose body has a member {@code tags} can be tagged: below its
 * own path at {@code tags} and {@code tags/<tag>}. They are an attribute, so that the resource's own events tell of them.
 */
public final class Tags {

    /** The last part of the path. */
    public static final String NAME = "tags";

    /** The parameters by which lists are filtered by tags: {@code tags=a,b} wants both, {@code tags-any=a,b} one of them. */
    public static final Set<String> FILTERS = Set.of(NAME, "tags-any", "not-tags", "not-tags-any");

    /** The tags that a resource has; what its own bodies cannot set, save a port's POST. */
    public static final Attribute<List<String>> ATTRIBUTE =
            Attribute.of(NAME, type()).decided();

    /** The extension that serves them. */
    public static final Extension EXTENSION = new Extension(
            "standard-attr-tag",
            "Tag support for resources with standard attribute: port, subnet, subnetpool, network, security_group,"
                    + " router, floatingip, policy, trunk, network_segment_range",
            "Enables to set tag on resources with standard attribute.",
            "2017-01-01T00:00:00-00:00");

    private static final int LONGEST = 255;

    /** As Neutron's database lists them. */
    private static final Comparator<String> ORDER =
            String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder());

    private Tags() {}

    /** Tags as they are kept: each once, sorted. */
    public static Type<List<String>> type() {
        return new Type<>(
                Type.Kind.LIST,
                (attribute, input) -> {
                    String complaint = complaintOf(input);
                    if (complaint != null) {
                        throw NeutronError.invalidAttribute(attribute, complaint);
                    }
                    return canonical(words(input));
                },
                Tags::words,
                Tags::canonical);
    }

    private static List<String> words(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }

    private static ArrayNode canonical(List<String> tags) {
        Set<String> sorted = new TreeSet<>(ORDER);
        sorted.addAll(tags);
        ArrayNode canonical = Json.array();
        sorted.forEach(canonical::add);
        return canonical;
    }

    private static @Nullable String complaintOf(JsonNode list) {
        if (!list.isArray()) {
            return "'" + PythonText.str(list) + "' is not a list";
        }
        Set<JsonNode> seen = new HashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        for (JsonNode item : list) {
            if (!seen.add(item)) {
                twice.add(PythonText.str(item));
            }
        }
        if (!twice.isEmpty()) {
            return "Duplicate items in the list: '" + String.join(", ", twice) + "'";
        }
        return list.valueStream()
                .map(Tags::complaintOfOne)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private static Optional<String> complaintOfOne(JsonNode tag) {
        if (!tag.isString()) {
            return Optional.of("'" + PythonText.str(tag) + "' is not a valid string");
        }
        return complaintOfOne(tag.stringValue());
    }

    private static Optional<String> complaintOfOne(String tag) {
        return tag.codePointCount(0, tag.length()) > LONGEST
                ? Optional.of("'" + tag + "' exceeds maximum length of " + LONGEST)
                : Optional.empty();
    }

    /**
     * Looks at a tag that a path names.
     *
     * @throws NeutronError 400 when it is too long
     */
    public static String require(String tag) {
        complaintOfOne(tag).ifPresent(complaint -> {
            throw NeutronError.invalidInput(complaint);
        });
        return tag;
    }

    private static List<String> requireAll(JsonNode body) {
        JsonNode tags = body.get(NAME);
        if (tags == null) {
            throw NeutronError.invalidInput("Invalid tags body");
        }
        String complaint = complaintOf(tags);
        if (complaint != null) {
            throw NeutronError.invalidInput(complaint);
        }
        return words(tags);
    }

    /** The tags of a resource in that state. */
    static JsonNode of(Resource state) {
        JsonNode tags = state.attributes().json(NAME);
        return tags.isArray() ? tags : Json.array();
    }

    /** Whether resources of that description can be tagged. */
    public static boolean areOn(ResourceDescription<?> description) {
        Field tags = description.field(NAME);
        return tags != null && tags.reading().shown();
    }

    /** What can be wished of the tags of a resource of that description; nothing when it has none. */
    public static List<Action> actions(ResourceDescription<?> description) {
        if (!areOn(description)) {
            return List.of();
        }
        String kind = description.kind();
        return List.of(
                Action.put(NAME, (id, body, caller) -> new Tag(kind, id, How.REPLACE, requireAll(body), caller)),
                Action.put(NAME + "/*", (id, body, caller) -> new Tag(kind, id, How.ADD, List.of(named(body)), caller))
                        .answering(201),
                Action.post(NAME, (id, body, caller) -> {
                    throw new NeutronError(404, "HTTPNotFound", "not supported");
                }),
                Action.delete(NAME, (id, body, caller) -> new Tag(kind, id, How.REPLACE, List.of(), caller)),
                Action.delete(
                        NAME + "/*",
                        (id, body, caller) -> new Tag(kind, id, How.REMOVE, List.of(named(body)), caller)));
    }

    private static String named(JsonNode body) {
        return require(body.path("id").stringValue());
    }

    /** 404: no such tag on the resource. */
    public static NeutronError notFound(String tag) {
        return NeutronError.notFound("Tag", tag);
    }

    /** 404: no such resource, or none that the caller may know of. */
    public static NeutronError resourceNotFound(ResourceDescription<?> description, String id) {
        return new NeutronError(
                404, "TagResourceNotFound", "Resource " + description.collection() + " " + id + " could not be found.");
    }
}
