package org.portolan.agent.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which datapaths in user space mix up their entries. */
class UserspaceDatapathTest {

    @ParameterizedTest
    @ValueSource(strings = {"2.13.8", "2.17.7", "3.0.4", "3.1.0", "3.1.2"})
    void a_datapath_from_before_the_mend_is_faulty(String version) {
        assertThat(UserspaceDatapath.isFaulty("ovs-vswitchd (Open vSwitch) " + version))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.17.8", "3.0.5", "3.1.3", "3.2.0", "3.7.1", "4.0.0", "3.1.10-1+b2"})
    void a_datapath_since_the_mend_is_not(String version) {
        assertThat(UserspaceDatapath.isFaulty("ovs-vswitchd (Open vSwitch) " + version))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ovs-vswitchd (Open vSwitch) next"})
    void one_that_does_not_say_may_be_faulty(String version) {
        assertThat(UserspaceDatapath.isFaulty(version)).isTrue();
    }
}
