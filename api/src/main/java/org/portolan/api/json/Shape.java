package org.portolan.api.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Tells forms of records apart that were kept as JSON, in caches that may be thrown away: the names and types of all
 * components, down to the leaves. What was kept in another shape is not read, but made anew from the log.
 */
public final class Shape {

    private static final int DIGITS = 12;

    private final Set<Class<?>> described = new HashSet<>();
    private final StringBuilder text = new StringBuilder();

    private Shape() {}

    /** The shape of a type, as twelve hexadecimal digits. */
    public static String of(Class<?> type) {
        Shape shape = new Shape();
        shape.describe(type);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(shape.text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java has SHA-256", missing);
        }
    }

    private void describe(Type type) {
        switch (type) {
            case ParameterizedType generic -> {
                describe(generic.getRawType());
                Arrays.stream(generic.getActualTypeArguments()).forEach(this::describe);
            }
            case GenericArrayType array -> describe(array.getGenericComponentType());
            case Class<?> named -> describeClass(named);
            default -> text.append(type.getTypeName()).append(';');
        }
    }

    private void describeClass(Class<?> type) {
        text.append(type.getName()).append(';');
        if (!described.add(type)) {
            return;
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                text.append(component.getName()).append(':');
                describe(component.getGenericType());
            }
        } else if (type.isEnum()) {
            text.append(Arrays.toString(type.getEnumConstants()));
        } else if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses()).forEach(this::describe);
        }
    }
}
