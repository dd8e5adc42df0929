package org.portolan.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets the hosts' processes reach servers on the main namespace's loopback without any network between the namespaces: a unix socket is a
 * file, and crosses them. Each connection to a socket is carried on to 127.0.0.1 by two virtual threads; when the server refuses it, it is
 * closed.
 */
final class LoopbackRelays implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final Path directory;
    private final Map<Integer, ServerSocketChannel> listeners = new HashMap<>();

    LoopbackRelays(Path directory) {
        this.directory = directory;
    }

    /** The socket that leads to the port. */
    synchronized Path socket(int port) {
        Path socket = directory.resolve("loopback-" + port + ".sock");
        if (!listeners.containsKey(port)) {
            try {
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                listener.bind(UnixDomainSocketAddress.of(socket));
                listeners.put(port, listener);
                Thread.ofVirtual().name("relay-" + port).start(() -> accept(listener, port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return socket;
    }

    @Override
    public synchronized void close() {
        listeners.values().forEach(LoopbackRelays::closeQuietly);
    }

    private static void accept(ServerSocketChannel listener, int port) {
        while (listener.isOpen()) {
            try {
                SocketChannel inner = listener.accept();
                Thread.ofVirtual().name("relay-" + port).start(() -> carry(inner, port));
            } catch (IOException closed) {
                closeQuietly(listener);
            }
        }
    }

    private static void carry(SocketChannel inner, int port) {
        try (inner;
                SocketChannel outer =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            Thread back = Thread.ofVirtual().name("relay-back-" + port).start(() -> copy(outer, inner));
            copy(inner, outer);
            back.join();
        } catch (IOException refused) {
            // The server is down for now. Closing tells the client.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try {
            while (from.read(chunk) >= 0) {
                chunk.flip();
                while (chunk.hasRemaining()) {
                    to.write(chunk);
                }
                chunk.clear();
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            throw new IllegalStateException("a channel that cannot be closed", e);
        }
    }
}
