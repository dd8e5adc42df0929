package org.portolan.testbed.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What each page of a long list costs; one client.
 *
 * @param ports how many are on the network that is listed
 * @param size how many are on a page
 * @param walks the times of the pages, in ms, from the first to the last, of each walk through the list
 */
public record Pages(int ports, int size, List<List<Double>> walks) {

    /** The medians of the walks, page by page, in ms. */
    List<Double> medians() {
        return IntStream.range(0, walks.getFirst().size())
                .mapToObj(page -> Spread.of(walks, walk -> walk.get(page)).median())
                .toList();
    }

    /** The best times of the walks, page by page, in ms: what a page costs when nothing else goes on. */
    List<Double> best() {
        return IntStream.range(0, walks.getFirst().size())
                .mapToObj(page -> Spread.of(walks, walk -> walk.get(page)).min())
                .toList();
    }

    /** How many times the first page's best time that of the slowest page is. */
    double ratio() {
        List<Double> best = best();
        return best.stream().mapToDouble(Double::doubleValue).max().orElse(0) / best.getFirst();
    }

    Verdict verdict() {
        return Verdict.below("slowest page", ratio(), Operation.PAGES_BAR);
    }

    String toLine() {
        List<Double> medians = medians();
        Spread times = Spread.of(medians, Double::doubleValue);
        return String.format(
                Locale.ROOT,
                "%,d ports in pages of %,d: first page %.1f ms, last %.1f ms, slowest %.1f ms, quickest %.1f ms (medians of %d walks); best times: %s",
                ports,
                size,
                medians.getFirst(),
                medians.getLast(),
                times.max(),
                times.min(),
                walks.size(),
                verdict());
    }

    ObjectNode toJson(JsonMapper json) {
        ObjectNode pages = json.createObjectNode().put("ports", ports).put("page_size", size);
        var medians = pages.putArray("p50_ms_of_pages");
        medians().forEach(medians::add);
        var best = pages.putArray("best_ms_of_pages");
        best().forEach(best::add);
        var each = pages.putArray("walks_ms");
        walks.forEach(walk -> {
            var times = each.addArray();
            walk.forEach(times::add);
        });
        pages.putArray("bars").add(verdict().toJson(json));
        return pages;
    }
}
