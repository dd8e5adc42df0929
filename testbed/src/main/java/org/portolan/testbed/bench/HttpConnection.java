package org.portolan.testbed.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP/1.1 connection of a client, as light as a driver on the measured machine has to be: blocking, one request
 * at a time, its buffers used again. Sends what the {@code openstack} client sends, reads status, length or chunks, and body
 * (RFC 9112). A connection that the server closes between two requests is opened anew.
 */
public final class HttpConnection implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LONGEST_BODY = 1 << 30;
    private static final byte[] ID = "\"id\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final int UUID_LENGTH = 36;

    private final InetSocketAddress address;
    private final String headers;

    private @Nullable Socket socket;
    private byte[] in = new byte[16 * 1024];
    private int filled;
    private int bodyFrom;
    private int bodyTo;

    /** A connection to the server of that URI, opened by the first request. */
    public HttpConnection(URI server) {
        this.address = new InetSocketAddress(server.getHost(), server.getPort());
        this.headers = " HTTP/1.1\r\nHost: " + server.getHost() + ":" + server.getPort() + """
                \r
                User-Agent: openstacksdk/4.4.0 keystoneauth1/5.10.0 python-requests/2.32.3 CPython/3.13.3\r
                Accept-Encoding: gzip, deflate\r
                Accept: */*\r
                Connection: keep-alive\r
                X-Auth-Token: notused\r
                """;
    }

    /**
     * Sends a request and reads its answer.
     *
     * @param body JSON, empty for none
     * @return the status
     * @throws IOException when there is no answer within 30 seconds, or one that is no HTTP
     */
    public int exchange(String method, String path, String body) throws IOException {
        StringBuilder head = new StringBuilder(headers.length() + path.length() + body.length() + 96);
        head.append(method).append(' ').append(path).append(headers);
        if (!body.isEmpty()) {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            head.append("Content-Type: application/json\r\nContent-Length: ").append(length);
            head.append("\r\n\r\n").append(body);
        } else {
            head.append("\r\n");
        }
        byte[] request = head.toString().getBytes(StandardCharsets.UTF_8);
        boolean fresh = socket == null;
        try {
            return exchange(request);
        } catch (ClosedBeforeAnswer closed) {
            close();
            if (fresh) {
                throw closed;
            }
            // Kept alive, but not for long enough: the server closed it before it read the request.
            return exchange(request);
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    private static final class ClosedBeforeAnswer extends IOException {
        private static final long serialVersionUID = 1L;

        ClosedBeforeAnswer() {
            super("the server closed the connection without an answer");
        }
    }

    private int exchange(byte[] request) throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket();
            socket = open;
            open.setTcpNoDelay(true);
            open.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            open.connect(address, Math.toIntExact(LIMIT.toMillis()));
        }
        open.getOutputStream().write(request);
        return answer(open.getInputStream());
    }

    private int answer(InputStream stream) throws IOException {
        filled = 0;
        int end = -1;
        for (int from = 0; end < 0; ) {
            try {
                fill(stream);
            } catch (EOFException nothing) {
                throw filled == 0 ? new ClosedBeforeAnswer() : nothing;
            }
            end = endOfHead(from);
            from = Math.max(0, filled - 3);
        }
        String head = new String(in, 0, end, StandardCharsets.ISO_8859_1);
        int status = statusOf(head);
        bodyFrom = end;
        if (status == 204 || status == 304) {
            bodyTo = end;
        } else if (header(head, "transfer-encoding").equals("chunked")) {
            bodyTo = unchunk(stream, end);
        } else {
            bodyTo = end + lengthOf(header(head, "content-length"));
            while (filled < bodyTo) {
                fill(stream);
            }
        }
        if (header(head, "connection").equals("close")) {
            close();
        }
        return status;
    }

    private void fill(InputStream stream) throws IOException {
        if (filled == in.length) {
            in = Arrays.copyOf(in, in.length * 2);
        }
        int read = stream.read(in, filled, in.length - filled);
        if (read < 0) {
            throw new EOFException("the server closed the connection in the middle of an answer");
        }
        filled += read;
    }

    private int endOfHead(int from) {
        for (int i = from; i + 3 < filled; i++) {
            if (in[i] == '\r' && in[i + 1] == '\n' && in[i + 2] == '\r' && in[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private static int statusOf(String head) throws ProtocolException {
        if (!head.startsWith("HTTP/1.1 ") || head.length() < 12) {
            throw new ProtocolException(
                    "no HTTP/1.1: " + head.lines().findFirst().orElse(""));
        }
        return Integer.parseInt(head, 9, 12, 10);
    }

    /** A header's value in lower case, empty when the head has none of that name. */
    private static String header(String head, String name) {
        for (int line = head.indexOf("\r\n") + 2; line > 1 && line < head.length(); ) {
            int end = head.indexOf("\r\n", line);
            int colon = line + name.length();
            if (end > colon && head.charAt(colon) == ':' && head.regionMatches(true, line, name, 0, name.length())) {
                return head.substring(colon + 1, end).strip().toLowerCase(Locale.ROOT);
            }
            line = end + 2;
        }
        return "";
    }

    private static int lengthOf(String value) throws ProtocolException {
        try {
            int length = Integer.parseInt(value);
            if (length >= 0 && length <= LONGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException fallThrough) {
            // Told below.
        }
        throw new ProtocolException("no length that a body can have: '" + value + "'");
    }

    /** Joins the chunks from there on; returns where the joined body ends. */
    private int unchunk(InputStream stream, int from) throws IOException {
        int to = from;
        int at = from;
        while (true) {
            int line = lineEnd(stream, at);
            String size = new String(in, at, line - at, StandardCharsets.ISO_8859_1).split(";", 2)[0].strip();
            int length = Integer.parseInt(size, 16);
            at = line + 2;
            if (length == 0) {
                while (lineEnd(stream, at) != at) {
                    at = lineEnd(stream, at) + 2; // trailers
                }
                return to;
            }
            while (filled < at + length + 2) {
                fill(stream);
            }
            System.arraycopy(in, at, in, to, length);
            to += length;
            at += length + 2;
        }
    }

    private int lineEnd(InputStream stream, int from) throws IOException {
        int at = from;
        while (true) {
            while (at + 1 >= filled) {
                fill(stream);
            }
            if (in[at] == '\r' && in[at + 1] == '\n') {
                return at;
            }
            at++;
        }
    }

    /** The body of the last answer. */
    public String body() {
        return new String(in, bodyFrom, bodyTo - bodyFrom, StandardCharsets.UTF_8);
    }

    /** The length of the body of the last answer, in bytes. */
    public int bodyLength() {
        return bodyTo - bodyFrom;
    }

    /** The first {@code "id"} in the body of the last answer that is a UUID; empty when there is none. */
    public String id() {
        for (int i = bodyFrom; i + ID.length + UUID_LENGTH < bodyTo; i++) {
            if (in[i] == '"' && Arrays.equals(in, i, i + ID.length, ID, 0, ID.length)) {
                int at = i + ID.length;
                while (at < bodyTo && (in[at] == ':' || in[at] == ' ')) {
                    at++;
                }
                int end = at + 1 + UUID_LENGTH;
                if (end < bodyTo && in[at] == '"' && in[end] == '"' && isUuid(at + 1)) {
                    return new String(in, at + 1, UUID_LENGTH, StandardCharsets.ISO_8859_1);
                }
            }
        }
        return "";
    }

    private boolean isUuid(int at) {
        for (int i = 0; i < UUID_LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? in[at + i] != '-' : Character.digit(in[at + i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Closes the connection; the next request opens another. */
    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException ignored) {
                // Nobody waits for it any more.
            }
        }
    }
}
