package io.yume.evaluation;

import static io.yume.evaluation.PrincipalComponent.BLIND;
import static io.yume.evaluation.PrincipalComponent.LIKELIHOOD;
import static io.yume.evaluation.PrincipalComponent.MODEL;
import static io.yume.evaluation.PrincipalComponent.POSTERIOR;
import static io.yume.evaluation.PrincipalComponent.PRIOR;
import static io.yume.evaluation.PrincipalComponent.blindBound;
import static io.yume.evaluation.PrincipalComponent.logLikelihood;
import static io.yume.evaluation.PrincipalComponent.nothing;
import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Dirichlet;
import io.yume.distribution.Exponential;
import io.yume.distribution.Factor;
import io.yume.distribution.Gamma;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Transformed;
import io.yume.distribution.Uniform;
import io.yume.flow.Permutation;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.AnnealedPath;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;
import io.yume.loss.ObjectiveGraph;
import io.yume.loss.Objectives;
import io.yume.model.RestrictedBoltzmannMachine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-likelihoods by sampling against closed forms and sums over all states. */
final class LikelihoodTest {

    private static final float[] X = {0.7f, -1.9f, 0.2f, 0.1f, -1.2f, -0.8f};
    private static final DataSet DATA = ArrayDataSet.of("x", X, 2);
    private static final Seed SEED = Seed.root(3);

    private static double exact(int example) {
        return logLikelihood(X[2 * example], X[2 * example + 1]);
    }

    // ---- importance sampling

    @Test
    void exactPosteriorHasNoGapAndEqualWeights() {
        try (Parameters nothing = nothing()) {
            List<Likelihood> all =
                    ImportanceSampling.of(MODEL, POSTERIOR).samples(130).perExample(nothing, DATA, 2, SEED);
            assertThat(all).hasSize(3);
            for (int i = 0; i < 3; i++) {
                assertThat(all.get(i).logLikelihood()).isCloseTo(exact(i), within(1e-4));
                assertThat(all.get(i).gap()).isCloseTo(0, within(1e-4));
                assertThat(all.get(i).effectiveSamples()).isCloseTo(130, within(0.1));
            }
        }
    }

    @Test
    void manyDrawsOfABlindProposalFindTheLikelihoodAndItsGap() {
        try (Parameters nothing = nothing()) {
            List<Likelihood> all = ImportanceSampling.of(MODEL, BLIND)
                    .samples(40_000)
                    .atOnce(1000)
                    .perExample(nothing, DATA, 3, SEED);
            for (int i = 0; i < 3; i++) {
                double bound = blindBound(X[2 * i], X[2 * i + 1]);
                assertThat(all.get(i).logLikelihood()).isCloseTo(exact(i), within(0.04));
                assertThat(all.get(i).bound()).isCloseTo(bound, within(0.15));
                assertThat(all.get(i).gap()).isCloseTo(exact(i) - bound, within(0.15));
                double share = Math.exp(2 * exact(i)) / meanSquare(X[2 * i], X[2 * i + 1]);
                assertThat(all.get(i).effectiveSamples()).isCloseTo(40_000 * share, withinPercentage(5));
            }
        }
    }

    /** {@code E_p(z)[p(x|z)^2]}: p(x|z) squared is a normal of half the variance, 1/4, over 2 pi. */
    private static double meanSquare(double a, double b) {
        double determinant = 1.25 * 1.25 - 1;
        double squares = (1.25 * (a * a + b * b) - 2 * a * b) / determinant;
        return Math.exp(-squares / 2) / (4 * Math.PI * Math.PI * Math.sqrt(determinant));
    }

    @Test
    void drawsOfAnExampleDependOnNoOtherExample() {
        try (Parameters nothing = nothing()) {
            ImportanceSampling sampling = ImportanceSampling.of(MODEL, BLIND).samples(20);
            List<Likelihood> alone = sampling.perExample(nothing, DATA, 1, SEED);
            List<Likelihood> together = sampling.perExample(nothing, DATA, 3, SEED);
            for (int i = 0; i < 3; i++) {
                assertThat(alone.get(i).logLikelihood())
                        .isCloseTo(together.get(i).logLikelihood(), within(1e-5));
            }
            assertThat(sampling.evaluate(nothing, DATA, 3, SEED).bound())
                    .isCloseTo(together.stream().mapToDouble(Likelihood::bound).sum() / 3, within(1e-9));
            assertThat(sampling.perExample(nothing, DATA, 3, Seed.root(4))).isNotEqualTo(together);
        }
    }

    /** A coin z that says which of two normals x is from: draws of z need no estimator, and p(x) is a sum of two. */
    @Test
    void discreteCodesAreSampledToo() {
        Factor prior = Bernoulli.of("z", 1).with(Parameter.constant(-0.4));
        Factor likelihood = Normal.of("x", 1).with(Parameter.variable("z"), Parameter.constant(0.5));
        Factor proposal = Bernoulli.of("z", 1).given("x").by(mlp(1, 1)).as("q");
        double on = 1 / (1 + Math.exp(0.4));
        double density = (1 - on) * normal(0.3, 0, 0.5) + on * normal(0.3, 1, 0.5);
        DataSet one = ArrayDataSet.of("x", new float[] {0.3f}, 1);
        Map<String, Parameters.Spec> specs = ObjectiveGraph.evaluation(
                        logProb(proposal), 1, Map.of("x", Shape.of(1), "z", Shape.of(1)))
                .specs();
        try (Parameters learned = new Parameters(specs, Seed.root(1))) {
            Likelihood likelihoodOfOne = ImportanceSampling.of(likelihood.times(prior), proposal)
                    .samples(20_000)
                    .atOnce(500)
                    .evaluate(learned, one, 1, SEED);
            assertThat(likelihoodOfOne.logLikelihood()).isCloseTo(Math.log(density), within(0.03));
        }
    }

    private static double normal(double x, double mean, double deviation) {
        double standard = (x - mean) / deviation;
        return Math.exp(-0.5 * standard * standard) / deviation / Math.sqrt(2 * Math.PI);
    }

    /** A proposal that draws nothing that the prior allows. */
    @Test
    void drawsWithoutWeightAreWorthNothing() {
        Factor low = Uniform.of("z", 1).with(Parameter.constant(0), Parameter.constant(1));
        Factor high = Uniform.of("z", 1).with(Parameter.constant(2), Parameter.constant(3));
        try (Parameters nothing = nothing()) {
            Likelihood none = ImportanceSampling.of(LIKELIHOOD.times(low), high)
                    .samples(4)
                    .evaluate(nothing, DATA, 3, SEED);
            assertThat(none.logLikelihood()).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(none.effectiveSamples()).isZero();
            assertThat(none.gap()).isEqualTo(Double.POSITIVE_INFINITY);
        }
        double never = Double.NEGATIVE_INFINITY;
        assertThat(AnnealedEstimate.of(1, never, never))
                .isEqualTo(new AnnealedEstimate(never, Double.POSITIVE_INFINITY, 0, 1));
        assertThat(AnnealedEstimate.of(1, never, 0).effectiveChains()).isEqualTo(1);
        assertThatThrownBy(() -> AnnealedEstimate.of(1, 0, Double.NaN))
                .hasMessage("a log-weight must be a number below infinity: draw=1, log-weight=NaN");
        assertThatThrownBy(() -> AnnealedEstimate.of(1, -never)).hasMessageContaining("log-weight=Infinity");
    }

    @Test
    void valuesOutsideOfTheSupportAreNamed() {
        Factor coins = Bernoulli.of("x", 2).given("z").by(mlp(1, 2));
        try (Parameters learned = new Parameters(
                ObjectiveGraph.evaluation(logProb(coins), 1, Map.of("x", Shape.of(2), "z", Shape.of(1)))
                        .specs(),
                Seed.root(1))) {
            assertThatThrownBy(() ->
                            ImportanceSampling.of(coins.times(PRIOR), BLIND).evaluate(learned, DATA, 3, SEED))
                    .hasMessageContaining("must lie where its distribution does: variable=x, expected={0, 1}")
                    .hasMessageContaining("example=0");
        }
    }

    @Test
    void whatWasNotLearnedIsNamed() {
        Factor encoder = Normal.of("z").given("x").by(mlp(2, 2));
        try (Parameters nothing = nothing()) {
            assertThatThrownBy(() -> ImportanceSampling.of(MODEL, encoder).evaluate(nothing, DATA, 3, SEED))
                    .hasMessageContaining("tensor=z|x.dense0.weight");
        }
        assertThatThrownBy(() -> ImportanceSampling.of(MODEL, encoder).samples(0))
                .hasMessageContaining("samples=0");
    }

    // ---- scores

    @Test
    void scoresAreOneNumberPerExample() {
        try (Parameters nothing = nothing()) {
            for (int batch : new int[] {1, 2, 5}) {
                double[] scores = ExampleScores.of(elbo(MODEL, POSTERIOR), nothing, DATA, batch, SEED);
                for (int i = 0; i < 3; i++) {
                    assertThat(scores[i]).isCloseTo(exact(i), within(1e-4));
                }
            }
            assertThatThrownBy(() -> ExampleScores.of(elbo(MODEL, POSTERIOR).mean(), nothing, DATA, 3, SEED))
                    .hasMessageContaining("one number per example");
            assertThatThrownBy(() -> ExampleScores.of(
                            elbo(MODEL, POSTERIOR).times(Objectives.parameter("beta", Annealing.constant(1))),
                            nothing,
                            DATA,
                            3,
                            SEED))
                    .hasMessageContaining("schedules=[beta]");
        }
    }

    @Test
    void strangeExamplesScoreHigher() {
        SplittableRandom random = new SplittableRandom(1);
        float[] usual = new float[400];
        float[] strange = new float[400];
        for (int i = 0; i < 400; i += 2) {
            double z = gaussian(random);
            usual[i] = (float) (z + PrincipalComponent.NOISE * gaussian(random));
            usual[i + 1] = (float) (z + PrincipalComponent.NOISE * gaussian(random));
            strange[i] = usual[i] + 1.5f;
            strange[i + 1] = usual[i + 1] - 1.5f;
        }
        ImportanceSampling model = ImportanceSampling.of(MODEL, POSTERIOR).samples(2);
        try (Parameters nothing = nothing()) {
            double[] low = AnomalyScores.of(model, nothing, ArrayDataSet.of("x", usual, 2), 100, SEED);
            double[] high = AnomalyScores.of(model, nothing, ArrayDataSet.of("x", strange, 2), 100, SEED);
            assertThat(low[0]).isCloseTo(-logLikelihood(usual[0], usual[1]), within(1e-4));
            DataSet first = ArrayDataSet.of("x", new float[] {usual[0], usual[1]}, 2);
            assertThat(AnomalyScores.of(elbo(MODEL, POSTERIOR), nothing, first, 1, SEED)[0])
                    .isCloseTo(low[0], within(1e-4));
            AnnealedImportanceSampling annealed = AnnealedImportanceSampling.along(
                            AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), 5))
                    .temperatures(100)
                    .chains(50);
            assertThat(AnomalyScores.of(annealed, nothing, first, 1, SEED)[0]).isCloseTo(low[0], within(0.1));
            // Three standard deviations along the direction in which little varies.
            assertThat(RocCurve.area(high, low)).isGreaterThan(0.9);
            assertThat(RocCurve.area(low, high)).isLessThan(0.1);
        }
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    @Test
    void areaIsTheProbabilityOfTheRightOrder() {
        assertThat(RocCurve.area(new double[] {3, 1, 2}, new double[] {2, 0})).isEqualTo((2 + 1 + 1.5) / 6);
        assertThat(RocCurve.area(new double[] {1, 1}, new double[] {1})).isEqualTo(0.5);
        assertThatThrownBy(() -> RocCurve.area(new double[] {Double.NaN}, new double[] {1}))
                .hasMessageContaining("NaN");
    }

    // ---- annealing

    private static void assertFinds(AnnealedEstimate estimate, double expected, double most) {
        assertThat(estimate.relativeError()).isLessThan(most);
        assertThat(estimate.logConstant()).isCloseTo(expected, within(4 * estimate.relativeError() + 1e-3));
    }

    /** One leapfrog is Langevin dynamics. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void annealingFindsTheLikelihood(int leapfrogs) {
        AnnealedPath path = AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), leapfrogs);
        try (Parameters nothing = nothing()) {
            List<AnnealedEstimate> all = AnnealedImportanceSampling.along(path)
                    .temperatures(60)
                    .chains(100)
                    .startingWith(0.3)
                    .perExample(nothing, DATA, 2, SEED);
            for (int i = 0; i < 3; i++) {
                assertFinds(all.get(i), exact(i), 0.06);
                assertThat(all.get(i).acceptance()).isBetween(0.5, 0.8);
            }
        }
    }

    /** Also where chains lag far behind. */
    @Test
    void weightsAreUnbiasedHoweverFewTheTemperatures() {
        AnnealedPath path = AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), 2);
        try (Parameters nothing = nothing()) {
            List<AnnealedEstimate> all = AnnealedImportanceSampling.along(path)
                    .temperatures(3)
                    .chains(4000)
                    .startingWith(0.4)
                    .perExample(nothing, DATA, 1, SEED);
            for (int i = 0; i < 3; i++) {
                assertFinds(all.get(i), exact(i), 0.1);
            }
        }
    }

    @Test
    void moreTemperaturesMakeWeightsMoreEqual() {
        AnnealedPath path = AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), 3);
        try (Parameters nothing = nothing()) {
            double before = 0;
            for (int temperatures : new int[] {2, 10, 80}) {
                double effective = AnnealedImportanceSampling.along(path)
                        .temperatures(temperatures)
                        .chains(200)
                        .perExample(nothing, DATA, 3, SEED)
                        .get(0)
                        .effectiveChains();
                assertThat(effective).isGreaterThan(before);
                before = effective;
            }
            assertThat(before).isGreaterThan(150);
        }
    }

    /** x = a + noise of deviation 1/2, a = z + noise, z: all unit otherwise, so x is normal with variance 2.25. */
    @Test
    void severalLayersOfCodesAreAnnealedTogether() {
        Factor z = Normal.standard("z", 1);
        Factor a = Normal.of("a", 1).with(Parameter.variable("z"), Parameter.constant(1));
        Factor x = Normal.of("x", 1).with(Parameter.variable("a"), Parameter.constant(0.5));
        AnnealedPath path = AnnealedPath.hamiltonian(a.times(z), logProb(Objectives.joint(x, a, z)), 4);
        DataSet one = ArrayDataSet.of("x", new float[] {2.2f}, 1);
        try (Parameters nothing = nothing()) {
            AnnealedEstimate estimate = AnnealedImportanceSampling.along(path)
                    .temperatures(60)
                    .chains(200)
                    .startingWith(0.3)
                    .perExample(nothing, one, 1, SEED)
                    .get(0);
            assertFinds(estimate, Math.log(normal(2.2, 0, 1.5)), 0.06);
        }
    }

    /** With one temperature, no size of transitions is fitted to a batch: what is left is where chains begin. */
    @Test
    void chainsOfAnExampleBeginWhereNoOtherExampleSays() {
        AnnealedImportanceSampling annealing = AnnealedImportanceSampling.along(
                        AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), 1))
                .temperatures(1)
                .chains(3);
        try (Parameters nothing = nothing()) {
            List<AnnealedEstimate> alone = annealing.perExample(nothing, DATA, 1, SEED);
            List<AnnealedEstimate> together = annealing.perExample(nothing, DATA, 3, SEED);
            for (int i = 0; i < 3; i++) {
                assertThat(alone.get(i).logConstant()).isCloseTo(together.get(i).logConstant(), within(1e-5));
            }
        }
    }

    @Test
    void annealingHasTheGapOfABound() {
        Objective bound = expectation(BLIND, logProb(LIKELIHOOD)).samples(4000).minus(kl(BLIND, PRIOR));
        AnnealedImportanceSampling annealing = AnnealedImportanceSampling.along(
                        AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), 2))
                .temperatures(40)
                .chains(100)
                .startingWith(0.3);
        try (Parameters nothing = nothing()) {
            List<Likelihood> all = annealing.perExample(bound, nothing, DATA, 3, SEED);
            double gaps = 0;
            for (int i = 0; i < 3; i++) {
                double gap = exact(i) - blindBound(X[2 * i], X[2 * i + 1]);
                assertThat(all.get(i).gap()).isCloseTo(gap, within(0.4));
                assertThat(all.get(i).effectiveSamples()).isBetween(50.0, 100.0);
                gaps += gap / 3;
            }
            assertThat(annealing.evaluate(bound, nothing, DATA, 3, SEED).gap()).isCloseTo(gaps, within(0.25));
        }
    }

    /** Codes above 0, mostly near it; formulas of their densities have numbers and slopes below, too. */
    private static Stream<Arguments> positiveCodes() {
        Factor exponential = Exponential.of("z", 1).with(Parameter.constant(1));
        Factor gamma = Gamma.of("z", 1).with(Parameter.constant(1), Parameter.constant(1));
        Factor moved = Transformed.of(exponential, Permutation.reversed(1));
        Factor normal = Normal.of("z", 1).with(Parameter.constant(1), Parameter.constant(1));
        return Stream.of(
                Arguments.of(exponential, exponential),
                Arguments.of(gamma, gamma),
                Arguments.of(moved, moved),
                // Here chains begin where the target has no density.
                Arguments.of(normal, exponential));
    }

    @ParameterizedTest
    @MethodSource("positiveCodes")
    void chainsStayWhereCodesMayBe(Factor base, Factor prior) {
        Factor x = Normal.of("x", 1).with(Parameter.variable("z"), Parameter.constant(0.5));
        AnnealedPath path = AnnealedPath.hamiltonian(base, logProb(x).plus(logProb(prior)), 3);
        double exact = 0;
        for (double z = 0.0005; z < 10; z += 0.001) {
            exact += Math.exp(-z) * normal(-0.5, z, 0.5) * 0.001;
        }
        try (Parameters nothing = nothing()) {
            AnnealedEstimate estimate = AnnealedImportanceSampling.along(path)
                    .temperatures(60)
                    .chains(500)
                    .startingWith(0.3)
                    .perExample(nothing, ArrayDataSet.of("x", new float[] {-0.5f}, 1), 1, SEED)
                    .get(0);
            assertFinds(estimate, Math.log(exact), 0.06);
            assertThat(estimate.acceptance()).isBetween(0.4, 0.9);
        }
    }

    @Test
    void annealingFindsTheConstantOfAMachine() {
        int visible = 7;
        int hidden = 5;
        RestrictedBoltzmannMachine machine = RestrictedBoltzmannMachine.of(visible, hidden);
        Map<String, Parameters.Spec> specs = ObjectiveGraph.evaluation(machine, 1, Map.of("x", Shape.of(visible)))
                .specs();
        SplittableRandom random = new SplittableRandom(4);
        try (Parameters learned = new Parameters(specs, Seed.root(1))) {
            for (String name : specs.keySet()) {
                float[] values = learned.get(name);
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (1.5 * gaussian(random));
                }
                learned.set(name, values);
            }
            double expected =
                    logConstant(learned.get("rbm.weight"), learned.get("rbm.visible"), learned.get("rbm.hidden"));
            double[] base = new double[visible];
            Arrays.setAll(base, i -> 0.2 + 0.1 * i);
            AnnealedEstimate estimate = AnnealedImportanceSampling.along(machine.annealedFrom(base))
                    .temperatures(300)
                    .chains(200)
                    .constant(learned, SEED);
            assertFinds(estimate, expected, 0.1);
            assertThat(estimate.acceptance()).isCloseTo(1, within(1e-6));
            // Without a step between, this is importance sampling from the coins: unbiased, but wide.
            assertThat(AnnealedImportanceSampling.along(machine.annealedFrom(base))
                            .temperatures(1)
                            .chains(200)
                            .constant(learned, SEED)
                            .effectiveChains())
                    .isLessThan(estimate.effectiveChains());
        }
        assertThatThrownBy(() -> machine.annealedFrom(0.5)).hasMessageContaining("expected=7, actual=1");
        assertThatThrownBy(() -> RestrictedBoltzmannMachine.of(1, 1).annealedFrom(1))
                .hasMessageContaining("probability=1.0");
    }

    private static double logConstant(float[] weight, float[] visible, float[] hidden) {
        LogSum all = new LogSum();
        for (int state = 0; state < 1 << visible.length; state++) {
            double log = 0;
            for (int i = 0; i < visible.length; i++) {
                log += (state >> i & 1) * visible[i];
            }
            for (int j = 0; j < hidden.length; j++) {
                double logit = hidden[j];
                for (int i = 0; i < visible.length; i++) {
                    logit += (state >> i & 1) * weight[i * hidden.length + j];
                }
                log += Math.log1p(Math.exp(logit));
            }
            all.add(log);
        }
        return all.value();
    }

    @Test
    void wrongAnnealingsAreNamed() {
        AnnealedPath path = AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), 1);
        assertThatThrownBy(() -> AnnealedPath.hamiltonian(PRIOR, logProb(MODEL), 0))
                .hasMessageContaining("leapfrogs=0");
        Factor coin = Bernoulli.of("z", 1).with(Parameter.constant(0));
        Factor seen = Normal.of("x", 2).with(Parameter.variable("z"), Parameter.constant(1));
        AnnealedPath discrete = AnnealedPath.hamiltonian(coin, logProb(seen.times(coin)), 1);
        try (Parameters nothing = nothing()) {
            assertThatThrownBy(() -> AnnealedImportanceSampling.along(discrete).perExample(nothing, DATA, 1, SEED))
                    .hasMessageContaining("elements move freely: variable=z, family=Bernoulli");
            // The elements of a Dirichlet hang together: moved on their own they leave it.
            Factor parts = Dirichlet.of("z", 2).with(Parameter.constant(2));
            Factor shown = Normal.of("x", 2).with(Parameter.variable("z"), Parameter.constant(1));
            AnnealedPath simplex = AnnealedPath.hamiltonian(parts, logProb(shown.times(parts)), 1);
            assertThatThrownBy(() -> AnnealedImportanceSampling.along(simplex).perExample(nothing, DATA, 1, SEED))
                    .hasMessageContaining("elements move freely: variable=z, family=Dirichlet");
        }
        assertThatThrownBy(() -> AnnealedImportanceSampling.along(path).temperatures(0))
                .hasMessageContaining("temperatures=0");
        assertThatThrownBy(() -> AnnealedImportanceSampling.along(path).startingWith(0))
                .hasMessageContaining("size must be > 0: size=0.0");
    }
}
