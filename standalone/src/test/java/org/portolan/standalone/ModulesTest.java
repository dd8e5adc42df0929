package org.portolan.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.ResourceDescription;

/** Who may see whom, and that one slice looks like the next. */
class ModulesTest {

    private static final JavaClasses PORTOLAN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.portolan");

    @Test
    void the_language_is_plain_java_and_sees_no_other_module() {
        noClasses()
                .that()
                .resideInAPackage("org.portolan.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "org.axonframework..",
                        "java.sql..",
                        "javax.sql..",
                        "org.portolan.eventstore..",
                        "org.portolan.rest..",
                        "org.portolan.command..",
                        "org.portolan.query..",
                        "org.portolan.agent..",
                        "org.portolan.standalone..")
                .check(PORTOLAN);
    }

    @Test
    void writes_and_reads_never_see_each_other() {
        noClasses()
                .that()
                .resideInAPackage("org.portolan.command..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.portolan.query..")
                .check(PORTOLAN);
        noClasses()
                .that()
                .resideInAPackage("org.portolan.query..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.portolan.command..")
                .check(PORTOLAN);
    }

    @Test
    void the_node_sees_the_language_only() {
        noClasses()
                .that()
                .resideInAPackage("org.portolan.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "org.axonframework..",
                        "org.portolan.eventstore..",
                        "org.portolan.rest..",
                        "org.portolan.command..",
                        "org.portolan.query..",
                        "org.portolan.standalone..")
                .check(PORTOLAN);
    }

    @Test
    void the_log_and_the_endpoints_know_neither_writes_nor_reads() {
        noClasses()
                .that()
                .resideInAnyPackage("org.portolan.eventstore..", "org.portolan.rest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.portolan.command..", "org.portolan.query..", "org.portolan.standalone..")
                .check(PORTOLAN);
    }

    @Test
    void the_packages_of_the_node_have_no_cycles() {
        slices().matching("org.portolan.agent.(*)..").should().beFreeOfCycles().check(PORTOLAN);
    }

    @Test
    void every_event_is_a_record_with_a_revision() {
        classes()
                .that()
                .implement(Event.class)
                .and()
                .areNotInterfaces()
                .should()
                .beRecords()
                .andShould()
                .beAnnotatedWith(Revision.class)
                .check(PORTOLAN);
    }

    @Test
    void every_command_is_a_record() {
        classes()
                .that()
                .implement(Command.class)
                .and()
                .areNotInterfaces()
                .should()
                .beRecords()
                .check(PORTOLAN);
    }

    @Test
    void every_described_resource_has_its_own_events_in_its_own_package() {
        for (ResourceDescription<?> description : ResourceDescription.all()) {
            assertThat(description.getClass().getPackageName())
                    .isEqualTo(description.family().events().getPackageName());
            assertThat(EventFamily.all())
                    .extracting(EventFamily::streamType)
                    .contains(description.family().streamType());
        }
    }
}
