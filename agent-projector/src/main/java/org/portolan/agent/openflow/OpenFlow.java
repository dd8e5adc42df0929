package org.portolan.agent.openflow;

import java.util.List;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.FlowDump;
import org.portolan.agent.pipeline.Table;

/** The flows of this host's bridges. */
public interface OpenFlow {
    /**
     * All flows of a bridge that carry our mark.
     *
     * @throws OpenFlowException if the bridge does not answer
     */
    FlowDump dump(Bridge bridge);

    /**
     * The flows of one table of a bridge that carry our mark.
     *
     * @throws OpenFlowException if the bridge does not answer
     */
    FlowDump dump(Bridge bridge, Table table);

    /**
     * Forgets the connections of a zone of connection tracking.
     *
     * @throws OpenFlowException if the bridge does not answer
     */
    void forget(Bridge bridge, int zone);

    /**
     * Changes flows, all or none.
     *
     * @param changes in the format of {@code ovs-ofctl add-flows}: {@code add}, {@code delete} or {@code delete_strict} and a flow
     * @throws OpenFlowException if the bridge does not answer or refuses a line; then nothing has changed
     */
    void apply(Bridge bridge, List<String> changes);
}
