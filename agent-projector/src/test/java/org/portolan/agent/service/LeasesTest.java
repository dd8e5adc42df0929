package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Leases that stand in the way of others. */
class LeasesTest {

    private static final String WANTED = "{end} fa:16:3e:00:00:01 10.0.0.5 * *\n{end} fa:16:3e:00:00:02 10.0.0.6 * *\n";

    @Test
    void leases_of_those_that_still_have_the_address_are_left_alone() {
        assertThat(Leases.cleared(
                        "99 fa:16:3e:00:00:01 10.0.0.5 red 01:fa\n99 fa:16:3e:00:00:09 10.0.0.9 * *\n", WANTED))
                .isEmpty();
    }

    @Test
    void an_address_that_another_port_has_now_is_free_for_it() {
        assertThat(Leases.cleared(
                        "99 fa:16:3e:00:00:07 10.0.0.5 red 01:fa\nduid 00:01:02\n99 fa:16:3e:00:00:02 10.0.0.6 * *\n",
                        WANTED))
                .contains("duid 00:01:02\n99 fa:16:3e:00:00:02 10.0.0.6 * *\n");
    }
}
