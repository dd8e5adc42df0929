package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The whole of Portolan, as a stranger sees it: the packaged controller and agents as processes, real Open vSwitch, real packets. */
@FullStack
class DemoTest {

    @Test
    void every_step_of_the_demo_goes_well() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        boolean went = Demo.run(
                Path.of(System.getProperty("portolan.home", "..")),
                new PrintStream(told, true, StandardCharsets.UTF_8));

        assertThat(went).as(told.toString(StandardCharsets.UTF_8)).isTrue();
    }
}
