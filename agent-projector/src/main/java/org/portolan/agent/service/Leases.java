package org.portolan.agent.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The leases of a dnsmasq: lines of end, MAC, address, name and client. */
final class Leases {

    private static final int MAC = 1;
    private static final int ADDRESS = 2;
    private static final int WORDS = 5;

    private Leases() {}

    /**
     * The leases without those by which an address is still another port's than the one that has it now; empty when there are none such.
     * dnsmasq would not give such an address away before the old lease ends.
     *
     * @param found the leases as dnsmasq left them
     * @param wanted a lease for each address
     */
    static Optional<String> cleared(String found, String wanted) {
        Map<String, String> owners = new HashMap<>();
        wanted.lines()
                .map(Leases::words)
                .filter(Leases::isLease)
                .forEach(words -> owners.put(words.get(ADDRESS), words.get(MAC)));
        List<String> kept = found.lines()
                .filter(line -> {
                    List<String> words = words(line);
                    return !isLease(words)
                            || owners.getOrDefault(words.get(ADDRESS), words.get(MAC))
                                    .equalsIgnoreCase(words.get(MAC));
                })
                .toList();
        return kept.size() == found.lines().count() ? Optional.empty() : Optional.of(String.join("\n", kept) + "\n");
    }

    private static boolean isLease(List<String> words) {
        return words.size() == WORDS && words.get(ADDRESS).indexOf('.') > 0;
    }

    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }
}
