package org.portolan.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.api.resource.Origin;
import org.portolan.api.resource.ResourceDescription;

/**
 * What each path of the API means. With or without a final slash or {@code .json}.
 *
 * <p>A description's path may lie below another resource, whose id is written as {@code *}: that of port forwardings,
 * which lie below a floating IP, has three parts.
 */
public final class Endpoints {

    /** The path that all others begin with. */
    public static final String ROOT = "/v2.0";

    private static final String SUFFIX = ".json";
    private static final String ANY = "*";

    private final List<Template> templates = new ArrayList<>();

    /**
     * @param isShort whether the path lacks the prefix that the resource's own has
     */
    private record Template(List<String> segments, ResourceDescription<?> description, String name, boolean isShort) {

        boolean matches(List<String> path) {
            if (path.size() < segments.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                if (!segments.get(i).equals(ANY) && !isSame(segments.get(i), path.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** Whether a path that matches is spelled as this one is. */
        boolean isSpelledBy(List<String> path) {
            for (int i = 0; i < segments.size(); i++) {
                if (!segments.get(i).equals(ANY) && !segments.get(i).equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** Neutron knows {@code security-groups} as {@code security_groups}, and the other way round. */
        private static boolean isSame(String segment, String part) {
            return segment.replace('-', '_').equals(part.replace('-', '_'));
        }
    }

    /**
     * What a path names.
     *
     * @param description the kind of resource
     * @param name the key of a single body
     * @param parent the id of the resource that it lies below, or null
     * @param id the resource, or null for all of them
     * @param below what of the resource, such as an action; empty for itself
     * @param isByOwnName whether it is named as its description has it: not without its prefix, as {@code policies} for {@code
     *     qos/policies}, nor spelled otherwise, as {@code address_groups}
     */
    public record Endpoint(
            ResourceDescription<?> description,
            String name,
            @Nullable String parent,
            @Nullable String id,
            List<String> below,
            boolean isByOwnName) {

        /** Whether Neutron's core reads such requests: its extensions serve no other names than their own. */
        public boolean isForCore() {
            return isResource() && (!isByOwnName || description.origin() == Origin.CORE);
        }

        /** Whether the resource itself, or all of them, are named. */
        public boolean isResource() {
            return below.isEmpty();
        }

        /** Whether what the path names below the resource is an action or an excerpt, be it for another method. */
        public boolean isKnownBelow() {
            if (description.origin() == Origin.EXTENDED_CORE) {
                return false;
            }
            return description.actions().stream().anyMatch(action -> isBelow(action.name()))
                    || description.excerpts().stream().anyMatch(excerpt -> isBelow(excerpt.name()));
        }

        /** Whether what the path names below the resource is that; a {@code *} in it stands for anything. */
        public boolean isBelow(String name) {
            List<String> parts = parts(name);
            if (parts.size() != below.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (!parts.get(i).equals(ANY) && !parts.get(i).equals(below.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** Whether the path leaves out the resource that this one lies below. */
        public boolean isAlias() {
            return parent == null && description.parent() != null;
        }
    }

    /** The paths of these resources. */
    public Endpoints(List<ResourceDescription<?>> descriptions) {
        for (ResourceDescription<?> description : descriptions) {
            templates.add(new Template(parts(description.path()), description, description.name(), false));
            for (ResourceDescription.Alias alias : description.aliases()) {
                templates.add(new Template(parts(alias.path()), description, alias.name(), false));
            }
            List<String> own = parts(description.path());
            if (own.size() > 1 && !own.get(1).equals(ANY)) {
                templates.add(new Template(own.subList(1, own.size()), description, description.name(), true));
            }
        }
        // Of two that match, the longer one says more.
        templates.sort((one, other) -> Integer.compare(other.segments.size(), one.segments.size()));
    }

    private static List<String> parts(String path) {
        return List.of(path.split("/", -1));
    }

    /** The parts of a path below {@link #ROOT}; empty for the root itself, and when it is no path of the API. */
    public static List<String> segments(String path) {
        if (!path.startsWith(ROOT + "/")) {
            return List.of();
        }
        String below = path.substring(ROOT.length() + 1);
        if (below.endsWith("/")) {
            below = below.substring(0, below.length() - 1);
        }
        if (below.endsWith(SUFFIX)) {
            below = below.substring(0, below.length() - SUFFIX.length());
        }
        return below.isEmpty() ? List.of() : List.of(below.split("/", -1));
    }

    /** Whether the path itself says that JSON is wanted. */
    static boolean asksForJson(String path) {
        return path.endsWith(SUFFIX);
    }

    /** What a path names, if it is a resource's. */
    public Optional<Endpoint> at(String path) {
        List<String> segments = segments(path);
        if (segments.contains("")) {
            return Optional.empty();
        }
        return templates.stream()
                .filter(template -> template.matches(segments))
                .findFirst()
                .map(template -> endpoint(template, segments));
    }

    private static Endpoint endpoint(Template template, List<String> path) {
        int length = template.segments.size();
        int parent = template.segments.indexOf(ANY);
        return new Endpoint(
                template.description,
                template.name,
                parent < 0 ? null : path.get(parent),
                path.size() == length ? null : path.get(length),
                path.size() <= length ? List.of() : path.subList(length + 1, path.size()),
                template.isSpelledBy(path) && !template.isShort);
    }
}
