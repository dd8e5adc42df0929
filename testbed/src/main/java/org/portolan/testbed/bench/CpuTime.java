package org.portolan.testbed.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** CPU time of processes, in milliseconds, as /proc counts it: in ticks of 10 ms. */
final class CpuTime {

    private static final int MILLIS_OF_A_TICK = 10;
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int CHILDREN_SYSTEM = 14;

    private CpuTime() {}

    /** Of a process and of those of its children that ended; 0 when it is gone. */
    static long of(long pid) {
        List<String> fields = stat(Path.of("/proc", Long.toString(pid)));
        return fields.size() <= CHILDREN_SYSTEM
                ? 0
                : MILLIS_OF_A_TICK
                        * fields.subList(USER, CHILDREN_SYSTEM + 1).stream()
                                .mapToLong(Long::parseLong)
                                .sum();
    }

    /** Of a process and all of its children. */
    static long ofFamily(long pid) {
        String parent = Long.toString(pid);
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return of(pid)
                    + processes
                            .filter(path -> Character.isDigit(
                                    path.getFileName().toString().charAt(0)))
                            .filter(path -> {
                                List<String> fields = stat(path);
                                return fields.size() > PARENT
                                        && fields.get(PARENT).equals(parent);
                            })
                            .mapToLong(
                                    path -> of(Long.parseLong(path.getFileName().toString())))
                            .sum();
        } catch (IOException noProc) {
            return 0;
        }
    }

    /** The fields of /proc/pid/stat from the state on, the first after the name in parentheses; empty when it is gone. */
    private static List<String> stat(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            return List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
