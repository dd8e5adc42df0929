package org.portolan.command.subnetpool;

import inet.ipaddr.IPAddress;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A set of addresses of one IP version, kept as the fewest prefixes that make it up.
 *
 * <ol>
 *   <li>No two of the prefixes overlap, and none is half of another one that could be there: two equal sets are kept alike.
 *   <li>Adding, taking and looking for a prefix costs O(log n), and shares the rest: sets are immutable.
 * </ol>
 */
public final class PrefixSet {

    /** The set without an address. */
    public static final PrefixSet EMPTY = new PrefixSet(TreePMap.empty());

    private final PSortedMap<BigInteger, IPAddress> blocks;

    private PrefixSet(PSortedMap<BigInteger, IPAddress> blocks) {
        this.blocks = blocks;
    }

    /** All addresses of these prefixes. */
    public static PrefixSet of(List<IPAddress> prefixes) {
        PrefixSet set = EMPTY;
        for (IPAddress prefix : prefixes) {
            set = set.plus(prefix);
        }
        return set;
    }

    /** The prefixes, in order. */
    public List<IPAddress> prefixes() {
        return List.copyOf(blocks.values());
    }

    /** The prefix of the set that has the other one's addresses, if one has them all. */
    public Optional<IPAddress> around(IPAddress prefix) {
        var below = blocks.floorEntry(prefix.getValue());
        return Optional.ofNullable(below).map(Map.Entry::getValue).filter(block -> block.contains(prefix));
    }

    /** Whether all addresses of the prefix are in the set. */
    public boolean contains(IPAddress prefix) {
        return around(prefix).isPresent();
    }

    /** Whether all addresses of the other set are in this one. */
    public boolean containsAll(PrefixSet other) {
        return other.blocks.values().stream().allMatch(this::contains);
    }

    /** Whether some address of the prefix is in the set. */
    public boolean overlaps(IPAddress prefix) {
        var next = blocks.ceilingEntry(prefix.getValue());
        return contains(prefix) || (next != null && prefix.contains(next.getValue()));
    }

    /** Whether some address of the other set is in this one. */
    public boolean overlaps(PrefixSet other) {
        return other.blocks.values().stream().anyMatch(this::overlaps);
    }

    /** The set with the prefix. */
    public PrefixSet plus(IPAddress prefix) {
        if (contains(prefix)) {
            return this;
        }
        PSortedMap<BigInteger, IPAddress> more = withoutInside(prefix);
        IPAddress block = prefix;
        while (length(block) > 0) {
            IPAddress sibling = sibling(block);
            if (!sibling.equals(more.get(sibling.getValue()))) {
                break;
            }
            more = more.minus(sibling.getValue());
            block = block.toPrefixBlock(length(block) - 1);
        }
        return new PrefixSet(more.plus(block.getValue(), block));
    }

    /** The set without the prefix. */
    public PrefixSet minus(IPAddress prefix) {
        Optional<IPAddress> around = around(prefix);
        if (around.isEmpty()) {
            return new PrefixSet(withoutInside(prefix));
        }
        PSortedMap<BigInteger, IPAddress> rest = blocks.minus(around.get().getValue());
        for (int length = length(prefix); length > length(around.get()); length--) {
            IPAddress left = sibling(prefix.toPrefixBlock(length));
            rest = rest.plus(left.getValue(), left);
        }
        return new PrefixSet(rest);
    }

    /** The set without any address of the other one. */
    public PrefixSet minus(PrefixSet other) {
        PrefixSet rest = this;
        for (IPAddress prefix : other.blocks.values()) {
            rest = rest.minus(prefix);
        }
        return rest;
    }

    /** The first prefix of that length in the smallest block that has one; empty when none has. */
    public Optional<IPAddress> first(int length) {
        IPAddress smallest = null;
        for (IPAddress block : blocks.values()) {
            if (length(block) <= length && (smallest == null || length(block) > length(smallest))) {
                smallest = block;
            }
        }
        return Optional.ofNullable(smallest)
                .map(block -> block.getLower().withoutPrefixLength().toPrefixBlock(length));
    }

    private PSortedMap<BigInteger, IPAddress> withoutInside(IPAddress prefix) {
        PSortedMap<BigInteger, IPAddress> rest = blocks;
        var inside = rest.ceilingEntry(prefix.getValue());
        while (inside != null && prefix.contains(inside.getValue())) {
            rest = rest.minus(inside.getKey());
            inside = rest.ceilingEntry(prefix.getValue());
        }
        return rest;
    }

    /** How many bits of a prefix are fixed. */
    static int length(IPAddress prefix) {
        Integer length = prefix.getNetworkPrefixLength();
        return length == null ? prefix.getBitCount() : length;
    }

    /** The other half of the prefix that is one bit shorter. */
    private static IPAddress sibling(IPAddress block) {
        int length = length(block);
        IPAddress parent = block.toPrefixBlock(length - 1);
        IPAddress low = parent.getLower().withoutPrefixLength().toPrefixBlock(length);
        return low.getValue().equals(block.getValue())
                ? parent.getUpper().withoutPrefixLength().toPrefixBlock(length)
                : low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrefixSet that && prefixes().equals(that.prefixes());
    }

    @Override
    public int hashCode() {
        return prefixes().hashCode();
    }

    @Override
    public String toString() {
        return prefixes().toString();
    }
}
