package org.portolan.agent.reconcile;

import java.util.TreeMap;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.ovsdb.SwitchView;

/**
 * A difference between what a host should be and what it is.
 *
 * @param where bridge, bridge and port, or namespace
 * @param expected {@value #ABSENT} if it should not be there
 * @param found {@value #ABSENT} if it is missing
 */
public record Drift(String where, String expected, String found) {
    /** In the place of a thing that is not there, or should not be. */
    public static final String ABSENT = "nothing";

    /** What a change would put right. */
    static Drift of(SwitchChange change, SwitchView now) {
        String bridge = change.bridge();
        return switch (change) {
            case SwitchChange.TagPort tag ->
                onPort(
                        now,
                        bridge,
                        tag.port(),
                        "tag=" + tag.tag() + " " + new TreeMap<>(tag.otherConfig()),
                        row -> "tag=" + row.tag() + " " + new TreeMap<>(row.otherConfig()));
            case SwitchChange.AddPort add ->
                new Drift(
                        bridge + " " + add.port(),
                        (add.interfaceType() + " " + new TreeMap<>(add.options())).strip(),
                        ABSENT);
            case SwitchChange.SetInterface set ->
                onPort(
                        now,
                        bridge,
                        set.port(),
                        set.interfaceType() + " " + new TreeMap<>(set.options()),
                        row -> row.interfaceType() + " " + new TreeMap<>(row.options()));
            case SwitchChange.CreateBridge create -> new Drift(bridge, "a bridge", ABSENT);
            case SwitchChange.ConfigureBridge configure ->
                new Drift(
                        bridge,
                        "fail_mode=secure, no controller, OpenFlow14",
                        now.bridge(bridge)
                                .map(row -> "fail_mode=" + row.failMode() + ", controller " + row.hasController()
                                        + ", protocols " + row.protocols() + ", datapath_type=" + row.datapathType())
                                .orElse(ABSENT));
            case SwitchChange.PlugDevice plug ->
                new Drift(bridge + " " + plug.port(), "a port " + new TreeMap<>(plug.externalIds()), ABSENT);
            case SwitchChange.LimitPort limit ->
                onPort(now, bridge, limit.port(), "limit " + limit.limit(), row -> "limit " + row.limit());
            case SwitchChange.RemovePort remove ->
                onPort(now, bridge, remove.port(), ABSENT, row -> (row.interfaceType() + " "
                                + new TreeMap<>(row.options()))
                        .strip());
            case SwitchChange.RemoveBridge remove -> new Drift(bridge, ABSENT, "a bridge");
        };
    }

    private interface Shown {
        String of(SwitchView.PortRow row);
    }

    private static Drift onPort(SwitchView now, String bridge, String port, String expected, Shown found) {
        return new Drift(
                bridge + " " + port,
                expected,
                now.port(bridge, port).map(found::of).orElse(ABSENT));
    }

    @Override
    public String toString() {
        return "Drift on " + where + ": expected [" + expected + "], found [" + found + "]";
    }
}
