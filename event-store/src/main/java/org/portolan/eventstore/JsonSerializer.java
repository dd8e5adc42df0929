package org.portolan.eventstore;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.ChainingConverter;
import org.axonframework.serialization.ContentTypeConverter;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.api.json.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;

/**
 * Axon's serializer on Jackson 3: events under their own short names and revisions, everything else under its class name.
 * The form that upcasters work on is {@link JsonNode}.
 */
public final class JsonSerializer implements Serializer {

    private final EventJson events = new EventJson();
    private final ChainingConverter converter = new ChainingConverter();

    /** A serializer for all events on the class path. */
    public JsonSerializer() {
        converter.registerConverter(conversion(String.class, JsonNode.class, Json.mapper()::readTree));
        converter.registerConverter(conversion(JsonNode.class, String.class, JsonNode::toString));
        converter.registerConverter(
                conversion(JsonNode.class, byte[].class, tree -> tree.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private interface Conversion<S, T> {
        T apply(S source);
    }

    private static <S, T> ContentTypeConverter<S, T> conversion(
            Class<S> from, Class<T> to, Conversion<S, T> conversion) {
        return new ContentTypeConverter<>() {
            @Override
            public Class<S> expectedSourceType() {
                return from;
            }

            @Override
            public Class<T> targetType() {
                return to;
            }

            @Override
            public T convert(S source) {
                return conversion.apply(source);
            }
        };
    }

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> representation) {
        String json = Json.mapper().writeValueAsString(object);
        return new SimpleSerializedObject<>(
                converter.convert(json, representation),
                representation,
                typeForClass(object == null ? null : object.getClass()));
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> representation) {
        return representation == String.class || converter.canConvert(String.class, representation);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Axon's contract: the caller knows the type
    public <S, T> T deserialize(SerializedObject<S> serialized) {
        if (SimpleSerializedType.emptyType().equals(serialized.getType())) {
            return (T) nothing();
        }
        Class<?> type = classForType(serialized.getType());
        if (type == UnknownSerializedType.class) {
            return (T) new UnknownSerializedType(this, serialized);
        }
        String json = converter.convert(serialized.getData(), String.class);
        try {
            if (type == MetaData.class) {
                return (T) MetaData.from(Json.mapper().readValue(json, new TypeReference<Map<String, Object>>() {}));
            }
            JavaType javaType = Json.mapper().constructType(type);
            return Json.mapper().readValue(json, javaType);
        } catch (JacksonException unreadable) {
            throw new org.axonframework.serialization.SerializationException(
                    "Cannot read " + serialized.getType().getName() + ": " + unreadable.getOriginalMessage(),
                    unreadable);
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Axon's contract for the empty type
    private static <T> T nothing() {
        return null;
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        String name = type.getName();
        try {
            return name.indexOf('.') < 0
                    ? events.typeNamed(name)
                    : ofThisShape(Class.forName(name), type.getRevision());
        } catch (ClassNotFoundException | IllegalArgumentException unknown) {
            return UnknownSerializedType.class;
        }
    }

    /** A snapshot that was kept in another shape is not read: the events tell the same, only slower. */
    private static Class<?> ofThisShape(Class<?> type, @Nullable String shape) {
        return type.isRecord() && !Shape.of(type).equals(shape) ? UnknownSerializedType.class : type;
    }

    @Override
    @SuppressWarnings("rawtypes") // Axon's contract
    public SerializedType typeForClass(@Nullable Class type) {
        if (type == null) {
            return SimpleSerializedType.emptyType();
        }
        return Event.class.isAssignableFrom(type)
                ? new SimpleSerializedType(EventJson.nameOf(type), String.valueOf(EventJson.revisionOf(type)))
                : new SimpleSerializedType(type.getName(), type.isRecord() ? Shape.of(type) : null);
    }

    @Override
    public Converter getConverter() {
        return converter;
    }
}
