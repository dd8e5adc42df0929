package org.portolan.query.resource;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;

/** The parameters of a request, in order and with repetitions. */
public record QueryString(List<Parameter> parameters) {

    /** One parameter, decoded. */
    public record Parameter(String name, String value) {}

    private static final int MOST = 10_000;

    /**
     * The parameters that the text tells.
     *
     * @throws NeutronError 400 when it is not well encoded, or there are too many
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
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw NeutronError.badRequest("The query is not well encoded: " + malformed.getMessage());
        }
    }

    /** The values of a parameter that are not empty. */
    List<String> values(String name) {
        return parameters.stream()
                .filter(parameter ->
                        parameter.name().equals(name) && !parameter.value().isEmpty())
                .map(Parameter::value)
                .toList();
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
