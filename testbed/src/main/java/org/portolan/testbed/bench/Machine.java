package org.portolan.testbed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What it was measured on.
 *
 * @param cpu the processor's model
 * @param cores how many of it this process may use
 * @param memory in bytes
 * @param kernel the operating system and its version
 * @param jdk the Java runtime
 */
public record Machine(String cpu, int cores, long memory, String kernel, String jdk) {

    /** This one. */
    public static Machine here() {
        return new Machine(
                value(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                1024 * number(value(Path.of("/proc/meminfo"), "MemTotal")),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    }

    /** How many processes wanted a core in the last minute, on average; negative where that is not known. */
    static double load() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        } catch (IOException notLinux) {
            return -1;
        }
    }

    private static String value(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }

    private static long number(String text) {
        String digits = text.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    ObjectNode toJson(JsonMapper json) {
        return json.createObjectNode()
                .put("cpu", cpu)
                .put("cores", cores)
                .put("memory_bytes", memory)
                .put("kernel", kernel)
                .put("jdk", jdk);
    }

    @Override
    public String toString() {
        return cores + " cores of " + cpu + ", " + memory / (1 << 20) + " MiB, " + kernel + ", " + jdk;
    }
}
