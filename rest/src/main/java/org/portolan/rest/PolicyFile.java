package org.portolan.rest;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.portolan.api.policy.MalformedRuleException;
import org.portolan.api.policy.Policy;
import org.portolan.api.resource.ResourceDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The policy in force: Neutron's own, and in the place of its rules those of an operator's {@code policy.yaml}.
 *
 * <ol>
 *   <li>A file with a rule that is not understood is refused at start, and told where it is wrong.
 *   <li>A file that is changed while the server runs counts from the next request after {@link #LOOK_AGAIN} on; one that is
 *       wrong, or gone, is told of in the log, and what counted before goes on to count.
 *   <li>Names that nothing asks about are warned of: they are most likely mistyped.
 * </ol>
 *
 * <p>May be used by any thread.
 */
public final class PolicyFile {

    /** How often the file is looked at, at most. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(PolicyFile.class);

    private final @Nullable Path file;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile State state;

    private record State(Policy policy, Object stamp, long lookedAt) {}

    /** Neutron's own policy, which nobody changes. */
    public PolicyFile() {
        this(null, System::nanoTime);
    }

    /**
     * The policy in that file, or Neutron's own when that is null.
     *
     * @throws MalformedPolicyException when it is not understood
     */
    PolicyFile(@Nullable Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        Object stamp = stamp(file);
        this.state = new State(file == null ? Policy.defaults() : read(file), stamp, nanoTime.getAsLong());
    }

    /** The policy in force now. */
    public Policy policy() {
        State known = state;
        boolean isRecent = nanoTime.getAsLong() - known.lookedAt() < LOOK_AGAIN.toNanos();
        if (file != null && !isRecent && looking.tryLock()) {
            try {
                state = again(file, known);
            } finally {
                looking.unlock();
            }
        }
        return state.policy();
    }

    private State again(Path file, State known) {
        long now = nanoTime.getAsLong();
        Object stamp = stamp(file);
        if (stamp.equals(known.stamp())) {
            return new State(known.policy(), stamp, now);
        }
        Policy policy = known.policy();
        try {
            policy = read(file);
            LOGGER.info("{} was changed and is in force", file);
        } catch (MalformedPolicyException wrong) {
            LOGGER.error("{} The policy that was in force before stays.", wrong.getMessage());
        }
        return new State(policy, stamp, now);
    }

    /** What becomes another when the file does. */
    private static Object stamp(@Nullable Path file) {
        if (file == null) {
            return "";
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException missing) {
            return "";
        }
    }

    private static Policy read(Path file) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        Map<String, Object> rules = new LinkedHashMap<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader);
            if (root instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    collect(file, tuple, rules, lines);
                }
            } else if (root != null) {
                throw new MalformedPolicyException(file + ": a list of rule: expression is expected.");
            }
        } catch (MarkedYAMLException wrong) {
            throw new MalformedPolicyException(file + ", line "
                    + (wrong.getProblemMark().getLine() + 1) + ", column "
                    + (wrong.getProblemMark().getColumn() + 1) + ": " + wrong.getProblem() + ".");
        } catch (YAMLException wrong) {
            throw new MalformedPolicyException(file + ": " + wrong.getMessage() + ".");
        } catch (IOException unreadable) {
            throw new MalformedPolicyException("The policy file " + file + " cannot be read: " + unreadable + ".");
        }
        Policy policy;
        try {
            policy = Policy.defaults().with(rules);
        } catch (MalformedRuleException wrong) {
            String column = wrong.column() == 0 ? "" : ", column " + wrong.column();
            throw new MalformedPolicyException(file + ", line " + lines.getOrDefault(wrong.rule(), 0) + ", rule "
                    + wrong.rule() + column + ": " + wrong.reason() + ".");
        }
        warnOf(file, policy, rules.keySet().stream().toList());
        return policy;
    }

    private static void collect(Path file, NodeTuple tuple, Map<String, Object> rules, Map<String, Integer> lines) {
        int line = tuple.getKeyNode().getStartMark().getLine() + 1;
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            throw new MalformedPolicyException(file + ", line " + line + ": the name of a rule is expected.");
        }
        String name = key.getValue();
        if (lines.put(name, line) != null) {
            throw new MalformedPolicyException(file + ", line " + line + ": rule " + name + " is there twice.");
        }
        rules.put(name, value(tuple.getValueNode()));
    }

    private static Object value(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode sequence -> {
                List<Object> values = new ArrayList<>();
                sequence.getValue().forEach(one -> values.add(value(one)));
                yield values;
            }
            default -> Map.of();
        };
    }

    private static void warnOf(Path file, Policy policy, List<String> names) {
        Policy neutron = Policy.defaults();
        for (String name : names) {
            boolean isAsked = neutron.has(name) || isMember(name) || policy.isNamed(name);
            if (!isAsked) {
                LOGGER.warn("{}: nothing asks the rule {}; is its name mistyped?", file, name);
            }
            for (String credential : policy.unknownCredentials(name)) {
                LOGGER.warn(
                        "{}: rule {} asks for a caller's {}, of which nothing is known; that allows nobody",
                        file,
                        name,
                        credential);
            }
        }
    }

    /** Whether the rule is of a kind of resource, or of a member of one. */
    private static boolean isMember(String name) {
        for (ResourceDescription<?> description : ResourceDescription.all()) {
            for (String verb : List.of("create_", "update_", "get_", "delete_")) {
                String action = verb + description.ruleName();
                if (name.equals(action)) {
                    return true;
                }
                if (name.startsWith(action + ":")
                        && description.fields().stream()
                                .anyMatch(field -> isOf(field.name(), name.substring(action.length() + 1)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOf(String member, String rule) {
        return rule.equals(member) || rule.startsWith(member + ":");
    }
}
