package io.yume.experiment;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the modules and packages may know of each other. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.yume");

    private static final String[] CORE = {
        "io.yume.graph..",
        "io.yume.distribution..",
        "io.yume.loss..",
        "io.yume.flow..",
        "io.yume.nn..",
        "io.yume.train..",
        "io.yume.data..",
        "io.yume.model.."
    };
    private static final String ENV = "io.yume.env..";
    private static final String WORLD = "io.yume.world..";
    private static final String AGENT = "io.yume.agent..";
    private static final String EXPERIMENT = "io.yume.experiment..";
    private static final String AKKA = "akka..";

    @Test
    void coreKnowsNoEnvironmentsAgentsOrActors() {
        check(noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENV, WORLD, AGENT, EXPERIMENT, AKKA));
    }

    @Test
    void environmentsKnowNoTensorsModelsAgentsOrActors() {
        check(noClasses()
                .that()
                .resideInAPackage(ENV)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(concat(CORE, "org.nd4j..", WORLD, AGENT, EXPERIMENT, AKKA)));
    }

    @Test
    void worldModelsKnowNoAgentsOrActors() {
        check(noClasses()
                .that()
                .resideInAPackage(WORLD)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT, EXPERIMENT, AKKA));
    }

    @Test
    void agentsKnowNoCommandLine() {
        check(noClasses()
                .that()
                .resideInAPackage(AGENT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EXPERIMENT));
    }

    @Test
    void actorsStayInTheirPackages() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.yume.agent.rollout..", "io.yume.experiment.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AKKA));
    }

    @Test
    void internalsStayInside() {
        check(classes().should(new UseOnlyOwnInternals()));
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.yume.experiment.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    @Test
    void nobodyEndsTheProcessButTheCommandLine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.yume.experiment.cli..")
                .should()
                .callMethod(System.class, "exit", int.class));
    }

    @Test
    void randomnessHasASeed() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.util.Random.class,
                        java.util.concurrent.ThreadLocalRandom.class,
                        java.security.SecureRandom.class)
                .orShould()
                .callMethod(Math.class, "random"));
    }

    @Test
    void onlyExperimentsKnowTheLogger() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(EXPERIMENT)
                .should()
                .dependOnClassesThat(describe("belong to Logback", (JavaClass type) -> type.getPackageName()
                        .startsWith("ch.qos.logback"))));
    }

    @Test
    void everyModuleIsLookedAt() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .contains("io.yume.graph", "io.yume.env", "io.yume.experiment.run");
    }

    private static void check(ArchRule rule) {
        // A module may still be empty.
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String[] concat(String[] first, String... more) {
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    /** {@code io.yume.graph.internal} may be used below {@code io.yume.graph}, and nowhere else. */
    private static final class UseOnlyOwnInternals extends ArchCondition<JavaClass> {

        UseOnlyOwnInternals() {
            super("use internal packages only below their own parent");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getPackageName();
                int at = (target + ".").indexOf(".internal.");
                if (!target.startsWith("io.yume.") || at < 0) {
                    continue;
                }
                String parent = target.substring(0, at) + ".";
                if (!(type.getPackageName() + ".").startsWith(parent)) {
                    events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                }
            }
        }
    }
}
