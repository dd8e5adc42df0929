package org.portolan.query.readmodel;

/**
 * One process among those that share a database.
 *
 * @param node the host, or what the operator calls it
 * @param pid the process there
 */
record ProcessName(String node, long pid) {

    /** This process. */
    static ProcessName onNode(String node) {
        return new ProcessName(node, ProcessHandle.current().pid());
    }

    /** Whether that is the name of a process of this node which has ended. */
    boolean knowsToBeEnded(String other) {
        int colon = other.lastIndexOf(':');
        if (colon < 0 || !other.substring(0, colon).equals(node)) {
            return false;
        }
        try {
            return ProcessHandle.of(Long.parseLong(other.substring(colon + 1))).isEmpty();
        } catch (NumberFormatException unlikeOurs) {
            return false;
        }
    }

    @Override
    public String toString() {
        return node + ":" + pid;
    }
}
