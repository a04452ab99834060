package io.yume.graph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the packages of this module may know of each other and of the rest. */
final class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.yume");

    @Test
    void knowsNoEnvironmentsAgentsOrActors() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.yume.env..", "io.yume.world..", "io.yume.agent..", "io.yume.experiment..", "akka..")
                .check(CLASSES);
    }

    @Test
    void onlyTheGraphKnowsItsInternals() {
        classes()
                .that()
                .resideInAPackage("io.yume.graph.internal..")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage("io.yume.graph..")
                .check(CLASSES);
    }

    @Test
    void onlyTheInternalsAndGuestsKnowNd4j() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.yume.graph.internal..", "io.yume.nn.guest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
                .check(CLASSES);
    }

    /** An optional dependency: whoever does not bring in a network can do without. */
    @Test
    void onlyGuestsKnowDeeplearning4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.yume.nn.guest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "io.yume.nn.guest..")
                .check(CLASSES);
    }

    @Test
    void graphKnowsNothingBuiltOnIt() {
        noClasses()
                .that()
                .resideInAPackage("io.yume.graph..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.yume.distribution..",
                        "io.yume.loss..",
                        "io.yume.flow..",
                        "io.yume.nn..",
                        "io.yume.train..",
                        "io.yume.data..",
                        "io.yume.model..")
                .check(CLASSES);
    }

    @Test
    void distributionsKnowNothingBuiltOnThem() {
        noClasses()
                .that()
                .resideInAPackage("io.yume.distribution..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.yume.loss..", "io.yume.train..", "io.yume.data..", "io.yume.model..")
                .check(CLASSES);
    }

    @Test
    void flowsKnowNetworksAndGraphsOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.yume.flow..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.yume.distribution..",
                        "io.yume.loss..",
                        "io.yume.train..",
                        "io.yume.data..",
                        "io.yume.model..")
                .check(CLASSES);
    }

    @Test
    void objectivesKnowNoTraining() {
        noClasses()
                .that()
                .resideInAPackage("io.yume.loss..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.yume.train..", "io.yume.data..", "io.yume.model..")
                .check(CLASSES);
    }

    @Test
    void rulesSeeTheClassesAndTheirInternals() {
        assertThat(CLASSES.contain("io.yume.graph.internal.Compiler")).isTrue();
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    }
}
