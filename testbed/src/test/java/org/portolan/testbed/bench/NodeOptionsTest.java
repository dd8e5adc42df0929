package org.portolan.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeOptionsTest {

    @Test
    void values_follow_their_names_or_an_equals_sign_and_the_rest_is_as_usual() {
        NodeOptions options = NodeOptions.parse(
                List.of("--ports", "300", "--hosts=4", "--samples=7", "--warm-ups=0", "--output", "a.json"));

        assertThat(options)
                .isEqualTo(
                        new NodeOptions(300, 4, 7, NodeOptions.defaults().rounds(), 0, Optional.of(Path.of("a.json"))));
    }

    @Test
    void what_makes_no_sense_is_refused_in_words() {
        for (List<String> nonsense : List.of(
                List.of("--ports", "0"),
                List.of("--hosts", "151"),
                List.of("--samples", "many"),
                List.of("--rounds"),
                List.of("--clients", "8"))) {
            assertThatThrownBy(() -> NodeOptions.parse(nonsense))
                    .as("%s", nonsense)
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank();
        }
    }

    @Test
    void a_figure_is_held_against_its_bar_by_the_median_of_its_rounds() {
        Figure met = Figure.of("cold start", "s", List.of(2.0, 9.0, 1.0)).below(3);
        Figure missed = Figure.of("cold start", "s", List.of(4.0, 9.0, 1.0)).below(3);

        assertThat(met.verdict())
                .hasValueSatisfying(verdict -> assertThat(verdict.isMet()).isTrue());
        assertThat(missed.verdict())
                .hasValueSatisfying(verdict -> assertThat(verdict.isMet()).isFalse());
        assertThat(met.toLine()).contains("2.00", "1.00", "9.00", "ok");
        assertThat(missed.toLine()).contains("MISSED");
    }
}
