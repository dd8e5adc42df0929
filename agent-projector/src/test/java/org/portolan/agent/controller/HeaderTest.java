package org.portolan.agent.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderTest {

    @Test
    void a_name_ends_at_the_first_colon_and_blanks_around_the_value_do_not_count() {
        assertThat(Header.parse("X-User-Id:  node:1 ")).isEqualTo(new Header("X-User-Id", "node:1"));
    }

    @Test
    void the_environment_has_one_a_line_and_the_command_line_counts_for_more() {
        assertThat(Header.all("X-User-Id: env\n\n  X-Roles: admin\r\n", List.of("x-user-id: option")))
                .containsExactly(new Header("x-user-id", "option"), new Header("X-Roles", "admin"));
        assertThat(Header.all(null, List.of())).isEmpty();
    }

    @Test
    void a_value_is_repeated_neither_in_logs_nor_in_complaints() {
        assertThat(Header.parse("Authorization: secret").toString()).isEqualTo("Authorization");
        assertThatThrownBy(() -> Header.parse("Authorization: se\u0007cret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("cret");
    }
}
