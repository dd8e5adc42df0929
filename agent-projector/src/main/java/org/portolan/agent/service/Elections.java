package org.portolan.agent.service;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the routers that it shares with others this host is.
 *
 * <ol>
 *   <li>Every keepalived of the host says so in one pipe, at once; what it said while nobody listened is in it still.
 *   <li>What it said before there was an agent is seen by the addresses of the namespace; a look that is older than a word counts less.
 * </ol>
 */
final class Elections {

    private static final Logger log = LoggerFactory.getLogger(Elections.class);
    private static final Pattern WORD =
            Pattern.compile("INSTANCE \"VR_([0-9a-f-]{36})\" (MASTER|BACKUP|FAULT|STOP|DELETED)\\b.*");

    private final Path pipe;
    private final BiConsumer<String, Boolean> onChange;
    private final Map<String, Boolean> elected = new HashMap<>();
    private long words;
    private final Map<String, Long> lastWord = new HashMap<>();

    /**
     * @param onChange called with a namespace, and whether this host is it from now on
     */
    Elections(Path pipe, BiConsumer<String, Boolean> onChange) {
        this.pipe = pipe;
        this.onChange = onChange;
    }

    /**
     * Begins to listen; the process's end ends that.
     *
     * @throws ServiceException if there can be no pipe
     */
    void start(Programs programs) {
        try {
            Files.createDirectories(pipe.getParent());
            if (Files.isRegularFile(pipe)) {
                Files.delete(pipe);
            }
        } catch (IOException e) {
            throw new ServiceException(pipe + " cannot be made: " + e, e);
        }
        if (!Files.exists(pipe)) {
            programs.succeed(List.of("mkfifo", "-m", "600", pipe.toString()), "");
        }
        if (Files.exists(pipe)) {
            Thread.ofPlatform().name("elections").daemon().start(this::listen);
        }
    }

    private void listen() {
        // Whoever may also write is never told that there is nobody left who does.
        try (RandomAccessFile file = new RandomAccessFile(pipe.toFile(), "rw");
                FileInputStream stream = new FileInputStream(file.getFD());
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                said(line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            log.error("It is not heard any more which routers this host is: {}", e.getMessage());
        }
    }

    /** What keepalived says; what is not understood means nothing. */
    void said(String line) {
        Matcher word = WORD.matcher(line);
        if (word.matches()) {
            String namespace = DesiredNamespace.ROUTER + word.group(1);
            synchronized (this) {
                words++;
                lastWord.put(namespace, words);
            }
            set(namespace, word.group(2).equals("MASTER"));
        }
    }

    /** A moment, for what is seen from then on. */
    synchronized long now() {
        return words;
    }

    /** What the namespace showed since that moment. */
    void seen(String namespace, boolean isElected, long since) {
        synchronized (this) {
            if (lastWord.getOrDefault(namespace, 0L) > since) {
                return;
            }
        }
        set(namespace, isElected);
    }

    private void set(String namespace, boolean isElected) {
        Boolean before;
        synchronized (this) {
            before = elected.put(namespace, isElected);
        }
        if (before == null || before != isElected) {
            log.info("{} is {} here", namespace, isElected ? "active" : "on standby");
            onChange.accept(namespace, isElected);
        }
    }

    /** The namespace is gone. */
    synchronized void forget(String namespace) {
        elected.remove(namespace);
        lastWord.remove(namespace);
    }

    /** Whether this host is that router; empty when that is not known, or no other host has it. */
    synchronized Optional<Boolean> of(String namespace) {
        return Optional.ofNullable(elected.get(namespace));
    }
}
