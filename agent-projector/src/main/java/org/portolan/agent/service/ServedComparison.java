package org.portolan.agent.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.portolan.agent.ovsdb.Ovsdb;
import org.portolan.agent.reconcile.Drift;
import org.portolan.api.node.Topology;

/** Compares the namespaces of a host with what the log wants of them. Looks, and changes nothing. */
public final class ServedComparison {

    private static final Duration PROGRAM = Duration.ofSeconds(15);

    private ServedComparison() {}

    /**
     * All differences, namespace by namespace.
     *
     * @throws ServiceException if a namespace cannot be looked at
     */
    public static List<Drift> of(Roles roles, Topology topology, Ovsdb ovsdb) {
        return of(roles, topology, new Namespaces(new LocalPrograms(PROGRAM), ovsdb, roles));
    }

    static List<Drift> of(Roles roles, Topology topology, Namespaces namespaces) {
        if (!roles.any()) {
            return List.of();
        }
        List<Drift> differences = new ArrayList<>();
        Set<String> wanted = new HashSet<>();
        for (DesiredNamespace namespace : new Served(roles).by(topology)) {
            wanted.add(namespace.name());
            differences.addAll(namespaces.compare(namespace));
        }
        for (String stray : new TreeSet<>(namespaces.names())) {
            if (!wanted.contains(stray)) {
                differences.add(new Drift(stray, Drift.ABSENT, "a namespace"));
            }
        }
        return differences;
    }
}
