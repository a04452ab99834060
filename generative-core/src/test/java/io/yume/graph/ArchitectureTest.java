package io.yume.graph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the packages of this module may know of each other and of the rest. */
@AnalyzeClasses(packages = "io.yume", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_ENVIRONMENTS_AGENTS_OR_ACTORS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.yume.env..", "io.yume.world..", "io.yume.agent..", "io.yume.experiment..", "akka..");

    @ArchTest
    static final ArchRule ONLY_THE_GRAPH_KNOWS_ITS_INTERNALS = classes()
            .that()
            .resideInAPackage("io.yume.graph.internal..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("io.yume.graph..");

    @ArchTest
    static final ArchRule ONLY_THE_INTERNALS_KNOW_ND4J = noClasses()
            .that()
            .resideOutsideOfPackage("io.yume.graph.internal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule THE_GRAPH_KNOWS_NOTHING_BUILT_ON_IT = noClasses()
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
                    "io.yume.model..");
}
