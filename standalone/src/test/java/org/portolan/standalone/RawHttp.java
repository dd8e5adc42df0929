package org.portolan.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends whatever bytes it is given, one request on a connection, and reads the answer. */
final class RawHttp {

    private static final int PATIENCE_MILLIS = 15_000;

    private static final String CONTINUE = "HTTP/1.1 100 ";

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    /**
     * An answer.
     *
     * @param status 0 when the connection was closed without a word
     * @param headers by their names in lower case
     */
    record Answer(int status, Map<String, String> headers, String body) {

        /** The request's id, or nothing. */
        String requestId() {
            return headers.getOrDefault("x-openstack-request-id", "");
        }
    }

    /**
     * Sends the bytes, closes its side, and reads all that comes back.
     *
     * @throws SocketTimeoutException when the answer does not come
     */
    Answer send(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request);
                out.flush();
                socket.shutdownOutput();
            } catch (IOException refusedHalfway) {
                // The answer, if any, says why.
            }
            return answer(all(socket.getInputStream()));
        }
    }

    private static byte[] all(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[65_536];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes.write(buffer, 0, read);
            }
        } catch (SocketTimeoutException late) {
            throw late;
        } catch (IOException reset) {
            // What came before it counts.
        }
        return bytes.toByteArray();
    }

    private static Answer answer(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith(CONTINUE)) {
            text = text.substring(text.indexOf("\r\n\r\n") + 4);
        }
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
            return new Answer(0, Map.of(), text);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : text.substring(0, end).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        String body = text.substring(end + 4);
        return new Answer(
                Integer.parseInt(text.substring(9, 12)),
                headers,
                headers.getOrDefault("transfer-encoding", "").equals("chunked") ? joined(body) : body);
    }

    private static String joined(String chunked) {
        StringBuilder body = new StringBuilder();
        String[] lines = chunked.split("\r\n", -1);
        for (int i = 1; i < lines.length; i += 2) {
            body.append(lines[i]);
        }
        return body.toString();
    }
}
