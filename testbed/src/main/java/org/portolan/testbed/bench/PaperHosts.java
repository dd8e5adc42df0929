package org.portolan.testbed.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** Hosts that have an agent as far as the controller knows: registered, and heard of again and again. */
final class PaperHosts implements AutoCloseable {

    private static final int BEAT_SECONDS = 20;

    private final HttpConnection connection;
    private final List<String> agents = new ArrayList<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heartbeat").daemon().factory());

    private PaperHosts(HttpConnection connection) {
        this.connection = connection;
    }

    /** Registers so many hosts, named by {@link #name}, with tunnel addresses from 10.77.0.101 on. */
    static PaperHosts register(URI controller, int count, JsonMapper json) throws IOException {
        PaperHosts hosts = new PaperHosts(new HttpConnection(controller));
        for (int number = 0; number < count; number++) {
            String agent = """
                    {"agent_type": "Open vSwitch agent", "binary": "portolan-agent", "host": "%s", "tunnel_ip": "10.77.0.%d",
                     "tunnel_types": ["vxlan"], "configurations": {"bridge_mappings": {}}}""".formatted(name(number), 101 + number);
            int status = hosts.connection.exchange("POST", "/portolan/v1/agents", agent);
            if (status != 200) {
                throw new IOException("an agent was answered " + status + ": " + hosts.connection.body());
            }
            hosts.agents.add(json.readTree(hosts.connection.body()).path("id").asString());
        }
        hosts.beat();
        var unused = hosts.heart.scheduleAtFixedRate(hosts::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
        return hosts;
    }

    /** The {@code binding:host_id} of the ports of one. */
    static String name(int number) {
        return "paper-" + number;
    }

    int count() {
        return agents.size();
    }

    private void beat() {
        for (String agent : agents) {
            try {
                connection.exchange("POST", "/portolan/v1/agents/" + agent + "/heartbeat", "{\"applied_position\": 0}");
            } catch (IOException lost) {
                // Should it last, no port can be bound, which is noticed.
            }
        }
    }

    @Override
    public void close() {
        heart.shutdownNow();
        connection.close();
    }
}
