package org.portolan.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.api.policy.Policy;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class RestConfigurationTest {

    @TempDir
    private Path directory;

    private static AnnotationConfigApplicationContext configured(Map<String, Object> properties) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(RestConfiguration.class);
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        return context;
    }

    @Test
    void a_policy_that_is_not_understood_is_told_of_by_itself_before_anything_is_made_of_it() throws IOException {
        Path file = Files.writeString(directory.resolve("policy.yaml"), "create_network: zork zork\n");

        try (var context = configured(Map.of("portolan.policy-file", file.toString()))) {
            assertThatThrownBy(context::refresh)
                    .isInstanceOf(MalformedPolicyException.class)
                    .hasMessageContaining("policy.yaml, line 1, rule create_network");
            assertThat(context.getBeanFactory().containsSingleton("identity")).isFalse();
        }
    }

    @Test
    void the_policy_file_counts_and_without_one_neutrons_own_policy_does() throws IOException {
        Path file = Files.writeString(directory.resolve("policy.yaml"), "create_network: role:admin\n");

        try (var context = configured(Map.of("portolan.policy-file", file.toString()))) {
            context.refresh();
            assertThat(context.getBean(PolicyFile.class).policy()).isNotSameAs(Policy.defaults());
        }
        try (var context = configured(Map.of())) {
            context.refresh();
            assertThat(context.getBean(PolicyFile.class).policy()).isSameAs(Policy.defaults());
        }
    }
}
