package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.SampleLog;

/** What a node with the name node1 serves in tests: routers and addresses. */
final class SampleNode {

    private SampleNode() {}

    static Roles roles() {
        return roles(null, Path.of("/var/lib/p"));
    }

    static Roles roles(@Nullable URI metadata, Path directory) {
        return new Roles(
                "node1", true, true, "openstacklocal", List.of(), 0, Duration.ofMillis(500), metadata, directory, true);
    }

    /** The namespaces of the routers that it is to have. */
    static List<DesiredNamespace> routers(SampleLog log) {
        RouterRenderer renderer = new RouterRenderer(roles(), log.topology());
        return renderer.routers().stream().map(renderer::render).toList();
    }

    /** The namespace of the only router that it is to have. */
    static DesiredNamespace router(SampleLog log) {
        assertThat(routers(log)).hasSize(1);
        return routers(log).getFirst();
    }

    /** The first device whose name begins so. */
    static DesiredNamespace.Device device(DesiredNamespace namespace, String prefix) {
        return namespace.devices().values().stream()
                .filter(device -> device.name().startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }
}
