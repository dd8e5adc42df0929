package org.portolan.agent.desired;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * Which VLAN id stands for which network inside this host.
 *
 * <ol>
 *   <li>Two networks never share an id, and a network keeps its id for as long as the host serves it.
 *   <li>After a restart the ids are those that the ports in OVSDB still carry, so nothing is retagged.
 *   <li>The result depends on what is known and what is wanted, never on the order of events.
 * </ol>
 *
 * @param ids by network, each within {@value #FIRST} and {@value #LAST}
 */
public record LocalVlans(PMap<UUID, Integer> ids) {
    public static final int FIRST = 1;
    public static final int LAST = 4094;
    /** Tag of ports that are cut off; never given to a network. */
    public static final int DEAD = 4095;

    /** Before any network is served. */
    public static LocalVlans none() {
        return new LocalVlans(HashTreePMap.empty());
    }

    /** The id of a network; empty if the host does not serve it, or had no id left. */
    public Optional<Integer> of(UUID network) {
        return Optional.ofNullable(ids.get(network));
    }

    /**
     * Ids that networks have got since: neither had them before, nor are found to carry them.
     *
     * @param found as {@link #settle} takes it
     */
    public Set<Integer> given(LocalVlans before, Map<UUID, Integer> found) {
        Set<Integer> given = new HashSet<>();
        ids.forEach((network, id) -> {
            if (!id.equals(before.ids.get(network)) && !id.equals(found.get(network))) {
                given.add(id);
            }
        });
        return given;
    }

    /**
     * Gives each wanted network its id and takes back the others'. A network keeps its id; else it gets the one found in OVSDB,
     * if no other has it; else the lowest that is free, in the order of network ids.
     *
     * @param found ids that ports in OVSDB carry, by network; {@value #DEAD} and other impossible ones are passed over
     */
    public LocalVlans settle(Set<UUID> wanted, Map<UUID, Integer> found) {
        if (wanted.equals(ids.keySet())) {
            return this;
        }
        PMap<UUID, Integer> settled = ids.minusAll(ids.keySet().stream()
                .filter(network -> !wanted.contains(network))
                .toList());
        BitSet taken = new BitSet(DEAD + 1);
        settled.values().forEach(taken::set);

        TreeSet<UUID> without = new TreeSet<>(wanted);
        without.removeAll(settled.keySet());
        for (UUID network : List.copyOf(without)) {
            Integer id = found.get(network);
            if (id != null && id >= FIRST && id <= LAST && !taken.get(id)) {
                settled = settled.plus(network, id);
                taken.set(id);
                without.remove(network);
            }
        }
        for (UUID network : without) {
            int free = taken.nextClearBit(FIRST);
            if (free > LAST) {
                break;
            }
            settled = settled.plus(network, free);
            taken.set(free);
        }
        return new LocalVlans(settled);
    }
}
