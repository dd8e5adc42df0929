package org.portolan.api.policy;

/** A rule that cannot be understood. */
public final class MalformedRuleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String rule;
    private final int column;

    /**
     * @param rule its name
     * @param column where in its text the trouble is, from 1; 0 when it is the whole
     */
    public MalformedRuleException(String rule, int column, String reason) {
        super(reason);
        this.rule = rule;
        this.column = column;
    }

    /** The rule's name. */
    public String rule() {
        return rule;
    }

    /** Where in the rule's text the trouble is, from 1; 0 when it is the whole. */
    public int column() {
        return column;
    }

    /** What the trouble is. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
