package org.portolan.testbed;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts and guests on one machine, with real packets between them.
 *
 * <ol>
 *   <li>Each host is a network namespace with an Open vSwitch of its own; the hosts share an underlay, and nothing else.
 *   <li>Nothing outside of the namespaces that the testbed makes is changed, and no packet leaves them.
 *   <li>Nothing stays: not after {@link #close}, not after Ctrl-C or SIGTERM, and what a crash leaves the next testbed removes.
 *   <li>Several testbeds can live side by side.
 * </ol>
 */
public final class Testbed implements AutoCloseable {

    private static final String UNDERLAY = "br-ul";

    private final Run run;
    private final LoopbackRelays relays;
    private final Namespace fabric;
    private final AtomicInteger hosts = new AtomicInteger();
    private final Thread lastWill;

    private Testbed(Run run) {
        this.run = run;
        this.relays = new LoopbackRelays(run.directory());
        this.fabric = run.namespace("fabric");
        this.lastWill = new Thread(this::tearDown, "testbed-last-will");
    }

    /**
     * Removes what crashed testbeds left, and makes a new one with an underlay and no hosts.
     *
     * @throws IllegalStateException when this machine cannot carry a testbed; the message says what it needs
     */
    public static Testbed open() {
        Requirements.missing().ifPresent(missing -> {
            throw new IllegalStateException("a testbed " + missing);
        });
        Run.sweep();
        Testbed testbed = new Testbed(Run.create());
        Runtime.getRuntime().addShutdownHook(testbed.lastWill);
        try {
            testbed.fabric.create();
            testbed.fabric.ip("link", "add", UNDERLAY, "type", "bridge");
            testbed.fabric.ip("link", "set", UNDERLAY, "mtu", "" + Host.UNDERLAY_MTU, "up");
            return testbed;
        } catch (RuntimeException e) {
            testbed.close();
            throw e;
        }
    }

    /** Adds a host, wired to the underlay, with a tunnel address of its own and Open vSwitch running, but no br-int yet. */
    public Host addHost(String name) {
        int number = hosts.incrementAndGet();
        Host host = new Host(run, relays, name, "10.77.0." + number);
        host.create(fabric, UNDERLAY, "ul" + number);
        return host;
    }

    /** Adds a physical network that no host is wired to yet. */
    public PhysicalNetwork addPhysicalNetwork(String name) {
        PhysicalNetwork network = new PhysicalNetwork(fabric, name);
        network.create();
        return network;
    }

    /**
     * Starts a process outside of the hosts, such as a controller. Its command line has to name a file under {@link #scratch}, by which it is
     * recognised as the testbed's after a crash.
     */
    public Daemon start(String name, List<String> arguments, Map<String, String> environment) {
        if (arguments.stream().noneMatch(argument -> argument.contains(scratch().toString()))) {
            throw new IllegalArgumentException("no file under " + scratch() + " in " + arguments);
        }
        return Daemon.start(run, Program.of(arguments).with(environment), run.scratch(), name);
    }

    /** A directory for what may grow large. It goes with the testbed. */
    public Path scratch() {
        return run.scratch();
    }

    /** The namespace of the underlay. */
    public Namespace underlay() {
        return fabric;
    }

    /** Whether the testbed is closed, or being closed, which a signal does, too. */
    public boolean closed() {
        return run.closed();
    }

    /** Ends all processes and removes all namespaces and files of the testbed. Closing twice does no harm. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        } catch (IllegalStateException shuttingDown) {
            return;
        }
        tearDown();
    }

    private void tearDown() {
        relays.close();
        run.close();
    }
}
