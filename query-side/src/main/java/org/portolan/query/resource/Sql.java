package org.portolan.query.resource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement while it is put together: text from the code and from resource descriptions, values from clients. */
public final class Sql {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    /** Starts with that text. */
    public Sql(String start) {
        text.append(start);
    }

    /** Adds text, with a question mark for each of the values: String, Long, Boolean or String[]. */
    public Sql add(String more, Object... moreValues) {
        text.append(more);
        for (Object value : moreValues) {
            values.add(value);
        }
        return this;
    }

    /** This statement within another one. */
    public Sql within(String before, String after, Object... afterValues) {
        Sql outer = new Sql(before);
        outer.add(text.toString(), values.toArray());
        return outer.add(after, afterValues);
    }

    /** The statement, ready to run. */
    public PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        for (int i = 0; i < values.size(); i++) {
            switch (values.get(i)) {
                case String string -> statement.setString(i + 1, storable(string));
                case Long number -> statement.setLong(i + 1, number);
                case Boolean truth -> statement.setBoolean(i + 1, truth);
                case String[] many -> statement.setArray(i + 1, connection.createArrayOf("text", storable(many)));
                default -> throw new IllegalArgumentException("No such value: " + values.get(i));
            }
        }
        return statement;
    }

    private static Object[] storable(String[] many) {
        Object[] storable = new Object[many.length];
        for (int i = 0; i < many.length; i++) {
            storable[i] = storable(many[i]);
        }
        return storable;
    }

    /** PostgreSQL keeps no NUL character, so nothing that is kept is like a text with one. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
