package org.portolan.api.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a rule asks: a tree of questions. */
sealed interface Check {

    /**
     * The answer.
     *
     * @param rules the rules by name, for those that name others; there is no circle among them
     */
    Verdict judge(Map<String, Check> rules, Credentials caller, Target target);

    /** {@code @} and {@code !}: everybody and nobody. */
    record Everybody(boolean allowed) implements Check {
        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            return Verdict.of(allowed);
        }
    }

    /** {@code rule:}: what that rule says. */
    record Named(String rule) implements Check {
        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            Check named = rules.get(rule);
            return named == null ? Verdict.NO : named.judge(rules, caller, target);
        }
    }

    /** {@code role:}: whether he has it; upper and lower case are the same. */
    record Role(Template role) implements Check {
        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            Template.Filled wanted = role.of(target);
            if (!wanted.isKnown()) {
                return Verdict.DEPENDS;
            }
            String name = wanted.text();
            return Verdict.of(name != null && caller.roles().stream().anyMatch(name::equalsIgnoreCase));
        }
    }

    /** {@code project_id:%(project_id)s}: whether what is known of him under a name is that. */
    record Credential(String name, Template value) implements Check {
        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            String known = caller.credential(name);
            return known == null ? Verdict.NO : same(known, value, target);
        }
    }

    /** {@code 'Member':%(role)s}, {@code True:%(shared)s}: whether a text is that. */
    record Literal(String text, Template value) implements Check {
        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            return same(text, value, target);
        }
    }

    private static Verdict same(String known, Template value, Target target) {
        Template.Filled wanted = value.of(target);
        return wanted.isKnown() ? Verdict.of(known.equals(wanted.text())) : Verdict.DEPENDS;
    }

    /**
     * {@code field:networks:shared=True}: whether a member of the target has that value, or one like that pattern. What a
     * network alone can be, a target is when the network is that it names.
     */
    record FieldValue(
            String collection,
            String field,
            String value,
            @Nullable Pattern pattern) implements Check {

        private static final List<String> TRUE = List.of("true", "1", "t", "yes", "on", "y");

        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            JsonNode found = target.value(field);
            if (found != null && found.isMissingNode() && collection.equals("networks")) {
                found = target.value("network:" + field);
            }
            return found == null ? Verdict.DEPENDS : Verdict.of(matches(found));
        }

        private boolean matches(JsonNode found) {
            if (found.isMissingNode() || found.isNull()) {
                return false;
            }
            if (pattern != null) {
                return pattern.matcher(Template.said(found)).lookingAt();
            }
            return found.isBoolean()
                    ? found.booleanValue() == TRUE.contains(value.toLowerCase(Locale.ROOT))
                    : Template.said(found).equals(value);
        }
    }

    /** {@code not}. */
    record Not(Check check) implements Check {
        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            return check.judge(rules, caller, target).not();
        }
    }

    /** {@code and}. */
    record All(List<Check> checks) implements Check {
        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            Verdict all = Verdict.YES;
            for (Check check : checks) {
                Verdict one = check.judge(rules, caller, target);
                if (one == Verdict.NO) {
                    return one;
                }
                all = one == Verdict.DEPENDS ? one : all;
            }
            return all;
        }
    }

    /** {@code or}. */
    record Any(List<Check> checks) implements Check {
        @Override
        public Verdict judge(Map<String, Check> rules, Credentials caller, Target target) {
            Verdict any = Verdict.NO;
            for (Check check : checks) {
                Verdict one = check.judge(rules, caller, target);
                if (one == Verdict.YES) {
                    return one;
                }
                any = one == Verdict.DEPENDS ? one : any;
            }
            return any;
        }
    }
}
