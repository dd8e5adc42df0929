package org.portolan.agent.pipeline;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A flow in the one form in which Open vSwitch 3 prints it under OpenFlow 1.4.
 *
 * <ol>
 *   <li>Two flows do the same exactly if they are equal, so a comparison with the switch never reports a difference that is none.
 *   <li>A flow is small: a key and two texts, for there may be tens of thousands.
 *   <li>A jump that the pipeline does not allow cannot be built.
 * </ol>
 *
 * @param actions comma separated
 */
public record Flow(Key key, Cookie cookie, String actions) {

    /** Priority that OpenFlow gives to a flow that names none. */
    static final int DEFAULT_PRIORITY = 32768;

    /**
     * What makes a flow one and the same to the switch: adding another with this key replaces it.
     *
     * @param match in normal form, empty if every frame matches
     */
    public record Key(int table, int priority, String match) {
        /** The form in which this one flow is deleted, if it is ours. */
        public String toDelete() {
            return "delete_strict cookie=" + Cookie.ours() + ",table=" + table + ",priority=" + priority
                    + (match.isEmpty() ? "" : "," + match);
        }

        /** By hand: the generated ones are several times slower, and tens of thousands of keys are hashed for each change. */
        @Override
        public int hashCode() {
            return 31 * (31 * table + priority) + match.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && table == key.table
                    && priority == key.priority
                    && match.equals(key.match);
        }
    }

    /** Starts a flow of that table, which matches all and belongs to the bare pipeline until told otherwise. */
    public static Draft in(Table table) {
        return new Draft(table, 1, Match.any(), Cookie.of(Cookie.Feature.PIPELINE, 0));
    }

    /** As {@code ovs-ofctl dump-flows --no-stats --no-names} prints it, and as {@code add-flows} takes it. */
    public String text() {
        StringBuilder text = new StringBuilder(64 + key.match.length() + actions.length());
        if (cookie.bits() != 0) {
            text.append("cookie=").append(cookie).append(", ");
        }
        if (key.table != 0) {
            text.append("table=").append(key.table).append(", ");
        }
        if (key.priority != DEFAULT_PRIORITY) {
            text.append("priority=").append(key.priority).append(key.match.isEmpty() ? "" : ",");
        }
        return text.append(key.match)
                .append(key.match.isEmpty() && key.priority == DEFAULT_PRIORITY ? "" : " ")
                .append("actions=")
                .append(actions)
                .toString();
    }

    @Override
    public String toString() {
        return text();
    }

    /** A flow that has no actions yet. */
    public record Draft(Table table, int priority, Match match, Cookie cookie) {
        public Draft {
            if (priority < 0 || priority > 65535) {
                throw new IllegalArgumentException("Priority " + priority + " is not within 0 and 65535");
            }
        }

        public Draft priority(int number) {
            return new Draft(table, number, match, cookie);
        }

        public Draft match(Match what) {
            return new Draft(table, priority, what, cookie);
        }

        /** Says for what the flow is there and which event made it so. */
        public Draft because(Cookie.Feature feature, long position) {
            return new Draft(table, priority, match, Cookie.of(feature, position));
        }

        /**
         * The finished flow.
         *
         * @throws IllegalArgumentException if an action leads to a table that the pipeline does not allow after this one
         */
        public Flow then(Action... actions) {
            StringJoiner text = new StringJoiner(",");
            for (Action action : actions) {
                action.leadsTo().filter(next -> !table.leadsTo(next)).ifPresent(next -> {
                    throw new IllegalArgumentException("No way leads from " + table + " to " + next);
                });
                text.add(action.text());
            }
            return new Flow(new Key(table.id(), priority, match.text()), cookie, text.toString());
        }
    }
}
