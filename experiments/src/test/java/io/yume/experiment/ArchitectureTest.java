package io.yume.experiment;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** What the modules and packages may know of each other. */
@AnalyzeClasses(packages = "io.yume", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

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

    @ArchTest
    static final ArchRule coreKnowsNoEnvironmentsAgentsOrActors = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENV, WORLD, AGENT, EXPERIMENT, AKKA)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule environmentsKnowNoTensorsModelsAgentsOrActors = noClasses()
            .that()
            .resideInAPackage(ENV)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(CORE, "org.nd4j..", WORLD, AGENT, EXPERIMENT, AKKA))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule worldModelsKnowNoAgentsOrActors = noClasses()
            .that()
            .resideInAPackage(WORLD)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(AGENT, EXPERIMENT, AKKA)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule agentsKnowNoCommandLine = noClasses()
            .that()
            .resideInAPackage(AGENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(EXPERIMENT)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule actorsStayInTheirPackages = noClasses()
            .that()
            .resideOutsideOfPackages("io.yume.agent.rollout..", "io.yume.experiment.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AKKA);

    @ArchTest
    static final ArchRule internalsStayInside = classes().should(new UseOnlyOwnInternals());

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToTheConsole = noClasses()
            .that()
            .resideOutsideOfPackage("io.yume.experiment.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule nobodyEndsTheProcessButTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("io.yume.experiment.cli..")
            .should()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule randomnessHasASeed = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    java.util.Random.class,
                    java.util.concurrent.ThreadLocalRandom.class,
                    java.security.SecureRandom.class)
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule onlyExperimentsKnowTheLogger = noClasses()
            .that()
            .resideOutsideOfPackage(EXPERIMENT)
            .should()
            .dependOnClassesThat(describe("belong to Logback", (JavaClass type) -> type.getPackageName()
                    .startsWith("ch.qos.logback")));

    private static String[] concat(String[] first, String... more) {
        String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
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
