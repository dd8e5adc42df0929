package org.portolan.agent.reconcile;

/** Why a pass is due. */
public enum Trigger {
    /** The agent has caught up with the log for the first time. */
    STARTED(true),
    /** The log says something new. */
    LOG(false),
    /** Bridges, ports or taps have changed. */
    SWITCH(false),
    /** Open vSwitch has restarted, or the canary is gone. */
    FLOWS_LOST(true),
    /** Time to look whether all is as it was left. */
    AUDIT(true),
    /** The last pass failed. */
    RETRY(false);

    private final boolean readsFlowsBack;

    Trigger(boolean readsFlowsBack) {
        this.readsFlowsBack = readsFlowsBack;
    }

    /** Whether what was applied before cannot be relied on. */
    boolean readsFlowsBack() {
        return readsFlowsBack;
    }
}
