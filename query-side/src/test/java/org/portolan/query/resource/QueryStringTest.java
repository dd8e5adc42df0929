package org.portolan.query.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.query.resource.QueryString.Parameter;

class QueryStringTest {

    @ParameterizedTest
    @CsvSource({
        "50%, 50%",
        "%, %",
        "%2, %2",
        "%zz, %zz",
        "%-1, %-1",
        "a%20b, a b",
        "a+b, a b",
        "a%2Bb, a+b",
        "%C3%BC, ü",
        "ü, ü",
        "%25zz, %zz",
        "%%41, %A",
        "%ff, \ufffd"
    })
    void what_is_not_well_encoded_is_taken_as_it_stands(String encoded, String value) {
        assertThat(QueryString.parse("name=" + encoded).last("name")).isEqualTo(value);
    }

    @Test
    void names_are_decoded_as_values_are_and_order_and_repetitions_stay() {
        assertThat(QueryString.parse("router%3Aexternal=true&a=1&&a=2&b").parameters())
                .containsExactly(
                        new Parameter("router:external", "true"),
                        new Parameter("a", "1"),
                        new Parameter("a", "2"),
                        new Parameter("b", ""));
    }
}
