package org.portolan.agent.reconcile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.BridgeFlows;
import org.portolan.agent.desired.DesiredState;
import org.portolan.agent.desired.DesiredSwitch;
import org.portolan.agent.desired.LocalVlans;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.desired.TopologyView;
import org.portolan.agent.openflow.OpenFlow;
import org.portolan.agent.openflow.OpenFlowException;
import org.portolan.agent.ovsdb.Ovsdb;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.FlowDump;
import org.portolan.agent.pipeline.Meter;
import org.portolan.agent.pipeline.Patch;
import org.portolan.agent.pipeline.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the host as the log wants it.
 *
 * <ol>
 *   <li>Applies the latest state, not each step on the way: whatever happens during a pass is dealt with by the next.
 *   <li>A normal change costs what it changes; flows are read back only at the start, when they may be lost, and now and then.
 *   <li>What others have changed is named and put right, without asking the controller.
 *   <li>When something fails it says so, waits longer each time, and tries again; flows that are in place stay in place.
 * </ol>
 */
public final class Reconciler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    /** Create ports, learn their numbers, tag what the numbers brought to light; then it must be at rest. */
    private static final int ROUNDS = 4;

    private static final int NAMED_DRIFTS = 10;

    /**
     * How often, and how patiently.
     *
     * @param audit time between two full comparisons
     * @param canary time between two looks at whether flows are still there
     * @param firstPause before trying again after a failure; doubles with each failure
     * @param longestPause bound of the above
     */
    public record Rhythm(Duration audit, Duration canary, Duration firstPause, Duration longestPause) {
        /** Audit each minute, look for the canary every two seconds, retry after 50 ms up to 5 s. */
        public static Rhythm standard() {
            return new Rhythm(
                    Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(5));
        }
    }

    private final Renderer renderer;
    private final Supplier<TopologyView> views;
    private final Ovsdb ovsdb;
    private final OpenFlow openFlow;
    private final Consumer<Receipt> receipts;
    private final Rhythm rhythm;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition due = lock.newCondition();
    private final EnumSet<Trigger> triggers = EnumSet.noneOf(Trigger.class);
    private boolean closed;
    private @Nullable Thread thread;

    private LocalVlans vlans = LocalVlans.none();
    private final Map<Bridge, BridgeFlows> applied = new HashMap<>();
    /** Bridges whose flows need not be read back before they are changed. */
    private final Set<Bridge> trusted = new HashSet<>();

    /** Zones of connection tracking in which there may be connections of networks that were there before. */
    private final Set<Integer> unknown = new HashSet<>();

    /** Whether something was changed since the datapath last was told to forget what it had decided. */
    private boolean isChanged;

    private SwitchView left = SwitchView.empty();
    private int failures;

    /**
     * @param views the latest fold of the log
     * @param receipts told after each pass, by the reconciler's own thread
     */
    public Reconciler(
            Renderer renderer,
            Supplier<TopologyView> views,
            Ovsdb ovsdb,
            OpenFlow openFlow,
            Consumer<Receipt> receipts,
            Rhythm rhythm) {
        this.renderer = renderer;
        this.views = views;
        this.ovsdb = ovsdb;
        this.openFlow = openFlow;
        this.receipts = receipts;
        this.rhythm = rhythm;
    }

    /** Begins to act. To be called once the agent has caught up with the log, for before that nothing may be touched. */
    public void start() {
        lock.lock();
        try {
            if (thread != null || closed) {
                return;
            }
            triggers.add(Trigger.STARTED);
            thread = Thread.ofPlatform().name("reconciler").daemon().start(this::loop);
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a pass; returns at once. Requests that arrive during a pass are served together by the next. */
    public void trigger(Trigger reason) {
        lock.lock();
        try {
            triggers.add(reason);
            due.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stops after the pass that is running. Flows stay, so traffic goes on. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            due.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        try {
            if (running != null && !running.equals(Thread.currentThread())) {
                running.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        long nextAudit = System.nanoTime() + rhythm.audit().toNanos();
        long nextCanary = System.nanoTime() + rhythm.canary().toNanos();
        long retry = Long.MAX_VALUE;
        while (true) {
            long wake = retry != Long.MAX_VALUE ? retry : Math.min(nextAudit, nextCanary);
            Set<Trigger> reasons = await(wake, retry != Long.MAX_VALUE);
            if (isClosed()) {
                return;
            }
            long now = System.nanoTime();
            if (retry == Long.MAX_VALUE && now - nextCanary >= 0) {
                nextCanary = now + rhythm.canary().toNanos();
                if (!reasons.contains(Trigger.FLOWS_LOST) && isCanaryGone()) {
                    reasons.add(Trigger.FLOWS_LOST);
                }
            }
            if (now - nextAudit >= 0) {
                reasons.add(Trigger.AUDIT);
            }
            if (retry != Long.MAX_VALUE) {
                reasons.add(Trigger.RETRY);
            }
            if (reasons.isEmpty()) {
                continue;
            }
            Receipt receipt = pass(reasons);
            if (reasons.contains(Trigger.AUDIT)) {
                nextAudit = System.nanoTime() + rhythm.audit().toNanos();
            }
            retry = receipt instanceof Receipt.Failed failed
                    ? System.nanoTime() + failed.again().toNanos()
                    : Long.MAX_VALUE;
            tell(receipt);
        }
    }

    private void tell(Receipt receipt) {
        try {
            receipts.accept(receipt);
        } catch (RuntimeException e) {
            log.error("A receipt for position {} could not be delivered", positionOf(receipt), e);
        }
    }

    private static long positionOf(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Applied done -> done.position();
            case Receipt.Failed failed -> failed.position();
        };
    }

    /**
     * Waits until there is a reason or the time has come. A pause after a failure is cut short only when Open vSwitch goes or comes
     * back.
     */
    private EnumSet<Trigger> await(long wake, boolean pausing) {
        lock.lock();
        try {
            while (!closed && (pausing ? !triggers.contains(Trigger.FLOWS_LOST) : triggers.isEmpty())) {
                long left = wake - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                due.awaitNanos(left);
            }
            EnumSet<Trigger> taken = EnumSet.copyOf(triggers);
            triggers.clear();
            return taken;
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
            return EnumSet.noneOf(Trigger.class);
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isCanaryGone() {
        try {
            return openFlow.dump(Bridge.BR_INT, Table.CANARY).flows().isEmpty();
        } catch (OpenFlowException e) {
            log.debug("The canary cannot be seen", e);
            return true;
        }
    }

    /** One pass, on the calling thread. */
    public Receipt pass(Set<Trigger> reasons) {
        TopologyView view = views.get();
        long begin = System.nanoTime();
        if (reasons.stream().anyMatch(Trigger::readsFlowsBack)) {
            trusted.clear();
        }
        try {
            Receipt.Applied done = converge(view, begin);
            failures = 0;
            return done;
        } catch (OvsdbException | OpenFlowException e) {
            return failed(view, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("A pass broke off", e);
            return failed(view, e.toString());
        }
    }

    private Receipt.Failed failed(TopologyView view, String reason) {
        failures++;
        long bound = rhythm.longestPause().toMillis();
        long pause = Math.min(bound, rhythm.firstPause().toMillis() << Math.min(failures - 1, 20));
        long jitter = ThreadLocalRandom.current().nextLong(pause / 4 + 1);
        Duration again = Duration.ofMillis(pause + jitter);
        log.warn("Position {} is not applied, next attempt in {} ms: {}", view.position(), again.toMillis(), reason);
        return new Receipt.Failed(view.position(), reason, failures, again);
    }

    private Receipt.Applied converge(TopologyView view, long begin) {
        List<Drift> drift = new ArrayList<>();
        int portsChanged = 0;
        SwitchView ovs = current();
        DesiredState desired = render(view, ovs);
        forgetConnections(ovs);
        SwitchPlan plan = SwitchPlan.between(ovs, desired.ovs());
        drift.addAll(drift(plan, ovs, desired.ovs()));
        for (int round = 1; !plan.changes().isEmpty(); round++) {
            if (round > ROUNDS) {
                throw new OvsdbException("Open vSwitch does not keep what it is told: " + plan.changes());
            }
            isChanged = true;
            ovsdb.apply(plan.changes());
            portsChanged += plan.changes().size();
            plan.changes().forEach(this::distrustIfNew);
            ovs = current();
            desired = render(view, ovs);
            plan = SwitchPlan.between(ovs, desired.ovs());
        }
        requirePatch(ovs, desired);

        int put = 0;
        int deleted = 0;
        for (Map.Entry<Bridge, BridgeFlows> entry : desired.flows().entrySet()) {
            FlowPlan flows = apply(entry.getKey(), entry.getValue(), drift);
            put += flows.puts().size();
            deleted += flows.deletes().size();
        }
        applied.keySet().retainAll(desired.flows().keySet());
        trusted.retainAll(desired.flows().keySet());
        List<SwitchChange> last = plan.afterFlows();
        if (!last.isEmpty()) {
            isChanged = true;
            ovsdb.apply(last);
            portsChanged += last.size();
        }
        if (isChanged) {
            openFlow.forgetDecisions();
            isChanged = false;
        }
        left = current();
        name(drift);
        return new Receipt.Applied(
                desired.position(),
                put,
                deleted,
                portsChanged,
                desired.attachments(),
                List.copyOf(drift),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private DesiredState render(TopologyView view, SwitchView ovs) {
        DesiredState desired = renderer.render(view, ovs, vlans);
        vlans = desired.vlans();
        unknown.addAll(desired.given());
        return desired;
    }

    /** Before a network is in a zone of connection tracking that another one may have been in. */
    private void forgetConnections(SwitchView ovs) {
        if (ovs.bridge(Bridge.BR_INT.ovsName()).isPresent()) {
            unknown.forEach(zone -> openFlow.forget(Bridge.BR_INT, zone));
        }
        unknown.clear();
    }

    private SwitchView current() {
        return ovsdb.view().orElseThrow(() -> new OvsdbException("The database of Open vSwitch cannot be reached"));
    }

    private void distrustIfNew(SwitchChange change) {
        boolean isPatched = change instanceof SwitchChange.AddPort add
                && add.interfaceType().equals(Patch.TYPE);
        if (isPatched
                || change instanceof SwitchChange.CreateBridge
                || change instanceof SwitchChange.ConfigureBridge) {
            trusted.removeIf(bridge -> bridge.ovsName().equals(change.bridge()));
        }
    }

    private static void requirePatch(SwitchView ovs, DesiredState desired) {
        for (Patch patch : desired.ovs().patches()) {
            requireNumber(ovs, Bridge.BR_INT, patch.inner(), patch);
            requireNumber(ovs, patch.bridge(), patch.outer(), patch);
        }
    }

    private static void requireNumber(SwitchView ovs, Bridge bridge, String port, Patch patch) {
        if (ovs.portNumber(bridge.ovsName(), port).isEmpty()) {
            throw new OvsdbException("Open vSwitch gave no number to " + port + " on " + bridge
                    + ", so nothing leads to " + patch.bridge());
        }
    }

    private FlowPlan apply(Bridge bridge, BridgeFlows desired, List<Drift> drift) {
        BridgeFlows before = applied.get(bridge);
        FlowPlan plan;
        Map<Integer, Meter> meters = before == null ? Map.of() : before.meters();
        if (before == null || !trusted.contains(bridge)) {
            // Only the integration bridge has any.
            meters = bridge.equals(Bridge.BR_INT) ? openFlow.meters(bridge) : Map.of();
            FlowDump found = openFlow.dump(bridge);
            plan = FlowPlan.between(found, desired);
            if (before != null) {
                drift.addAll(drift(bridge, before, found, plan));
            }
        } else {
            plan = FlowPlan.between(before, desired);
        }
        if (!plan.isEmpty() || !meters.equals(desired.meters())) {
            applied.remove(bridge);
            isChanged = true;
            putMeters(bridge, meters, desired.meters());
            openFlow.apply(bridge, plan.lines());
            removeMeters(bridge, meters, desired.meters());
        }
        applied.put(bridge, desired);
        trusted.add(bridge);
        return plan;
    }

    /** Before flows that name them. */
    private void putMeters(Bridge bridge, Map<Integer, Meter> found, Map<Integer, Meter> desired) {
        desired.forEach((number, meter) -> {
            if (!meter.equals(found.get(number))) {
                openFlow.put(bridge, number, meter, found.containsKey(number));
            }
        });
    }

    /** After flows that named them. */
    private void removeMeters(Bridge bridge, Map<Integer, Meter> found, Map<Integer, Meter> desired) {
        found.keySet().stream()
                .filter(number -> !desired.containsKey(number))
                .forEach(number -> openFlow.removeMeter(bridge, number));
    }

    /** Of what the plan corrects, that which was right when it was left. */
    private static List<Drift> drift(Bridge bridge, BridgeFlows before, FlowDump found, FlowPlan plan) {
        if (plan.isEmpty()) {
            return List.of();
        }
        Map<Flow.Key, Flow> known = before.byKey();
        if (found.flows().isEmpty() && !known.isEmpty()) {
            return List.of(new Drift(bridge.ovsName(), known.size() + " flows", Drift.ABSENT));
        }
        Map<Flow.Key, Flow> there = new HashMap<>();
        found.flows().forEach(flow -> there.put(flow.key(), flow));
        List<Drift> drift = new ArrayList<>();
        for (Flow put : plan.puts()) {
            if (put.equals(known.get(put.key()))) {
                Flow instead = there.get(put.key());
                drift.add(new Drift(bridge.ovsName(), put.text(), instead == null ? Drift.ABSENT : instead.text()));
            }
        }
        for (Flow.Key delete : plan.deletes()) {
            Flow extra = there.get(delete);
            if (extra != null && !known.containsKey(delete)) {
                drift.add(new Drift(bridge.ovsName(), Drift.ABSENT, extra.text()));
            }
        }
        return drift;
    }

    /** Of what the plan corrects, that which was right when it was left. */
    private List<Drift> drift(SwitchPlan plan, SwitchView now, DesiredSwitch desired) {
        if (plan.changes().isEmpty() || left.bridges().isEmpty()) {
            return List.of();
        }
        List<SwitchChange> due = SwitchPlan.between(left, desired).changes();
        List<Drift> drift = new ArrayList<>();
        for (SwitchChange change : plan.changes()) {
            if (!due.contains(change) && isDrift(change, now)) {
                drift.add(Drift.of(change, now));
            }
        }
        return drift;
    }

    /** What is still to be made is none, nor is a port that was plugged in anew. */
    private boolean isDrift(SwitchChange change, SwitchView now) {
        String bridge = change.bridge();
        return switch (change) {
            case SwitchChange.TagPort tag ->
                now.port(bridge, tag.port())
                        .filter(row -> left.port(bridge, tag.port())
                                .filter(was -> was.uuid().equals(row.uuid()))
                                .isPresent())
                        .isPresent();
            case SwitchChange.SetInterface set -> now.port(bridge, set.port()).isPresent();
            case SwitchChange.LimitPort limit -> now.port(bridge, limit.port()).isPresent();
            case SwitchChange.AddPort add -> true;
            case SwitchChange.CreateBridge create -> true;
            case SwitchChange.ConfigureBridge configure -> true;
            case SwitchChange.PlugDevice plug -> false;
            case SwitchChange.RemovePort remove -> false;
            case SwitchChange.RemoveBridge remove -> false;
        };
    }

    private static void name(List<Drift> drift) {
        drift.stream().limit(NAMED_DRIFTS).forEach(one -> log.warn("{}", one));
        if (drift.size() > NAMED_DRIFTS) {
            log.warn("Drift in {} more places", drift.size() - NAMED_DRIFTS);
        }
    }
}
