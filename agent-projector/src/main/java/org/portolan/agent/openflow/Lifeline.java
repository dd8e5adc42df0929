package org.portolan.agent.openflow;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds an idle OpenFlow connection to a bridge, whose end is the first sign that ovs-vswitchd has stopped and that all flows
 * are gone.
 */
public final class Lifeline implements AutoCloseable {
    private static final byte VERSION_1_4 = 5;
    private static final byte HELLO = 0;
    private static final byte ECHO_REQUEST = 2;
    private static final byte ECHO_REPLY = 3;
    private static final int HEADER = 8;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Path socket;
    private final Runnable onDoubt;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable SocketChannel channel;

    private Lifeline(Path socket, Runnable onDoubt) {
        this.socket = socket;
        this.onDoubt = onDoubt;
    }

    /**
     * Starts holding on; reconnects for as long as it is open.
     *
     * @param socket management socket of the bridge, {@code <run directory>/<bridge>.mgmt}; need not exist yet
     * @param onDoubt called each time a connection has been made or has ended, for flows may have been lost since
     */
    public static Lifeline hold(Path socket, Runnable onDoubt) {
        Lifeline lifeline = new Lifeline(socket, onDoubt);
        Thread.ofVirtual().name("lifeline-" + socket.getFileName()).start(lifeline::run);
        return lifeline;
    }

    private void run() {
        try {
            do {
                try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                    channel = connection;
                    onDoubt.run();
                    idle(connection);
                } catch (IOException e) {
                    if (channel != null && closed.getCount() > 0) {
                        channel = null;
                        onDoubt.run();
                    }
                }
            } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void idle(SocketChannel connection) throws IOException {
        write(
                connection,
                ByteBuffer.allocate(HEADER)
                        .put(VERSION_1_4)
                        .put(HELLO)
                        .putShort((short) HEADER)
                        .putInt(1));
        while (true) {
            ByteBuffer header = read(connection, HEADER);
            int length = Short.toUnsignedInt(header.getShort(2));
            ByteBuffer body = read(connection, Math.max(0, length - HEADER));
            if (header.get(1) == ECHO_REQUEST) {
                header.put(1, ECHO_REPLY);
                write(connection, ByteBuffer.allocate(length).put(header).put(body));
            }
        }
    }

    private static ByteBuffer read(SocketChannel connection, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (connection.read(buffer) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }

    private static void write(SocketChannel connection, ByteBuffer filled) throws IOException {
        filled.flip();
        while (filled.hasRemaining()) {
            connection.write(filled);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        SocketChannel connection = channel;
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // It is gone, which is all that was wanted.
            }
        }
    }
}
