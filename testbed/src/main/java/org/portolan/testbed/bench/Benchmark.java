package org.portolan.testbed.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/** One run of the benchmark, from the controller's start to the figures. */
public final class Benchmark {

    private Benchmark() {}

    /**
     * Measures what the options say, tells of it as it goes, and writes it down.
     *
     * @param home the checkout, built, with the launcher in it
     * @return whether every answer was as it should be
     */
    public static boolean run(Path home, Options options, PrintStream out) {
        try (Controller controller = options.controller()
                .map(Controller::at)
                .orElseGet(() -> Controller.start(home.toAbsolutePath().normalize()))) {
            out.printf(
                    "Controller on %s%s%n%n%s%n",
                    controller.root(),
                    controller.isOurs() ? ", process " + controller.pid() : ", whose CPU time is not known here",
                    Result.header());
            Report report = new ApiBench(options, controller).run(result -> out.println(result.toLine()));
            report.pages().ifPresent(pages -> out.printf("%n%s%n", pages.toLine()));
            report.growth().ifPresent(growth -> out.printf("%n%s%n", growth.toLine()));
            out.printf("%n%s", report.conditions());
            report.firstError().ifPresent(error -> out.printf("The first error: %s%n", error));
            if (options.output().isPresent()) {
                Files.writeString(
                        options.output().get(),
                        report.toJson(new JsonMapper()).toPrettyString() + "\n",
                        StandardCharsets.UTF_8);
            }
            return report.isFaultless();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
