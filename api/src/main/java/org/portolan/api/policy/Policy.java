package org.portolan.api.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may do what.
 *
 * <ol>
 *   <li>Rules have Neutron's names and, unless an operator says otherwise, the meaning that Neutron 21 gives them: one text
 *       beside this class has them all.
 *   <li>What cannot be understood is refused when it is read, never when it is asked.
 *   <li>A rule may be asked before all of its target is known; then it says whether it needs to know more.
 * </ol>
 *
 * <p>Immutable: a request is judged by the policy in force when it came.
 */
public final class Policy {

    /** The rule that tells administrators, who may do everything. */
    public static final String ADMIN = "context_is_admin";

    /** The rule that tells services, such as a load balancer's, that work on what belongs to others. */
    public static final String SERVICE = "context_is_advsvc";

    /** The rule that tells auditors, who may read all that ever was, and who did it. */
    public static final String AUDITOR = "portolan_auditor";

    private static final String DEFAULT = "default";
    private static final Pattern LINE = Pattern.compile("\"([^\"]+)\": \"([^\"]*)\"");

    private final Map<String, Check> rules;
    private final Map<String, List<String>> asked;
    private final Set<String> always;
    private final Set<String> changed;

    /** Read once, when they are first needed: nodes do without. */
    private static final class Defaults {
        private static final Policy NEUTRON = read();
    }

    private Policy(Map<String, Check> rules, Map<String, List<String>> asked, Set<String> always, Set<String> changed) {
        this.rules = rules;
        this.asked = asked;
        this.always = always;
        this.changed = changed;
        requireComplete();
        requireNoCircle();
    }

    /** Neutron's own. */
    public static Policy defaults() {
        return Defaults.NEUTRON;
    }

    private static Policy read() {
        Map<String, Check> rules = new LinkedHashMap<>();
        Stream.concat(lines("neutron.yaml"), lines("portolan.yaml")).forEach(line -> {
            Matcher rule = LINE.matcher(line);
            if (!rule.matches()) {
                throw new IllegalStateException("No rule: " + line);
            }
            rules.put(rule.group(1), CheckParser.parse(rule.group(1), rule.group(2)));
        });
        Map<String, List<String>> asked = new LinkedHashMap<>();
        Set<String> always = new HashSet<>();
        lines("attributes.txt").forEach(line -> {
            String[] words = line.split(" +", -1);
            for (String word : Arrays.asList(words).subList(1, words.length)) {
                String attribute = word.replace("!", "");
                add(asked, "create_" + words[0], attribute);
                add(asked, "update_" + words[0], attribute);
                if (!word.equals(attribute)) {
                    always.add("create_" + words[0] + ":" + attribute);
                }
            }
        });
        for (String name : rules.keySet()) {
            int colon = name.indexOf(':');
            if (colon > 0 && name.startsWith("get_")) {
                add(asked, name.substring(0, colon), name.substring(colon + 1));
            }
        }
        return new Policy(Map.copyOf(rules), Map.copyOf(asked), Set.copyOf(always), Set.of());
    }

    private static Stream<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(Policy.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void add(Map<String, List<String>> asked, String action, String attribute) {
        List<String> known = asked.getOrDefault(action, List.of());
        if (!known.contains(attribute)) {
            asked.put(
                    action, Stream.concat(known.stream(), Stream.of(attribute)).toList());
        }
    }

    /**
     * This policy with other rules in the place of those of the same names, and with those beside it.
     *
     * @param others texts, or lists in oslo.policy's old form
     * @throws MalformedRuleException when one is not understood, or names a rule that there is not
     */
    public Policy with(Map<String, ?> others) {
        Map<String, Check> all = new LinkedHashMap<>(rules);
        Map<String, List<String>> more = new LinkedHashMap<>(asked);
        Set<String> different = new LinkedHashSet<>(changed);
        others.forEach((name, value) -> {
            Check check =
                    switch (value) {
                        case String text -> CheckParser.parse(name, text);
                        case List<?> alternatives -> CheckParser.parse(name, alternatives);
                        default -> throw new MalformedRuleException(name, 0, "a text is expected");
                    };
            if (!check.equals(all.put(name, check))) {
                different.add(name);
            }
            int colon = name.indexOf(':');
            int sub = name.indexOf(':', colon + 1);
            boolean isWithin = sub > 0
                    && (rules.containsKey(name.substring(0, sub)) || others.containsKey(name.substring(0, sub)));
            if (colon > 0 && !isWithin) {
                add(more, name.substring(0, colon), name.substring(colon + 1));
            }
        });
        return new Policy(Map.copyOf(all), Map.copyOf(more), always, Set.copyOf(different));
    }

    private void requireComplete() {
        rules.forEach((name, check) -> {
            for (String other : named(check)) {
                if (!rules.containsKey(other)) {
                    throw new MalformedRuleException(name, 0, "there is no rule '" + other + "'");
                }
            }
        });
    }

    private void requireNoCircle() {
        Set<String> proven = new HashSet<>();
        rules.keySet().forEach(name -> requireNoCircle(name, new LinkedHashSet<>(), proven));
    }

    private void requireNoCircle(String name, Set<String> above, Set<String> proven) {
        if (proven.contains(name)) {
            return;
        }
        if (!above.add(name)) {
            throw new MalformedRuleException(
                    name, 0, "it needs itself to be told: " + String.join(" needs ", above) + " needs " + name);
        }
        for (String other : named(rule(name))) {
            requireNoCircle(other, above, proven);
        }
        above.remove(name);
        proven.add(name);
    }

    private Check rule(String name) {
        return Objects.requireNonNullElseGet(rules.get(name), () -> Objects.requireNonNull(rules.get(DEFAULT)));
    }

    private static List<String> named(Check check) {
        List<String> named = new ArrayList<>();
        switch (check) {
            case Check.Named other -> named.add(other.rule());
            case Check.Not not -> named.addAll(named(not.check()));
            case Check.All all -> all.checks().forEach(one -> named.addAll(named(one)));
            case Check.Any any -> any.checks().forEach(one -> named.addAll(named(one)));
            case Check.Everybody everybody -> {}
            case Check.Role role -> {}
            case Check.Credential credential -> {}
            case Check.Literal literal -> {}
            case Check.FieldValue field -> {}
        }
        return named;
    }

    /** Whether there is a rule of that name. */
    public boolean has(String rule) {
        return rules.containsKey(rule);
    }

    /** The names of all rules. */
    public Set<String> names() {
        return rules.keySet();
    }

    /** Whether another rule names that one. */
    public boolean isNamed(String rule) {
        return rules.values().stream().anyMatch(check -> named(check).contains(rule));
    }

    /** What the rule says; where there is none, the one named {@code default} counts. */
    public Verdict judge(String rule, Credentials caller, Target target) {
        return rule(rule).judge(rules, caller, target);
    }

    /** What the rules say together. */
    public Verdict judge(Demand demand, Credentials caller, Target target) {
        Verdict all = Verdict.YES;
        for (String rule : demand.rules()) {
            Verdict one = judge(rule, caller, target);
            if (one == Verdict.NO) {
                return one;
            }
            all = one == Verdict.DEPENDS ? one : all;
        }
        return all;
    }

    /** Whether the rule means something else than in Neutron's own policy. */
    public boolean isChanged(String rule) {
        return !changed.isEmpty()
                && (changed.contains(rule) || named(rule(rule)).stream().anyMatch(this::isChanged));
    }

    /**
     * The attributes that have rules of their own when a resource is created, updated or read, in Neutron's order.
     *
     * @param action such as {@code create_network}
     */
    public List<String> attributesOf(String action) {
        return asked.getOrDefault(action, List.of());
    }

    /** Whether a create that says the attribute of that rule is asked about it though it says no more than the default. */
    public boolean isAskedAlways(String rule) {
        return always.contains(rule);
    }

    /** The names by which the rule asks what is known of callers, where nothing ever is: such checks allow nobody. */
    public Set<String> unknownCredentials(String rule) {
        Set<String> unknown = new LinkedHashSet<>();
        collectUnknown(rule(rule), unknown);
        return unknown;
    }

    private static void collectUnknown(Check check, Set<String> unknown) {
        switch (check) {
            case Check.Credential credential -> {
                if (!CheckParser.CREDENTIALS.contains(credential.name())) {
                    unknown.add(credential.name());
                }
            }
            case Check.Not not -> collectUnknown(not.check(), unknown);
            case Check.All all -> all.checks().forEach(one -> collectUnknown(one, unknown));
            case Check.Any any -> any.checks().forEach(one -> collectUnknown(one, unknown));
            case Check.Named named -> {}
            case Check.Everybody everybody -> {}
            case Check.Role role -> {}
            case Check.Literal literal -> {}
            case Check.FieldValue field -> {}
        }
    }
}
