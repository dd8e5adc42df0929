package org.portolan.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.controller.Backoff;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.agent.controller.LogFollower;
import org.portolan.agent.controller.PortReports;
import org.portolan.agent.controller.Registration;
import org.portolan.agent.controller.StateDirectory;
import org.portolan.agent.desired.Attachment;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.openflow.Lifeline;
import org.portolan.agent.openflow.OpenFlow;
import org.portolan.agent.openflow.OvsOfctl;
import org.portolan.agent.ovsdb.Ovsdb;
import org.portolan.agent.ovsdb.OvsdbClient;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.reconcile.Receipt;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.agent.reconcile.Trigger;
import org.portolan.agent.service.Roles;
import org.portolan.agent.service.ServiceReports;
import org.portolan.agent.service.Services;
import org.portolan.api.port.PortId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running agent: the log comes in, Open vSwitch is kept as the log wants it, and reports go out.
 *
 * <ol>
 *   <li>It catches up first and acts after: until it has read the log to the head that it found, it writes nothing.
 *   <li>It acts on the latest state: what happens while a pass runs is dealt with by the next one, all at once.
 *   <li>Neither a controller that is away nor its own end touches the flows or what is served, so traffic goes on.
 * </ol>
 */
public final class NodeAgent implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);
    private static final Duration SWITCH_PATIENCE = Duration.ofSeconds(10);
    private static final Duration KEEP_EVERY = Duration.ofSeconds(20);

    private final ControllerClient controller;
    private final LogFollower follower;
    private final Registration registration;
    /** Of what the host serves: each is an agent of its own to the controller. */
    private final List<Registration> others;

    private final Services services;
    private final ServiceReports serviceReports;
    private final PortReports reports;
    private final Reconciler reconciler;
    private final AtomicLong applied = new AtomicLong();
    private final Heap heap = new Heap();

    /** To be closed last. */
    private final List<AutoCloseable> southbound = new ArrayList<>();

    /**
     * Puts an agent together on some switch.
     *
     * @param state stays the caller's to close
     */
    NodeAgent(
            Settings settings,
            StateDirectory state,
            Ovsdb ovsdb,
            OpenFlow openFlow,
            Reconciler.Rhythm rhythm,
            Backoff backoff) {
        controller =
                new ControllerClient(settings.controller(), settings.headers(), ControllerClient.Patience.standard());
        List<Registration> registered = settings.cards().stream()
                .map(card -> new Registration(controller, card, applied::get, settings.reportInterval(), backoff))
                .toList();
        registration = registered.getFirst();
        others = registered.subList(1, registered.size());
        reports = new PortReports(controller, registration, settings.host(), state, backoff);
        follower = new LogFollower(
                controller,
                state,
                new LogFollower.Listener() {
                    @Override
                    public void caughtUp() {
                        reconciler.start();
                    }

                    @Override
                    public void advanced() {
                        reconciler.trigger(Trigger.LOG);
                        services.changed();
                        serviceReports.look();
                    }

                    @Override
                    public void replaced() {
                        reports.forget();
                    }
                },
                backoff,
                KEEP_EVERY);
        reconciler = new Reconciler(
                new Renderer(settings.localHost(), settings.datapathType()),
                follower::view,
                ovsdb,
                openFlow,
                this::passed,
                rhythm);
        Roles roles = settings.roles(state.directory());
        services = new Services(roles, follower::view, ovsdb, backoff, this::served);
        serviceReports = new ServiceReports(roles, follower::view, services, controller, backoff);
    }

    private void served() {
        serviceReports.look();
    }

    /**
     * An agent on the Open vSwitch of this machine, to be {@linkplain #start started}.
     *
     * @param state stays the caller's to close
     */
    public static NodeAgent on(Settings settings, StateDirectory state) {
        AtomicReference<@Nullable NodeAgent> started = new AtomicReference<>();
        OvsdbClient database = OvsdbClient.watch(settings.databaseSocket(), SWITCH_PATIENCE, () -> {
            NodeAgent agent = started.get();
            if (agent != null) {
                agent.switchChanged();
            }
        });
        NodeAgent agent = new NodeAgent(
                settings,
                state,
                settings.bridges().over(database),
                new OvsOfctl(
                        settings.ovsRunDirectory(), settings.bridges()::of, settings.datapathType(), SWITCH_PATIENCE),
                Reconciler.Rhythm.standard(),
                Backoff.standard());
        started.set(agent);
        agent.southbound.add(database);
        for (Bridge bridge : Bridge.ofEveryNode()) {
            agent.southbound.add(Lifeline.hold(
                    settings.ovsRunDirectory().resolve(settings.bridges().of(bridge) + ".mgmt"), agent::flowsLost));
        }
        return agent;
    }

    /** Begins to follow the log; returns at once. */
    public void start() {
        registration.start(reports::registered);
        others.forEach(other -> other.start(this::served));
        reports.start();
        follower.start();
    }

    /** Bridges, ports or taps have changed. */
    void switchChanged() {
        reconciler.trigger(Trigger.SWITCH);
    }

    /** Open vSwitch has gone, or come back. */
    void flowsLost() {
        reconciler.trigger(Trigger.FLOWS_LOST);
    }

    private void passed(Receipt receipt) {
        if (receipt instanceof Receipt.Applied done) {
            boolean first = applied.getAndSet(done.position()) == 0;
            if (first || !done.isUnchanged()) {
                log.info(
                        "The host is as of position {}: {} flows put, {} deleted, {} ports changed, in {} ms",
                        done.position(),
                        done.flowsPut(),
                        done.flowsDeleted(),
                        done.portsChanged(),
                        done.took().toMillis());
            }
            reports.found(done.attachments(), follower.topology());
            Set<PortId> wired = done.attachments().entrySet().stream()
                    .filter(entry -> entry.getValue() instanceof Attachment.Wired)
                    .map(entry -> new PortId(entry.getKey()))
                    .collect(Collectors.toSet());
            services.wired(wired);
            serviceReports.wired(wired);
            if (first) {
                registration.hurry();
                services.start();
                serviceReports.start();
            }
            heap.settle();
        }
    }

    /** Ends after the pass that is running. Flows stay. */
    @Override
    public void close() {
        services.close();
        serviceReports.close();
        reconciler.close();
        follower.close();
        reports.close();
        registration.close();
        others.forEach(Registration::close);
        controller.close();
        for (AutoCloseable resource : southbound.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                log.debug("Closing", e);
            }
        }
    }
}
