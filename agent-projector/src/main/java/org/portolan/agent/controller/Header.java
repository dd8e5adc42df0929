package org.portolan.agent.controller;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A header that goes with every request to the controller, such as one that tells a front who asks.
 *
 * @param value may be a secret
 */
public record Header(String name, String value) {

    /** RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Visible ASCII, spaces and tabs between it: what survives all fronts. */
    private static final Pattern VALUE = Pattern.compile("[!-~]([ \\t!-~]*[!-~])?");

    /** Of these the agent's requests have their own. */
    private static final Set<String> TAKEN = Set.of(
            "accept",
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    /**
     * The header that a text of the form {@code NAME: VALUE} names.
     *
     * @throws IllegalArgumentException with a message that does not repeat the value, if it is no header that may be set
     */
    public static Header parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("a header is of the form 'NAME: VALUE'");
        }
        String name = text.substring(0, colon).strip();
        String value = text.substring(colon + 1).strip();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a header");
        }
        if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header " + name + " is not to be set: requests have their own");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "the value of the header " + name + " is empty, or has characters other than printable ASCII");
        }
        return new Header(name, value);
    }

    /**
     * The headers of both sources. What the command line says of a header counts, not what the environment says of it.
     *
     * @param environment one header a line; blank lines are passed over
     * @param options one header each
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static List<Header> all(@Nullable String environment, List<String> options) {
        List<Header> headers =
                new ArrayList<>(options.stream().map(Header::parse).toList());
        if (environment != null) {
            environment
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(Header::parse)
                    .filter(header -> options.stream()
                            .map(Header::parse)
                            .noneMatch(option -> option.name.equalsIgnoreCase(header.name)))
                    .forEach(headers::add);
        }
        return List.copyOf(headers);
    }

    HttpRequest.Builder on(HttpRequest.Builder request) {
        return request.header(name, value);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return name;
    }
}
