package org.portolan.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentiles_are_nearest_ranks() {
        Latencies hundred = Latencies.of(LongStream.rangeClosed(1, 100).toArray());

        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(99.1)).isEqualTo(100);
        assertThat(hundred.max()).isEqualTo(100);
    }

    @Test
    void a_single_sample_is_every_percentile() {
        Latencies one = Latencies.of(7);

        assertThat(one.percentile(0.1)).isEqualTo(7);
        assertThat(one.percentile(100)).isEqualTo(7);
    }

    @Test
    void without_samples_there_is_nothing_to_tell() {
        assertThat(Latencies.of().percentile(50)).isZero();
        assertThat(Latencies.of().count()).isZero();
    }

    @Test
    void a_percentage_is_above_0_and_at_most_100() {
        assertThatThrownBy(() -> Latencies.of(1).percentile(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Latencies.of(1).percentile(101)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Latencies.of(1).percentile(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void so_many_percent_are_not_above_a_percentile_and_it_is_the_least_such_sample(
            @ForAll @Size(min = 1, max = 300) long[] samples,
            @ForAll @DoubleRange(min = 0.5, max = 100) double percent) {
        long percentile = Latencies.of(samples).percentile(percent);

        assertThat(LongStream.of(samples).filter(sample -> sample <= percentile).count())
                .isGreaterThanOrEqualTo((long) Math.ceil(percent / 100 * samples.length));
        assertThat(LongStream.of(samples).filter(sample -> sample < percentile).count())
                .isLessThan((long) Math.ceil(percent / 100 * samples.length));
        assertThat(samples).contains(percentile);
    }

    @Test
    void the_median_of_rounds_is_the_middle_one_or_between_the_two() {
        assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(5, 1, 9));
        assertThat(Spread.of(4, 1)).isEqualTo(new Spread(2.5, 1, 4));
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
    }
}
