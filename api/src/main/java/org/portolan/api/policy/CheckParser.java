package org.portolan.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads rules in oslo.policy's language: {@code not} binds closer than {@code and}, and that closer than {@code or}. Where
 * oslo would take a rule that it does not understand for one that allows nothing, this says what is wrong with it.
 */
final class CheckParser {

    /** What is known of callers; see {@link Credentials#credential}. */
    static final Set<String> CREDENTIALS =
            Set.of("user_id", "user", "project_id", "tenant_id", "tenant", "is_admin", "request_id");

    private static final Set<String> OWNERS = Set.of("tenant_id");
    private static final Set<String> REMOTE = Set.of("http", "https");
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern MEMBER = Pattern.compile("%\\(([^()]*)\\)s");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");
    private static final int DEEPEST = 100;

    private final String rule;
    private final List<Token> tokens;
    private final int end;
    private int next;
    private int depth;

    private record Token(String text, int column) {

        boolean is(String word) {
            return text.toLowerCase(Locale.ROOT).equals(word);
        }
    }

    private CheckParser(String rule, String text) {
        this.rule = rule;
        this.tokens = tokens(text);
        this.end = text.length() + 1;
    }

    /**
     * The meaning of a rule's text; an empty one allows everybody.
     *
     * @param rule the rule's name, for complaints
     * @throws MalformedRuleException when it has none
     */
    static Check parse(String rule, String text) {
        CheckParser parser = new CheckParser(rule, text);
        if (parser.tokens.isEmpty()) {
            return new Check.Everybody(true);
        }
        Check check = parser.any();
        if (parser.next < parser.tokens.size()) {
            Token left = parser.tokens.get(parser.next);
            throw parser.complaint(
                    left.column(),
                    left.is(")") ? "there is no ( for this )" : "and, or or nothing is expected, not " + left.text());
        }
        return check;
    }

    /**
     * The meaning of a rule in the old form: a list of alternatives, each a check or a list of checks that must all hold.
     *
     * @throws MalformedRuleException when it has none
     */
    static Check parse(String rule, List<?> alternatives) {
        if (alternatives.isEmpty()) {
            return new Check.Everybody(true);
        }
        List<Check> any = new ArrayList<>();
        for (Object alternative : alternatives) {
            List<?> checks = alternative instanceof List<?> list ? list : List.of(alternative);
            List<Check> all = new ArrayList<>();
            for (Object check : checks) {
                if (!(check instanceof String text)) {
                    throw new MalformedRuleException(rule, 0, "a list of lists of texts is expected");
                }
                all.add(new CheckParser(rule, "").atom(new Token(text.strip(), 1)));
            }
            if (!all.isEmpty()) {
                any.add(all.size() == 1 ? all.getFirst() : new Check.All(List.copyOf(all)));
            }
        }
        return any.isEmpty() ? new Check.Everybody(false) : new Check.Any(List.copyOf(any));
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            int start = word.start();
            int stop = word.end();
            while (start < stop && text.charAt(start) == '(') {
                tokens.add(new Token("(", start + 1));
                start++;
            }
            int closed = stop;
            while (closed > start && text.charAt(closed - 1) == ')') {
                closed--;
            }
            if (closed > start) {
                tokens.add(new Token(text.substring(start, closed), start + 1));
            }
            for (int i = closed; i < stop; i++) {
                tokens.add(new Token(")", i + 1));
            }
        }
        return tokens;
    }

    private Check any() {
        List<Check> checks = new ArrayList<>(List.of(all()));
        while (takes("or")) {
            checks.add(all());
        }
        return checks.size() == 1 ? checks.getFirst() : new Check.Any(List.copyOf(checks));
    }

    private Check all() {
        List<Check> checks = new ArrayList<>(List.of(one()));
        while (takes("and")) {
            checks.add(one());
        }
        return checks.size() == 1 ? checks.getFirst() : new Check.All(List.copyOf(checks));
    }

    private Check one() {
        if (next == tokens.size()) {
            throw complaint(end, "a check is missing at the end");
        }
        Token token = tokens.get(next);
        if (++depth > DEEPEST) {
            throw complaint(token.column(), "it is nested too deeply");
        }
        next++;
        Check check;
        if (token.is("not")) {
            check = new Check.Not(one());
        } else if (token.is("(")) {
            check = any();
            if (!takes(")")) {
                int at = next == tokens.size() ? end : tokens.get(next).column();
                throw complaint(at, "there is no ) for the ( in column " + token.column());
            }
        } else if (token.is(")") || token.is("and") || token.is("or")) {
            throw complaint(token.column(), "a check is expected, not " + token.text());
        } else {
            check = atom(token);
        }
        depth--;
        return check;
    }

    private boolean takes(String word) {
        boolean there = next < tokens.size() && tokens.get(next).is(word);
        if (there) {
            next++;
        }
        return there;
    }

    private Check atom(Token token) {
        String text = token.text();
        if (text.equals("@") || text.equals("!")) {
            return new Check.Everybody(text.equals("@"));
        }
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw complaint(token.column(), "'" + text + "' is no check: kind:value is expected");
        }
        String kind = text.substring(0, colon);
        String match = text.substring(colon + 1);
        int column = token.column() + colon + 1;
        if (REMOTE.contains(kind)) {
            throw complaint(token.column(), "checks by other servers (" + kind + ":) are not supported");
        }
        return switch (kind) {
            case "rule" -> new Check.Named(match);
            case "role" -> new Check.Role(template(match, column));
            case "field" -> field(match, column);
            default -> {
                String literal = literal(kind);
                if (literal != null) {
                    yield new Check.Literal(literal, template(match, column));
                }
                if (OWNERS.contains(kind) && !MEMBER.matcher(match).matches()) {
                    throw complaint(column, "tenant_id: is followed by a member of the target, %(name)s");
                }
                yield new Check.Credential(kind, template(match, column));
            }
        };
    }

    private static @Nullable String literal(String kind) {
        char first = kind.charAt(0);
        boolean quoted =
                kind.length() >= 2 && (first == '\'' || first == '"') && kind.charAt(kind.length() - 1) == first;
        if (quoted) {
            return kind.substring(1, kind.length() - 1);
        }
        boolean constant = kind.equals("True") || kind.equals("False") || kind.equals("None");
        return constant || NUMBER.matcher(kind).matches() ? kind : null;
    }

    private Check field(String match, int column) {
        int colon = match.indexOf(':');
        int equals = match.indexOf('=', colon + 1);
        if (colon <= 0 || equals < 0) {
            throw complaint(column, "field: is followed by collection:member=value");
        }
        String value = match.substring(equals + 1);
        Pattern pattern = null;
        if (value.startsWith("~")) {
            try {
                pattern = Pattern.compile(value.substring(1));
            } catch (PatternSyntaxException wrong) {
                throw complaint(column + equals + 2 + Math.max(wrong.getIndex(), 0), wrong.getDescription());
            }
        }
        return new Check.FieldValue(match.substring(0, colon), match.substring(colon + 1, equals), value, pattern);
    }

    private Template template(String match, int column) {
        List<Template.Part> parts = new ArrayList<>();
        Matcher member = MEMBER.matcher(match);
        int from = 0;
        while (member.find()) {
            plain(match, from, member.start(), column, parts);
            parts.add(new Template.Part(true, member.group(1)));
            from = member.end();
        }
        plain(match, from, match.length(), column, parts);
        return new Template(List.copyOf(parts));
    }

    private void plain(String match, int from, int to, int column, List<Template.Part> parts) {
        String text = match.substring(from, to);
        int sign = text.indexOf("%(");
        if (sign >= 0) {
            throw complaint(column + from + sign, "a member of the target is written %(name)s");
        }
        if (!text.isEmpty()) {
            parts.add(new Template.Part(false, text));
        }
    }

    private MalformedRuleException complaint(int column, String reason) {
        return new MalformedRuleException(rule, column, reason);
    }
}
