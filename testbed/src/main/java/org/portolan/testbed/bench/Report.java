package org.portolan.testbed.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that was measured.
 *
 * @param reader what sent the reads
 * @param residentBytes of the controller's JVM at the end, 0 when it is not known
 * @param firstError the first answer that was not as it should be
 */
public record Report(
        Machine machine,
        Options options,
        String reader,
        List<Result> results,
        Optional<Pages> pages,
        Optional<Growth> growth,
        long residentBytes,
        Optional<String> firstError) {

    /** How it was measured, for the reader of a table. */
    public String conditions() {
        return String.format(
                Locale.ROOT,
                """
                %s
                Controller, its PostgreSQL (fsync on) and the driver share these cores; HTTP/1.1 over loopback, connections kept alive.
                Writes: rounds of %d requests, at most %d s, from one thread a client, each answer checked. Reads: %s, for %d s.
                %d rounds after %d for warming up (reads: at most 2); figures are medians of the rounds, max is that of all; cold: the rate of
                the very first round, in a JVM that has just started for the first operation of the table.
                neutron: times the rate of a neutron-server 21 with two API workers and MariaDB on two cores.
                """,
                machine,
                options.operations(),
                options.round().toSeconds(),
                reader,
                options.round().toSeconds(),
                options.rounds(),
                options.warmUps());
    }

    /** As JSON. */
    public ObjectNode toJson(JsonMapper json) {
        ObjectNode report = json.createObjectNode();
        report.set("machine", machine.toJson(json));
        report.put("rounds", options.rounds())
                .put("warm_up_rounds", options.warmUps())
                .put("requests_a_round", options.operations())
                .put("seconds_a_round", options.round().toSeconds())
                .put("reads_by", reader)
                .put("controller_resident_bytes", residentBytes);
        firstError.ifPresent(error -> report.put("first_error", error));
        var operations = report.putArray("operations");
        results.forEach(result -> operations.add(result.toJson(json)));
        pages.ifPresent(found -> report.set("pages", found.toJson(json)));
        growth.ifPresent(found -> report.set("growth", found.toJson(json)));
        return report;
    }

    /** Whether every answer was as it should be. */
    public boolean isFaultless() {
        return firstError.isEmpty();
    }
}
