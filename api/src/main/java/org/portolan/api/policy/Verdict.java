package org.portolan.api.policy;

/** What a rule says. */
public enum Verdict {
    /** It allows. */
    YES,
    /** It does not. */
    NO,
    /** That cannot be said without more of the target. */
    DEPENDS;

    static Verdict of(boolean allowed) {
        return allowed ? YES : NO;
    }

    Verdict not() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case DEPENDS -> DEPENDS;
        };
    }
}
