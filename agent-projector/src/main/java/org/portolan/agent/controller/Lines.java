package org.portolan.agent.controller;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.portolan.api.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** JSON values that arrive one by one on a connection, which is given up when it falls silent. */
final class Lines implements AutoCloseable {

    private final String source;
    private final InputStream stream;
    private final Duration longestSilence;
    private final JsonParser parser;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long heard = System.nanoTime();
    private volatile boolean silent;

    Lines(String source, InputStream stream, Duration longestSilence) {
        this.source = source;
        this.stream = stream;
        this.longestSilence = longestSilence;
        this.parser = Json.mapper().createParser(stream);
        Thread.ofVirtual().name("silence").start(this::listen);
    }

    /** What a line says. */
    interface Reader<T> {
        /**
         * @param line stands at the name of the first member, and is to be left at the line's end
         */
        T read(JsonParser line);
    }

    /**
     * Waits for the next object.
     *
     * @return null at the end of the stream
     * @throws ControllerException if the connection breaks, falls silent, or carries something else
     */
    <T> @Nullable T next(Reader<T> reader) {
        try {
            JsonToken begin = parser.nextToken();
            heard = System.nanoTime();
            if (begin == null && silent) {
                throw new ControllerException(source + " has been silent for " + longestSilence.toSeconds() + " s", 0);
            }
            if (begin == null) {
                return null;
            }
            if (begin != JsonToken.START_OBJECT) {
                throw new ControllerException(source + " carries something that is no object: " + begin, 0);
            }
            parser.nextToken();
            return reader.read(parser);
        } catch (JacksonException e) {
            throw new ControllerException(source + " broke off: " + e.getOriginalMessage(), e);
        }
    }

    private void listen() {
        try {
            while (true) {
                long left = longestSilence.toNanos() - (System.nanoTime() - heard);
                if (left <= 0) {
                    silent = true;
                    shut();
                    return;
                }
                if (closed.await(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void shut() {
        try {
            stream.close();
        } catch (IOException e) {
            // It is given up anyway.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        shut();
    }
}
