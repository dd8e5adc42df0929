package org.portolan.api.resource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.portolan.api.policy.Target;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;

/**
 * Values of some of a resource's attributes, in canonical form and under Neutron's names: what a request asks for, what
 * an event tells, what a resource has. An attribute that is absent was not said; one that is null was said to be null.
 *
 * <p>Immutable. Read and written through the {@link Attribute}s of the resource's description, which give the types.
 */
public final class Attributes {

    private static final Attributes NONE = new Attributes(Map.of());

    private final Map<String, JsonNode> values;
    private final Set<String> byDefault;

    private Attributes(Map<String, JsonNode> values) {
        this(values, Set.of());
    }

    private Attributes(Map<String, JsonNode> values, Set<String> byDefault) {
        this.values = values;
        this.byDefault = byDefault;
    }

    /** No attribute at all. */
    public static Attributes none() {
        return NONE;
    }

    /** The members of a JSON object whose values are in canonical form. */
    public static Attributes of(JsonNode canonical) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        canonical.propertyStream().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return new Attributes(Collections.unmodifiableMap(values));
    }

    /** These, of which nobody said those of these names: they are defaults. */
    public Attributes byDefault(Set<String> names) {
        return new Attributes(values, Set.copyOf(names));
    }

    /** Whether nobody said the attribute of that name. */
    public boolean isByDefault(String name) {
        return byDefault.contains(name);
    }

    /** Whether the attribute was said, if only to be null. */
    public boolean has(Attribute<?> attribute) {
        return values.containsKey(attribute.name());
    }

    /**
     * The attribute's value.
     *
     * @throws NoSuchElementException when it is absent or null
     */
    public <T> T get(Attribute<T> attribute) {
        return find(attribute)
                .orElseThrow(() -> new NoSuchElementException("There is no value for " + attribute.name()));
    }

    /** The attribute's value, or empty when it is absent or null. */
    public <T> Optional<T> find(Attribute<T> attribute) {
        JsonNode value = values.get(attribute.name());
        return value == null || value.isNull()
                ? Optional.empty()
                : Optional.of(attribute.type().reader().apply(value));
    }

    /** The canonical form of the attribute's value, or null when it is absent. */
    public JsonNode json(String name) {
        return values.getOrDefault(name, NullNode.getInstance());
    }

    /** These, with the attribute set to that value. */
    public <T> Attributes with(Attribute<T> attribute, T value) {
        return with(attribute.name(), attribute.type().writer().apply(value));
    }

    /** These, with the attribute set to null. */
    public Attributes withNull(Attribute<?> attribute) {
        return with(attribute.name(), NullNode.getInstance());
    }

    private Attributes with(String name, JsonNode value) {
        Map<String, JsonNode> merged = new LinkedHashMap<>(values);
        merged.put(name, value);
        return new Attributes(Collections.unmodifiableMap(merged), byDefault);
    }

    /** These, overlaid with the others. */
    public Attributes with(Attributes others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<String, JsonNode> merged = new LinkedHashMap<>(values);
        merged.putAll(others.values);
        return new Attributes(Collections.unmodifiableMap(merged));
    }

    /** These, without the attribute. */
    public Attributes without(Attribute<?>... attributes) {
        Map<String, JsonNode> rest = new LinkedHashMap<>(values);
        for (Attribute<?> attribute : attributes) {
            rest.remove(attribute.name());
        }
        return new Attributes(Collections.unmodifiableMap(rest));
    }

    /** Those of these that differ from what the others say. */
    public Attributes changedFrom(Attributes others) {
        Map<String, JsonNode> changed = new LinkedHashMap<>(values);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(others.values.get(entry.getKey())));
        return new Attributes(Collections.unmodifiableMap(changed));
    }

    /** What rules of the policy can ask about these. */
    public Target target() {
        return name -> values.getOrDefault(name, MissingNode.getInstance());
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The names of the attributes that are said. */
    public Set<String> names() {
        return values.keySet();
    }

    /** Shows each name with its value's canonical form, in the order in which they were said. */
    public void forEach(BiConsumer<String, JsonNode> reader) {
        values.forEach(reader);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attributes that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(values);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
