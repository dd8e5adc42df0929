package org.portolan.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {

    private static final String ID = "6f6d9b60-9a3d-4d0e-8d8e-1234567890ab";

    private final FakeServer server = new FakeServer();
    private final HttpConnection connection = new HttpConnection(server.uri());

    /** Answers each connection's requests with the next scripted bytes; an empty script closes the connection. */
    private static final class FakeServer implements AutoCloseable {

        private final ServerSocket socket;
        private final Queue<List<String>> scripts = new ArrayDeque<>();
        private final List<String> requests = new CopyOnWriteArrayList<>();

        FakeServer() {
            try {
                socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        /** The answers of the next connection, after which it is closed. */
        FakeServer connection(String... answers) {
            scripts.add(List.of(answers));
            return this;
        }

        void start() {
            Thread.ofVirtual().start(() -> {
                try {
                    while (!scripts.isEmpty()) {
                        try (Socket client = socket.accept()) {
                            serve(client, scripts.remove());
                        }
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
        }

        private void serve(Socket client, List<String> answers) throws IOException {
            for (String answer : answers) {
                requests.add(request(client.getInputStream()));
                for (String part : answer.split("~", -1)) {
                    client.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
                    client.getOutputStream().flush();
                }
            }
        }

        private static String request(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed");
                }
                head.append((char) next);
            }
            int length = head.toString()
                    .lines()
                    .filter(line -> line.startsWith("Content-Length: "))
                    .mapToInt(line -> Integer.parseInt(line.substring(16)))
                    .sum();
            return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    private static String answer(int status, String body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\ncontent-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    @Test
    void requests_share_a_connection_and_carry_their_bodies() throws IOException {
        server.connection(answer(201, "{\"port\": {\"id\": \"" + ID + "\"}}"), answer(200, "{}"))
                .start();

        assertThat(connection.exchange("POST", "/v2.0/ports", "{\"port\": {\"name\": \"ä\"}}"))
                .isEqualTo(201);
        assertThat(connection.id()).isEqualTo(ID);
        assertThat(connection.exchange("GET", "/v2.0/ports", "")).isEqualTo(200);

        assertThat(server.requests.getFirst())
                .startsWith("POST /v2.0/ports HTTP/1.1\r\nHost: 127.0.0.1:")
                .contains("\r\nContent-Length: 24\r\n")
                .endsWith("\r\n\r\n{\"port\": {\"name\": \"ä\"}}");
        assertThat(server.requests.getLast()).startsWith("GET ").doesNotContain("Content-Length");
    }

    @Test
    void an_answer_may_come_in_pieces_and_be_larger_than_the_buffer() throws IOException {
        String large = "x".repeat(100_000);
        server.connection(answer(200, "{\"a\": \"" + large + "\"}")
                        .replace("\r\n\r", "\r~\n\r~")
                        .replace("xxxxx\"", "xx~xxx\""))
                .start();

        assertThat(connection.exchange("GET", "/", "")).isEqualTo(200);
        assertThat(connection.body()).isEqualTo("{\"a\": \"" + large + "\"}");
    }

    @Test
    void chunks_are_joined() throws IOException {
        server.connection(
                        "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n7\r\n, world\r\n0\r\nT: u\r\n\r\n")
                .start();

        assertThat(connection.exchange("GET", "/", "")).isEqualTo(200);
        assertThat(connection.body()).isEqualTo("hello, world");
    }

    @Test
    void no_content_has_no_body() throws IOException {
        server.connection("HTTP/1.1 204 \r\n\r\n", answer(200, "next")).start();

        assertThat(connection.exchange("DELETE", "/", "")).isEqualTo(204);
        assertThat(connection.bodyLength()).isZero();
        assertThat(connection.exchange("GET", "/", "")).isEqualTo(200);
        assertThat(connection.body()).isEqualTo("next");
    }

    @Test
    void a_connection_that_was_closed_between_two_requests_is_opened_anew() throws IOException {
        server.connection(answer(200, "first"))
                .connection(answer(200, "second"))
                .start();

        connection.exchange("GET", "/1", "");
        connection.exchange("GET", "/2", "");

        assertThat(connection.body()).isEqualTo("second");
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void what_is_no_http_or_has_no_length_is_refused() {
        server.connection("SSH-2.0-x\r\n\r\n")
                .connection("HTTP/1.1 200 \r\n\r\n")
                .start();

        assertThatThrownBy(() -> connection.exchange("GET", "/", "")).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> connection.exchange("GET", "/", "")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void only_a_uuid_under_the_name_id_is_an_id() throws IOException {
        server.connection(
                        answer(200, "{\"network_id\": \"" + ID + "\", \"id\": \"nothing\", \"ip\": 1}"),
                        answer(200, "{\"x\": {\"id\":\"" + ID + "\"}}"))
                .start();

        connection.exchange("GET", "/", "");
        assertThat(connection.id()).isEmpty();
        connection.exchange("GET", "/", "");
        assertThat(connection.id()).isEqualTo(ID);
    }
}
