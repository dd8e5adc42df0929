package org.portolan.query.resource;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of a request, in order and with repetitions. */
public record QueryString(List<Parameter> parameters) {

    /** One parameter, decoded. */
    public record Parameter(String name, String value) {}

    private static final Set<String> NO_FILTERS =
            Set.of("fields", "sort_key", "sort_dir", "limit", "marker", "page_reverse", AsOf.PARAMETER);
    private static final int MOST = 10_000;
    private static final int HEXADECIMAL = 16;

    /**
     * The parameters that the text tells. What is not well encoded is taken as it stands, as Python's {@code urllib} does.
     *
     * @throws NeutronError 400 when there are too many
     */
    public static QueryString parse(@Nullable String encoded) {
        if (encoded == null || encoded.isEmpty()) {
            return new QueryString(List.of());
        }
        List<Parameter> parameters = new ArrayList<>();
        for (String part : encoded.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (parameters.size() == MOST) {
                throw NeutronError.badRequest("There are too many parameters: at most " + MOST + " are read.");
            }
            int equals = part.indexOf('=');
            parameters.add(
                    equals < 0
                            ? new Parameter(decode(part), "")
                            : new Parameter(decode(part.substring(0, equals)), decode(part.substring(equals + 1))));
        }
        return new QueryString(List.copyOf(parameters));
    }

    private static String decode(String encoded) {
        byte[] bytes = encoded.replace('+', ' ').getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], HEXADECIMAL) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], HEXADECIMAL);
            decoded.write(low < 0 ? bytes[i] : high * HEXADECIMAL + low);
            i += low < 0 ? 1 : 3;
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    /** The values of a parameter that are not empty. */
    List<String> values(String name) {
        return parameters.stream()
                .filter(parameter ->
                        parameter.name().equals(name) && !parameter.value().isEmpty())
                .map(Parameter::value)
                .toList();
    }

    /** The names of the parameters by which a list is to be filtered. */
    Set<String> filters() {
        return parameters.stream()
                .map(Parameter::name)
                .filter(name -> !NO_FILTERS.contains(name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Looks at the names by which a list is to be filtered.
     *
     * @throws NeutronError 400 when some are not among these
     */
    public void requireFilters(Set<String> known) {
        String unknown =
                filters().stream().filter(name -> !known.contains(name)).collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw NeutronError.invalidInput("'" + unknown + "' is not supported for filtering");
        }
    }

    /**
     * Looks at the wishes about the order and length of a list that has no order and is short.
     *
     * @throws NeutronError 400 when a page could not have that length, or there is a key to sort by
     */
    public void requireNoOrder() {
        Sorting.directions(this, key -> false);
        Resources.limit(last("limit"));
    }

    /** Those of the entries that have one of the values that the parameters of these names tell. */
    public List<ObjectNode> chosen(List<ObjectNode> entries, Set<String> filters) {
        return entries.stream()
                .filter(entry -> filters().stream()
                        .filter(filters::contains)
                        .allMatch(name -> parameters.contains(
                                new Parameter(name, entry.path(name).asString()))))
                .toList();
    }

    /** The members of an entry that the parameters ask for. */
    public ObjectNode withFields(ObjectNode entry) {
        List<String> wanted = values("fields");
        return wanted.isEmpty() ? entry : entry.deepCopy().retain(wanted);
    }

    /** The last value of a parameter, or null when there is none. */
    public @Nullable String last(String name) {
        String last = null;
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                last = parameter.value();
            }
        }
        return last;
    }

    QueryString without(String name) {
        return new QueryString(parameters.stream()
                .filter(parameter -> !parameter.name().equals(name))
                .toList());
    }

    QueryString with(String name, String value) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, value));
        return new QueryString(List.copyOf(more));
    }

    /** The parameters as they stand in a link, encoded as Python's {@code urlencode} does. */
    String encoded() {
        return parameters.stream()
                .map(parameter -> encode(parameter.name()) + "=" + encode(parameter.value()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
