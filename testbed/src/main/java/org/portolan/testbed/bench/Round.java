package org.portolan.testbed.bench;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One round of an operation.
 *
 * @param requests how many were answered as they should be
 * @param errors how many were not
 * @param seconds how long it took
 * @param p50 of the answers' latencies, in ms, as the next ones
 * @param cpu what it cost
 * @param load the load average at the round's begin
 */
public record Round(
        long requests,
        long errors,
        double seconds,
        double p50,
        double p90,
        double p95,
        double p99,
        double max,
        Cpu cpu,
        double load) {

    /**
     * CPU time, in ms.
     *
     * @param controller of the controller's JVM
     * @param database of its PostgreSQL
     * @param driver of whoever sent the requests
     */
    public record Cpu(double controller, double database, double driver) {

        /** The cost so far. */
        static Cpu of(Controller controller) {
            return new Cpu(
                    controller.cpuMillis(),
                    controller.databaseCpuMillis(),
                    CpuTime.of(ProcessHandle.current().pid()));
        }

        Cpu since(Cpu before) {
            return new Cpu(controller - before.controller, database - before.database, driver - before.driver);
        }

        Cpu per(long requests) {
            double many = Math.max(1, requests);
            return new Cpu(controller / many, database / many, driver / many);
        }
    }

    static Round of(Latencies latencies, long errors, double seconds, Cpu cpu, double load) {
        return new Round(
                latencies.count(),
                errors,
                seconds,
                latencies.percentile(50) / 1e6,
                latencies.percentile(90) / 1e6,
                latencies.percentile(95) / 1e6,
                latencies.percentile(99) / 1e6,
                latencies.max() / 1e6,
                cpu,
                load);
    }

    /** Answered requests in 1/s. */
    public double rate() {
        return requests / seconds;
    }

    Cpu cpuPerRequest() {
        return cpu.per(requests + errors);
    }

    ObjectNode toJson(JsonMapper json) {
        Cpu each = cpuPerRequest();
        return json.createObjectNode()
                .put("requests", requests)
                .put("errors", errors)
                .put("seconds", seconds)
                .put("rate", rate())
                .put("p50_ms", p50)
                .put("p90_ms", p90)
                .put("p95_ms", p95)
                .put("p99_ms", p99)
                .put("max_ms", max)
                .put("controller_cpu_ms_per_request", each.controller())
                .put("postgresql_cpu_ms_per_request", each.database())
                .put("driver_cpu_ms_per_request", each.driver())
                .put("load_average", load);
    }
}
