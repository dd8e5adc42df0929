package org.portolan.testbed.bench;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What to measure of a node.
 *
 * @param ports how many ports of other hosts the node is to know
 * @param hosts how many other hosts these are on
 * @param samples how many ports are made one after the other in a round
 * @param rounds how often everything is measured
 * @param warmUps rounds of samples before those, which do not count
 * @param output where the figures go as JSON
 */
public record NodeOptions(int ports, int hosts, int samples, int rounds, int warmUps, Optional<Path> output) {

    /** What the command line may be. */
    public static final String USAGE = """
            usage: sudo ./portolan bench node [OPTION...]     measure a node: controller, agent and Open vSwitch in a network namespace

              --ports N            ports of other hosts that the node knows in the end (10000)
              --hosts N            other hosts that they are on (50)
              --samples N          ports of a round that are made one after the other, from POST to flow (200)
              --rounds N           measured rounds, and starts of the agent of each kind (3)
              --warm-ups N         rounds of samples before, not counted (3)
              --output FILE        the figures as JSON
            """;

    private static final int MOST_PORTS = 60_000;
    private static final int MOST_HOSTS = 150;

    /** When nothing is said. */
    public static NodeOptions defaults() {
        return new NodeOptions(10_000, 50, 200, 3, 3, Optional.empty());
    }

    /**
     * What the arguments say.
     *
     * @throws IllegalArgumentException with a message for the user when they make no sense
     */
    public static NodeOptions parse(List<String> arguments) {
        NodeOptions options = defaults();
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

    private NodeOptions with(String name, String value) {
        return switch (name) {
            case "--ports" ->
                new NodeOptions(Options.number(name, value, 1, MOST_PORTS), hosts, samples, rounds, warmUps, output);
            case "--hosts" ->
                new NodeOptions(ports, Options.number(name, value, 1, MOST_HOSTS), samples, rounds, warmUps, output);
            case "--samples" ->
                new NodeOptions(ports, hosts, Options.number(name, value, 1, 1000), rounds, warmUps, output);
            case "--rounds" ->
                new NodeOptions(ports, hosts, samples, Options.number(name, value, 1, 20), warmUps, output);
            case "--warm-ups" ->
                new NodeOptions(ports, hosts, samples, rounds, Options.number(name, value, 0, 20), output);
            case "--output" -> new NodeOptions(ports, hosts, samples, rounds, warmUps, Optional.of(Path.of(value)));
            default -> throw new IllegalArgumentException("there is no option " + name);
        };
    }
}
