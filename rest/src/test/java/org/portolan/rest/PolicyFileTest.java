package org.portolan.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.policy.Policy;
import org.portolan.api.policy.Target;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PolicyFileTest {

    @TempDir
    private Path directory;

    private final AtomicLong time = new AtomicLong();

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("policy.yaml"), text);
    }

    private PolicyFile open(Path file) {
        return new PolicyFile(file, time::get);
    }

    private static boolean may(Policy policy, String role, String rule) {
        return new Caller("req-1", "ada", new ProjectId("engines"), List.of(role), policy).may(rule, Target.none());
    }

    @Test
    void without_a_file_neutrons_own_policy_counts() {
        assertThat(new PolicyFile().policy()).isSameAs(Policy.defaults());
    }

    @Test
    void rules_of_the_file_take_the_place_of_neutrons() throws IOException {
        PolicyFile file = open(write("""
                # who may build
                builder: role:builder or role:chief
                "create_network": "rule:builder"
                create_subnet: [["role:builder", "role:surveyor"], ["role:chief"]]
                create_port: ""
                delete_network: '!'
                """));

        assertThat(may(file.policy(), "builder", "create_network")).isTrue();
        assertThat(may(file.policy(), "member", "create_network")).isFalse();
        assertThat(may(file.policy(), "builder", "create_subnet")).isFalse();
        assertThat(may(file.policy(), "chief", "create_subnet")).isTrue();
        assertThat(may(file.policy(), "member", "create_port")).isTrue();
        assertThat(may(file.policy(), "builder", "delete_network")).isFalse();
    }

    @Test
    void an_empty_file_changes_nothing() throws IOException {
        assertThat(may(open(write("# nothing\n")).policy(), "member", "create_network"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "create_network: role:a and  | line 2, rule create_network, column 11: a check is missing at the end.",
                "create_network: rule:absent | line 2, rule create_network: there is no rule 'absent'.",
                "create_network: {a: b}      | line 2, rule create_network: a text is expected.",
                "- role:a                    | a list of rule: expression is expected.",
                "'a: b                       | column 1: found unexpected end of stream.",
            })
    void a_rule_that_is_not_understood_is_refused_with_its_place(String line, String complaint) throws IOException {
        Path file = write("# rules\n" + line + "\n");

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(complaint);
    }

    @Test
    void a_rule_is_there_once() throws IOException {
        Path file = write("a: '@'\na: '!'\n");

        assertThatThrownBy(() -> open(file)).hasMessage(file + ", line 2: rule a is there twice.");
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> open(directory.resolve("absent.yaml")))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void a_changed_file_counts_soon_and_a_wrong_one_does_not(CapturedOutput output) throws IOException {
        Path path = write("create_network: role:builder\n");
        PolicyFile file = open(path);

        write("create_network: role:builder or role:chief\n");
        assertThat(may(file.policy(), "chief", "create_network")).isFalse();
        later();
        assertThat(may(file.policy(), "chief", "create_network")).isTrue();

        write("create_network: role:builder or\n");
        later();
        assertThat(may(file.policy(), "chief", "create_network")).isTrue();
        assertThat(output).contains("rule create_network, column 16: a check is missing at the end.");

        Files.delete(path);
        later();
        assertThat(may(file.policy(), "chief", "create_network")).isTrue();

        write("create_network: '!'\n");
        later();
        assertThat(may(file.policy(), "chief", "create_network")).isFalse();
    }

    private void later() {
        time.addAndGet(PolicyFile.LOOK_AGAIN.toNanos());
    }

    @Test
    void names_that_nothing_asks_about_are_warned_of(CapturedOutput output) throws IOException {
        open(write("""
                create_netwrok: role:a
                helper: role:b
                update_network: rule:helper
                update_network:name: domain_id:x
                get_port:dns_name: role:c
                create_address_group: role:d
                """));

        assertThat(output)
                .contains("nothing asks the rule create_netwrok")
                .contains("rule update_network:name asks for a caller's domain_id")
                .doesNotContain("nothing asks the rule helper")
                .doesNotContain("nothing asks the rule update_network")
                .doesNotContain("nothing asks the rule get_port:dns_name")
                .doesNotContain("nothing asks the rule create_address_group");
    }
}
