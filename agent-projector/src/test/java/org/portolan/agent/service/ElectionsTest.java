package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.RealSwitch.until;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is heard and seen of elections, and what of it counts. */
class ElectionsTest {

    private static final String ROUTER = "44444444-4444-4444-8444-444444444444";
    private static final String NAMESPACE = "qrouter-" + ROUTER;

    @TempDir
    private Path directory;

    private final List<String> news = new CopyOnWriteArrayList<>();

    private Elections elections() {
        return new Elections(
                directory.resolve("ha/news"), (namespace, isElected) -> news.add(namespace + " " + isElected));
    }

    @Test
    void a_word_counts_once_and_what_is_not_understood_not_at_all() {
        Elections elections = elections();
        elections.said("INSTANCE \"VR_" + ROUTER + "\" MASTER 50");
        elections.said("INSTANCE \"VR_" + ROUTER + "\" MASTER 50");
        elections.said("INSTANCE \"VR_" + ROUTER + "\" MASTER_RX_LOWER_PRI 50");
        elections.said("GROUP \"x\" MASTER 50");
        assertThat(elections.of(NAMESPACE)).contains(true);

        elections.said("INSTANCE \"VR_" + ROUTER + "\" FAULT 50");

        assertThat(elections.of(NAMESPACE)).contains(false);
        assertThat(news).containsExactly(NAMESPACE + " true", NAMESPACE + " false");
    }

    @Test
    void a_look_that_is_older_than_a_word_counts_for_nothing() {
        Elections elections = elections();
        long before = elections.now();
        elections.said("INSTANCE \"VR_" + ROUTER + "\" MASTER 50");
        elections.seen(NAMESPACE, false, before);
        assertThat(elections.of(NAMESPACE)).contains(true);

        elections.seen(NAMESPACE, false, elections.now());
        assertThat(elections.of(NAMESPACE)).contains(false);

        elections.forget(NAMESPACE);
        assertThat(elections.of(NAMESPACE)).isEmpty();
    }

    @Test
    void words_come_by_the_pipe_of_all_that_elect() throws Exception {
        Elections first = elections();
        first.start(new LocalPrograms(Duration.ofSeconds(5)));
        try (RandomAccessFile pipe =
                new RandomAccessFile(directory.resolve("ha/news").toFile(), "rw")) {
            pipe.write(("INSTANCE \"VR_" + ROUTER + "\" MASTER 50\n").getBytes(StandardCharsets.UTF_8));
            until("it is heard", () -> news.equals(List.of(NAMESPACE + " true")));
        }
    }
}
