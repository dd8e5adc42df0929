package org.portolan.api.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import org.jspecify.annotations.Nullable;
import org.portolan.api.resource.Attributes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one JSON form of ids, addresses, values, events and commands: names in snake case as Neutron's, addresses as
 * text, times as ISO 8601.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultVisibility(visible -> visible.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
            .addModule(new SimpleModule("portolan")
                    .addSerializer(IPAddress.class, new AddressWriter())
                    .addDeserializer(IPAddress.class, new AddressReader())
                    .addKeySerializer(IPAddress.class, new AddressKeyWriter())
                    .addKeyDeserializer(IPAddress.class, new AddressKeyReader())
                    .addSerializer(Attributes.class, new AttributesWriter())
                    .addDeserializer(Attributes.class, new AttributesReader()))
            .build();

    private Json() {}

    /** The mapper that reads and writes this form. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The value as a tree. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** The value as a tree, null as JSON's null. */
    public static JsonNode orNull(@Nullable Object value) {
        return value == null ? NullNode.getInstance() : tree(value);
    }

    /** The tree's value of that type. */
    public static <T> T value(JsonNode tree, TypeReference<T> type) {
        return MAPPER.convertValue(tree, type);
    }

    /** A new object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A new list. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** The address or prefix in canonical form; trusted, as what was once validated. */
    public static IPAddress address(String canonical) {
        IPAddress address = dotted(canonical);
        if (address == null) {
            address = new IPAddressString(canonical).getAddress();
        }
        if (address == null) {
            throw new IllegalArgumentException("Not an address: '" + canonical + "'");
        }
        return address;
    }

    /** A plain IPv4 address without a parser's detours, for logs hold millions of them; null if it is anything else. */
    private static @Nullable IPAddress dotted(String text) {
        int bits = 0;
        int part = -1;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && part != 0) {
                part = Math.max(part, 0) * 10 + (c - '0');
            } else if (c == '.' && part >= 0) {
                bits = bits << 8 | part;
                part = -1;
                dots++;
            } else {
                return null;
            }
            if (part > 255) {
                return null;
            }
        }
        return dots == 3 && part >= 0 ? new IPv4Address(bits << 8 | part) : null;
    }

    private static final class AddressWriter extends ValueSerializer<IPAddress> {
        @Override
        public void serialize(IPAddress address, JsonGenerator out, SerializationContext context) {
            out.writeString(address.toCanonicalString());
        }
    }

    private static final class AddressReader extends ValueDeserializer<IPAddress> {
        @Override
        public IPAddress deserialize(JsonParser in, DeserializationContext context) {
            return address(in.getString());
        }
    }

    private static final class AddressKeyWriter extends ValueSerializer<IPAddress> {
        @Override
        public void serialize(IPAddress address, JsonGenerator out, SerializationContext context) {
            out.writeName(address.toCanonicalString());
        }
    }

    private static final class AddressKeyReader extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return address(key);
        }
    }

    private static final class AttributesWriter extends ValueSerializer<Attributes> {
        @Override
        public void serialize(Attributes attributes, JsonGenerator out, SerializationContext context) {
            out.writeStartObject();
            attributes.forEach((name, value) -> {
                out.writeName(name);
                out.writePOJO(value);
            });
            out.writeEndObject();
        }
    }

    private static final class AttributesReader extends ValueDeserializer<Attributes> {
        @Override
        public Attributes deserialize(JsonParser in, DeserializationContext context) {
            return Attributes.of(in.readValueAsTree());
        }
    }
}
