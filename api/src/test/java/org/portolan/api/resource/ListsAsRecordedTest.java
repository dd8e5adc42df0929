package org.portolan.api.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.portolan.api.resource.Field.Filtering;

/** Which members lists are filtered and sorted by is what a real neutron-server does, for every resource and member. */
class ListsAsRecordedTest {

    private static final String RECORDED = "neutron-21-lists.txt";

    /** What the recorded server did not serve, or not as a list. */
    private static final Set<String> NOT_RECORDED = Set.of(
            "port_associations",
            "quotas",
            "auto_allocated_topologies",
            "network_segment_ranges",
            "ndp_proxies",
            "local_ips");

    /** What it did not have, or filters by in a way that has no counterpart. */
    private static final Map<String, Set<String>> BESIDE =
            Map.of("bgpvpns", Set.of("local_pref", "ports"), "router_associations", Set.of("advertise_extra_routes"));

    static Stream<Named<ResourceDescription<?>>> recorded() throws IOException {
        Map<String, Map<String, Set<String>>> table = table();
        return ResourceDescription.all().stream()
                .filter(description -> table.containsKey(description.collection()))
                .map(description -> Named.of(description.collection(), description));
    }

    private static Map<String, Map<String, Set<String>>> table() throws IOException {
        Map<String, Map<String, Set<String>>> table = new LinkedHashMap<>();
        try (InputStream text = Objects.requireNonNull(ListsAsRecordedTest.class.getResourceAsStream(RECORDED))) {
            Map<String, Set<String>> of = Map.of();
            for (String line : new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("  ")) {
                    String[] parts = line.strip().split(":", 2);
                    of.put(
                            parts[0],
                            Arrays.stream(parts[1].split(" "))
                                    .filter(name -> !name.isEmpty())
                                    .collect(Collectors.toCollection(TreeSet::new)));
                } else if (!line.startsWith("#") && !line.isBlank()) {
                    of = new LinkedHashMap<>();
                    table.put(line, of);
                }
            }
        }
        return table;
    }

    private static Set<String> members(ResourceDescription<?> description, Predicate<Field> which) {
        Set<String> beside = BESIDE.getOrDefault(description.collection(), Set.of());
        return description.fields().stream()
                .filter(field -> !beside.contains(field.name()))
                .filter(which)
                .map(Field::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> recorded(ResourceDescription<?> description, String kind) throws IOException {
        return Objects.requireNonNull(
                Objects.requireNonNull(table().get(description.collection())).get(kind));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recorded")
    void lists_are_filtered_by_the_members_that_neutron_filters_them_by(ResourceDescription<?> description)
            throws IOException {
        assertThat(members(description, field -> field.reading().filtering() == Filtering.BY_VALUE))
                .isEqualTo(recorded(description, "filters"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recorded")
    void lists_that_refuse_unknown_filters_take_no_notice_of_the_members_that_neutron_takes_none_of(
            ResourceDescription<?> description) throws IOException {
        Set<String> ignored = members(description, field -> field.reading().filtering() == Filtering.IGNORED);
        assertThat(description.refusesUnknownFilters() ? ignored : Set.of())
                .isEqualTo(recorded(description, "ignores"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recorded")
    void lists_are_sorted_by_the_members_that_neutron_sorts_them_by(ResourceDescription<?> description)
            throws IOException {
        boolean sorts = description.listing().sorting() == Listing.Sorting.BY_MEMBERS;
        // What is shared with some is no order: neither takes it.
        assertThat(members(
                        description,
                        field -> sorts
                                && field.reading().sorts()
                                && !field.reading().toGrantees()))
                .isEqualTo(recorded(description, "sorts"));
    }

    @Test
    void every_resource_is_recorded_or_said_to_be_not() throws IOException {
        List<String> collections = ResourceDescription.all().stream()
                .map(ResourceDescription::collection)
                .toList();
        assertThat(collections).containsAll(table().keySet());
        assertThat(collections.stream()
                        .filter(collection -> !NOT_RECORDED.contains(collection))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(table().keySet());
    }
}
