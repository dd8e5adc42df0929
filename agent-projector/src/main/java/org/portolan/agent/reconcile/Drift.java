package org.portolan.agent.reconcile;

/**
 * Something on the host that was changed by another hand.
 *
 * @param where bridge, or bridge and port
 * @param expected {@value #ABSENT} if it should not be there
 * @param found {@value #ABSENT} if it is missing
 */
public record Drift(String where, String expected, String found) {
    /** In the place of a thing that is not there, or should not be. */
    public static final String ABSENT = "nothing";

    @Override
    public String toString() {
        return "Drift on " + where + ": expected [" + expected + "], found [" + found + "]";
    }
}
