package org.portolan.query.readmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.Type;
import tools.jackson.databind.JsonNode;

/**
 * A column that lists are filtered and sorted by: one member of the body in a form that compares.
 *
 * @param name its name in SQL, quoted
 * @param form how its values are kept
 */
public record Column(String name, Field field, Form form) {

    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

    /** How a column's values are kept. */
    public enum Form {
        /** One text, folded so that comparison does not regard case; ids of projects are kept as they are. */
        TEXT("text collate \"C\""),
        /** One whole number. */
        NUMBER("bigint"),
        /** One truth value. */
        TRUTH("boolean"),
        /** The ids of the projects for which it is true, as they are. */
        GRANTEES("text[]"),
        /** Many texts, folded; entries of a list of objects are {@code key=value} texts. */
        MEMBERS("text[]");

        private final String sql;

        Form(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    /** The column for a member of the body, or null when lists are neither filtered nor sorted by it. */
    static @Nullable Column of(Field field) {
        Form form = formOf(field);
        Field.Reading reading = field.reading();
        boolean isWanted = reading.filtering() == Field.Filtering.BY_VALUE || reading.sorts() || reading.indexed();
        if (form == null || !isWanted) {
            return null;
        }
        return switch (field.name()) {
            case "id" -> new Column("id", field, form);
            case "project_id", "tenant_id" -> new Column("project_id", field, form);
            default -> new Column("\"f_" + field.name() + "\"", field, form);
        };
    }

    /** Whether the table has it for other reasons too. */
    boolean isFixed() {
        return !name.startsWith("\"");
    }

    /** A client's text in the form in which this column keeps it. */
    public String kept(String text) {
        return switch (name) {
            case "id" -> text.toLowerCase(Locale.ROOT);
            case "project_id" -> text;
            default -> folded(text);
        };
    }

    private static @Nullable Form formOf(Field field) {
        if (field.reading().orIn() != null) {
            return Form.MEMBERS;
        }
        if (field.reading().toGrantees()) {
            return Form.GRANTEES;
        }
        return switch (field.type().kind()) {
            case TEXT, TIME -> Form.TEXT;
            case INTEGER -> Form.NUMBER;
            case BOOLEAN -> Form.TRUTH;
            case LIST -> Form.MEMBERS;
            case OBJECT -> field.reading().indexed() ? Form.MEMBERS : null;
        };
    }

    /** Text in the form in which columns keep and compare it: Neutron's databases do not regard case either. */
    static String folded(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    /** Whether lists can be sorted by it. */
    public boolean sorts() {
        return form != Form.GRANTEES && !holdsPairs();
    }

    /** Whether its members are {@code key=value} texts. */
    public boolean holdsPairs() {
        return field.type().kind() == Type.Kind.OBJECT;
    }

    /** The column's value for a resource and its body: a String, Long, Boolean, String[] or null. */
    @Nullable
    Object valueIn(JsonNode body, Resource state) {
        JsonNode value = field.reading().shown() ? body.path(field.name()) : hidden(state);
        return switch (form) {
            case TEXT -> isNothing(value) ? null : folded(textOf(value));
            case NUMBER -> numberOf(value);
            case TRUTH -> value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : null;
            case GRANTEES -> state.sharedWith().stream().map(ProjectId::value).toArray(String[]::new);
            case MEMBERS -> members(body, value).toArray(String[]::new);
        };
    }

    @SuppressWarnings("unchecked") // the field is of the description of such states
    private JsonNode hidden(Resource state) {
        return switch (field) {
            case Attribute<?> attribute -> state.attributes().json(attribute.name());
            case Derived<?> derived -> ((Derived<Resource>) derived).value().apply(state);
        };
    }

    private List<String> members(JsonNode body, JsonNode value) {
        List<String> members = new ArrayList<>();
        String orIn = field.reading().orIn();
        if (orIn != null) {
            addUnlessNothing(members, value);
            body.path(orIn).forEach(entry -> addUnlessNothing(members, entry.path(field.name())));
        } else if (holdsPairs()) {
            value.forEach(entry -> entry.propertyStream()
                    .forEach(pair -> members.add(folded(pair.getKey() + "=" + textOf(pair.getValue())))));
        } else {
            value.forEach(entry -> members.add(folded(textOf(entry))));
        }
        return members;
    }

    private static void addUnlessNothing(List<String> members, JsonNode value) {
        if (!isNothing(value)) {
            members.add(folded(textOf(value)));
        }
    }

    /** Bodies may write a number as text. */
    private static @Nullable Long numberOf(JsonNode value) {
        if (value.isString() && DIGITS.matcher(value.stringValue()).matches()) {
            return Long.valueOf(value.stringValue());
        }
        return value.isNumber() ? Long.valueOf(value.longValue()) : null;
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String textOf(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }
}
