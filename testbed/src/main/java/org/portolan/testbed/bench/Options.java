package org.portolan.testbed.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to measure.
 *
 * @param operations how many requests a round of writes has
 * @param clients how many send them at the same time; with the most of these every operation is measured, with the others only the making
 *     of ports
 * @param ports how many ports the large subnet gets
 * @param only the operations
 * @param rounds how often each is measured
 * @param warmUps rounds before those, which do not count
 * @param round the longest a round of writes may take, and how long a round of reads does
 * @param output where the figures go as JSON
 * @param controller a controller that runs already, instead of one of its own
 */
public record Options(
        int operations,
        List<Integer> clients,
        int ports,
        Set<Operation> only,
        int rounds,
        int warmUps,
        Duration round,
        Optional<Path> output,
        Optional<URI> controller) {

    /** What the command line may be. */
    public static final String USAGE = """
            usage: ./portolan bench [OPTION...]     measure the API of a controller of its own, on a fresh log
                   ./portolan bench core [REGEX]    measure decisions, folds and rebuilds in memory, by JMH
              sudo ./portolan bench node [OPTION...]   measure a node, from POST to flow

              --operations N       requests of a round of writes (2000)
              --clients 1,8        clients at the same time: all is measured with the most, create_port with each (1,8)
              --ports N            ports on the large subnet of port_50000 (50000)
              --only A,B           of create_network, create_port, bind_port, show_port, list_ports_1000, delete_port, create_router,
                                   add_interface, remove_interface, create_floatingip, create_rule, pages_10000, port_50000
              --rounds N           measured rounds (3)
              --warm-ups N         rounds before, not counted; reads have at most 2 (10)
              --seconds N          of a round of reads, and the longest of a round of writes (10)
              --output FILE        the figures as JSON
              --controller URL     one that runs already
            """;

    private static final int MOST = 1_000_000;

    /** When nothing is said. */
    public static Options defaults() {
        return new Options(
                2000,
                List.of(1, 8),
                50_000,
                EnumSet.allOf(Operation.class),
                3,
                10,
                Duration.ofSeconds(10),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * What the arguments say.
     *
     * @throws IllegalArgumentException with a message for the user when they make no sense
     */
    public static Options parse(List<String> arguments) {
        Options options = defaults();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (equals < 0 && !rest.hasNext()) {
                throw new IllegalArgumentException(argument + " is unknown, or lacks its value");
            }
            options = options.with(name, equals < 0 ? rest.next() : argument.substring(equals + 1));
        }
        return options;
    }

    private Options with(String name, String value) {
        int newOperations = operations;
        List<Integer> newClients = clients;
        int newPorts = ports;
        Set<Operation> newOnly = only;
        int newRounds = rounds;
        int newWarmUps = warmUps;
        Duration newRound = round;
        Optional<Path> newOutput = output;
        Optional<URI> newController = controller;
        switch (name) {
            case "--operations" -> newOperations = number(name, value, 1, MOST);
            case "--clients" ->
                newClients = Arrays.stream(value.split(",", -1))
                        .map(count -> number(name, count, 1, 256))
                        .sorted()
                        .distinct()
                        .toList();
            case "--ports" -> newPorts = number(name, value, 1, MOST);
            case "--only" -> newOnly = operations(value);
            case "--rounds" -> newRounds = number(name, value, 1, 100);
            case "--warm-ups" -> newWarmUps = number(name, value, 0, 100);
            case "--seconds" -> newRound = Duration.ofSeconds(number(name, value, 1, 3600));
            case "--output" -> newOutput = Optional.of(Path.of(value));
            case "--controller" -> newController = Optional.of(controller(value));
            default -> throw new IllegalArgumentException("there is no option " + name);
        }
        return new Options(
                newOperations,
                newClients,
                newPorts,
                newOnly,
                newRounds,
                newWarmUps,
                newRound,
                newOutput,
                newController);
    }

    private static Set<Operation> operations(String value) {
        EnumSet<Operation> chosen = EnumSet.noneOf(Operation.class);
        for (String title : value.split(",", -1)) {
            chosen.add(Operation.titled(title.strip())
                    .orElseThrow(() -> new IllegalArgumentException("there is no operation " + title)));
        }
        return chosen;
    }

    static int number(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException fallThrough) {
            // Told below.
        }
        throw new IllegalArgumentException(name + " takes numbers from " + least + " to " + most + ", not " + text);
    }

    private static URI controller(String text) {
        URI uri = URI.create(text);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("--controller takes a URL such as http://127.0.0.1:9696, not " + text);
        }
        return uri.getPort() < 0 ? URI.create("http://" + uri.getHost() + ":80") : uri;
    }

    /** The most clients. */
    int crowd() {
        return clients.getLast();
    }
}
