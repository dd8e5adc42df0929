package org.portolan.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void values_follow_their_names_or_an_equals_sign() {
        Options options = Options.parse(List.of(
                "--operations",
                "10",
                "--clients=8,1,8",
                "--only",
                "show_port,create_port",
                "--controller",
                "http://[::1]:9696"));

        assertThat(options.operations()).isEqualTo(10);
        assertThat(options.clients()).containsExactly(1, 8);
        assertThat(options.crowd()).isEqualTo(8);
        assertThat(options.only()).containsExactly(Operation.CREATE_PORT, Operation.SHOW_PORT);
        assertThat(options.controller()).contains(URI.create("http://[::1]:9696"));
        assertThat(options.ports()).isEqualTo(50_000);
    }

    @Test
    void what_makes_no_sense_is_refused_in_words() {
        for (List<String> nonsense : List.of(
                List.of("--operations", "0"),
                List.of("--clients", "1,x"),
                List.of("--only", "create_nothing"),
                List.of("--rounds"),
                List.of("--faster", "yes"),
                List.of("--controller", "localhost:9696"))) {
            assertThatThrownBy(() -> Options.parse(nonsense))
                    .as("%s", nonsense)
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank();
        }
    }

    @Test
    void the_figures_of_wrk_are_read() {
        Wrk.Figures figures = Wrk.parse(
                "Running 5s test\n  99%  9ms\nfigures {\"requests\": 1000, \"status\": 4, \"failed\": 2,"
                        + " \"micros\": 2000000, \"bytes\": 5000, \"p50\": 1500, \"p90\": 2000, \"p95\": 2500, \"p99\": 3000, \"max\": 4000}\n");

        assertThat(figures).isEqualTo(new Wrk.Figures(996, 6, 2, 5000, 1.5, 2, 2.5, 3, 4));
    }
}
