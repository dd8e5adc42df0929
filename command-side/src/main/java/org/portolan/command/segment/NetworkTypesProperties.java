package org.portolan.command.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.SegmentRange;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which network types there are, and which segmentation ids tenants' networks get.
 *
 * @param tenant the types of tenants' networks, tried in order
 * @param external the type of external networks when their creator names none; null for the tenants' types
 * @param flatNetworks the physical networks that may carry a flat network; {@code *} for any
 * @param vlan the ranges of VLAN ids by physical network; an empty list gives tenants none, and administrators
 *     any that they wish or, when they wish none, that is free
 * @param vxlan the ranges of VNIs
 * @param gre the ranges of GRE keys
 * @param geneve the ranges of VNIs
 * @param physnetMtu the largest IP packet that physical networks carry, in bytes
 * @param pathMtu the largest IP packet between tunnel endpoints, in bytes; 0 for the physical networks'
 * @param geneveHeaderSize the Geneve encapsulation with its options, in bytes
 */
@ConfigurationProperties("portolan.network-types")
public record NetworkTypesProperties(
        @DefaultValue("vxlan") List<String> tenant,
        @Nullable String external,
        @DefaultValue("*") List<String> flatNetworks,
        @DefaultValue Map<String, List<String>> vlan,
        @DefaultValue("1:1000000") List<String> vxlan,
        @DefaultValue("1:1000000") List<String> gre,
        @DefaultValue("1:1000000") List<String> geneve,
        @DefaultValue("1500") int physnetMtu,
        @DefaultValue("0") int pathMtu,
        @DefaultValue("30") int geneveHeaderSize) {

    /** Refuses what makes no sense, so that the controller does not start with it. */
    public NetworkTypesProperties {
        for (String name : tenant) {
            type("tenant", name);
        }
        if (external != null) {
            type("external", external);
        }
        vlan.values().forEach(ranges -> ranges(NetworkType.VLAN, ranges));
        ranges(NetworkType.VXLAN, vxlan);
        ranges(NetworkType.GRE, gre);
        ranges(NetworkType.GENEVE, geneve);
    }

    /** The ids of a type that tenants' networks may get, for VLAN on that physical network. */
    public List<SegmentRange> ranges(NetworkType type, @Nullable String physicalNetwork) {
        return switch (type) {
            case VLAN -> ranges(type, vlan.getOrDefault(physicalNetwork, List.of()));
            case VXLAN -> ranges(type, vxlan);
            case GRE -> ranges(type, gre);
            case GENEVE -> ranges(type, geneve);
            case FLAT, LOCAL -> List.of();
        };
    }

    private static NetworkType type(String option, String name) {
        return NetworkType.named(name)
                .orElseThrow(() -> new IllegalArgumentException("portolan.network-types." + option + " names the type '"
                        + name + "'; there are local, flat, vlan, vxlan, gre and geneve"));
    }

    private static List<SegmentRange> ranges(NetworkType type, List<String> texts) {
        List<SegmentRange> ranges = new ArrayList<>();
        for (String text : texts) {
            ranges.add(range(type, text.strip()));
        }
        return ranges;
    }

    private static SegmentRange range(NetworkType type, String text) {
        int colon = text.indexOf(':');
        try {
            SegmentRange range = new SegmentRange(
                    Long.parseLong(text.substring(0, Math.max(colon, 0)).strip()),
                    Long.parseLong(text.substring(colon + 1).strip()));
            if (range.lowest() >= type.lowestId()
                    && range.lowest() <= range.highest()
                    && range.highest() <= type.highestId()) {
                return range;
            }
        } catch (NumberFormatException notARange) {
            // told below
        }
        throw new IllegalArgumentException("portolan.network-types." + type + " has the range '" + text
                + "'; a range is <lowest>:<highest> within " + type.lowestId() + ":" + type.highestId());
    }
}
