package org.portolan.agent.openflow;

import java.util.List;
import java.util.Map;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.FlowDump;
import org.portolan.agent.pipeline.Meter;
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
     * All meters of a bridge, by number.
     *
     * @throws OpenFlowException if the bridge does not answer
     */
    Map<Integer, Meter> meters(Bridge bridge);

    /**
     * Makes a meter, or has one that is there let another amount pass.
     *
     * @param known whether it is there
     * @throws OpenFlowException if the bridge does not answer, or refuses
     */
    void put(Bridge bridge, int number, Meter meter, boolean known);

    /**
     * Removes a meter, with flows that name it.
     *
     * @throws OpenFlowException if the bridge does not answer
     */
    void removeMeter(Bridge bridge, int number);

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

    /**
     * Has packets be decided by the flows that there are now, where a datapath might go on with what former flows said. To be called
     * when flows or ports were changed.
     *
     * @throws OpenFlowException if Open vSwitch does not answer
     */
    void forgetDecisions();
}
