package org.portolan.agent.ovsdb;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.pipeline.Meter;

/** One thing to change in the configuration of Open vSwitch. */
public sealed interface SwitchChange {
    /** Bridge to which it applies. */
    String bridge();

    /**
     * A bridge as {@link ConfigureBridge} leaves it.
     *
     * @param datapathType empty leaves it to Open vSwitch
     */
    record CreateBridge(String bridge, String datapathType) implements SwitchChange {}

    /**
     * Make an existing bridge forward nothing on its own, obey no controller and speak the OpenFlow version that bundles need.
     *
     * @param datapathType empty leaves it as it is
     */
    record ConfigureBridge(String bridge, String datapathType) implements SwitchChange {}

    /**
     * A new port with one interface.
     *
     * @param externalIds of its interface: what it is, for whoever wires it
     * @param tag VLAN id of an access port; null for a port that takes all
     */
    record AddPort(
            String bridge,
            String port,
            String interfaceType,
            Map<String, String> options,
            Map<String, String> externalIds,
            @Nullable Integer tag)
            implements SwitchChange {
        public AddPort {
            options = Map.copyOf(options);
            externalIds = Map.copyOf(externalIds);
        }

        /** One that takes all, and is nothing else. */
        public AddPort(String bridge, String port, String interfaceType, Map<String, String> options) {
            this(bridge, port, interfaceType, options, Map.of(), null);
        }
    }

    /**
     * A port for a device that is there.
     *
     * @param externalIds of its interface: what it is, for whoever wires it
     */
    record PlugDevice(String bridge, String port, Map<String, String> externalIds) implements SwitchChange {
        public PlugDevice {
            externalIds = Map.copyOf(externalIds);
        }
    }

    /** Another type or other options for the interface of an existing port. */
    record SetInterface(String bridge, String port, String interfaceType, Map<String, String> options)
            implements SwitchChange {
        public SetInterface {
            options = Map.copyOf(options);
        }
    }

    /**
     * Make a port an access port.
     *
     * @param otherConfig keys to set; others stay
     */
    record TagPort(String bridge, String port, int tag, Map<String, String> otherConfig) implements SwitchChange {
        public TagPort {
            otherConfig = Map.copyOf(otherConfig);
        }
    }

    record RemovePort(String bridge, String port) implements SwitchChange {}

    /**
     * How much may leave the switch by a port; nothing is known of that for a port that is gone.
     *
     * @param limit null for no limit
     */
    record LimitPort(String bridge, String port, @Nullable Meter limit) implements SwitchChange {}

    /** A bridge goes, with its ports. */
    record RemoveBridge(String bridge) implements SwitchChange {}
}
