package org.portolan.agent.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.Attachment;
import org.portolan.api.agent.AgentId;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the controller what became of the ports of this host.
 *
 * <ol>
 *   <li>What has not changed for a binding is told once, also across restarts of the agent.
 *   <li>A report is told until the controller has taken it; of two about one port only the later still matters.
 *   <li>When it is not known what was told, or the controller has lost it, all is told again: the controller passes over what is no news to it.
 * </ol>
 */
public final class PortReports implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PortReports.class);
    private static final int BATCH = 500;

    private final ControllerClient controller;
    private final Registration registration;
    private final String host;
    private final StateDirectory state;
    private final Backoff backoff;
    private final Thread thread = Thread.ofVirtual().name("reports").unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<PortId, PortReport> told = new HashMap<>();
    private final Map<PortId, PortReport> due = new LinkedHashMap<>();
    private boolean nothingKnown;
    /** How often what was told has been forgotten, and how often it had been when the batch under way was put together. */
    private int forgotten;

    private int forgottenAtBatch;
    private boolean closed;

    public PortReports(
            ControllerClient controller,
            Registration registration,
            String host,
            StateDirectory state,
            Backoff backoff) {
        this.controller = controller;
        this.registration = registration;
        this.host = host;
        this.state = state;
        this.backoff = backoff;
        Optional<List<PortReport>> kept = state.reports();
        nothingKnown = kept.isEmpty();
        kept.ifPresent(reports -> reports.forEach(report -> told.put(report.portId(), report)));
    }

    /** Starts to tell. */
    public void start() {
        thread.start();
    }

    /** The agent is registered, so there is someone to tell. */
    public void registered() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The controller's log is another than before: what was told before was told to nobody, and the next pass tells all again. */
    public void forget() {
        lock.lock();
        try {
            told.clear();
            due.clear();
            nothingKnown = true;
            forgotten++;
            state.forgetReports();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes in what a pass over the host has found.
     *
     * @param attachments of the ports that are plugged in
     * @param topology that the pass was about
     */
    public void found(SortedMap<UUID, Attachment> attachments, Topology topology) {
        lock.lock();
        try {
            Map<PortId, PortReport> now = new HashMap<>();
            attachments.forEach((id, attachment) -> {
                PortId port = new PortId(id);
                switch (attachment) {
                    case Attachment.Wired wired -> now.put(port, PortReport.wired(port, wired.generation()));
                    case Attachment.Failed failed ->
                        now.put(port, PortReport.failed(port, failed.generation(), reason(failed.cause())));
                    case Attachment.Dead dead -> {}
                }
            });
            for (PortReport last : known()) {
                NodePort port = topology.ports().get(last.portId());
                if (port == null || !isHere(port)) {
                    told.remove(last.portId());
                    due.remove(last.portId());
                } else if (port.generation() == last.generation()) {
                    now.putIfAbsent(last.portId(), PortReport.unwired(last.portId(), last.generation()));
                }
            }
            now.keySet().removeIf(id -> !isHere(topology.ports().get(id)));
            if (nothingKnown) {
                topology.ports().values().stream()
                        .filter(this::isHere)
                        .forEach(port -> now.putIfAbsent(port.id(), PortReport.unwired(port.id(), port.generation())));
                nothingKnown = false;
            }
            now.forEach((port, report) -> {
                if (report.equals(told.get(port))) {
                    due.remove(port);
                } else {
                    due.put(port, report);
                }
            });
            if (!due.isEmpty()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The latest of each port, whether it has been told or is still to be. */
    private List<PortReport> known() {
        Map<PortId, PortReport> latest = new HashMap<>(told);
        latest.putAll(due);
        return List.copyOf(latest.values());
    }

    private boolean isHere(@Nullable NodePort port) {
        return port != null && port.isBound() && port.host().equals(host);
    }

    private static String reason(Attachment.Failed.Cause cause) {
        return switch (cause) {
            case NO_SUCH_NETWORK -> "the host knows no network or segment for the port";
            case NO_LOCAL_VLAN -> "the host has no local VLAN id left for another network";
            case PHYSICAL_NETWORK -> "no bridge of the host leads to the physical network";
            case TUNNEL_TYPE_NOT_OFFERED -> "the host takes part in no tunnels of the network's type";
            case INTERFACE_ERROR -> "Open vSwitch cannot open the port's device";
        };
    }

    private void run() {
        int failures = 0;
        try {
            while (true) {
                List<PortReport> batch = await();
                if (batch.isEmpty()) {
                    return;
                }
                AgentId agent = registration.id().orElseThrow();
                try {
                    deliver(agent, batch);
                    failures = 0;
                } catch (ControllerException e) {
                    failures++;
                    if (failures == 1) {
                        log.warn(
                                "{}. {} reports on ports wait until the controller answers",
                                e.getMessage(),
                                batch.size());
                    }
                    if (pause(backoff.pause(failures))) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What to tell next; empty when it is over. */
    private List<PortReport> await() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && (due.isEmpty() || registration.id().isEmpty())) {
                changed.await();
            }
            forgottenAtBatch = forgotten;
            return closed ? List.of() : due.values().stream().limit(BATCH).toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean pause(Duration length) throws InterruptedException {
        lock.lock();
        try {
            long left = length.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** One report that the controller will not have must not keep back the others. */
    private void deliver(AgentId agent, List<PortReport> batch) {
        try {
            controller.deliver(agent, host, batch);
            done(batch);
        } catch (ControllerException e) {
            if (!e.isRefusal()) {
                throw e;
            }
            if (batch.size() > 1) {
                for (PortReport report : new ArrayList<>(batch)) {
                    deliver(agent, List.of(report));
                }
                return;
            }
            log.error("The controller refuses {}: {}", batch.getFirst(), e.getMessage());
            done(batch);
        }
    }

    private void done(List<PortReport> batch) {
        lock.lock();
        try {
            if (forgotten != forgottenAtBatch) {
                return;
            }
            for (PortReport report : batch) {
                told.put(report.portId(), report);
                due.remove(report.portId(), report);
            }
            state.keep(told.values());
        } finally {
            lock.unlock();
        }
        batch.forEach(report -> log.info(
                "Port {} is {} (binding {}){}",
                report.portId(),
                report.state().text(),
                report.generation(),
                report.reason().isEmpty() ? "" : ": " + report.reason()));
    }

    /** Stops; what was not told is found anew by the next run. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
