package io.yume.loss;

import static io.yume.loss.Objectives.contrastiveDivergence;
import static io.yume.loss.Objectives.denoisingScoreMatching;
import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.infoNce;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.noiseContrastive;
import static io.yume.loss.Objectives.scoreMatching;
import static io.yume.loss.Objectives.slicedScoreMatching;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.MultivariateNormal;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Adam;
import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Activation;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Objectives of densities whose constant nobody knows. */
final class UnnormalisedTest {

    private static final double ERRORS = 4.5;
    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(2));
    private static final Factor MODEL = Normal.of("x", 2).learned();
    private static final double[] FREE = {0.4, -0.3, 0.5, 0.2};

    private static double variance(double free) {
        double scale = Math.log1p(Math.exp(free)) + 1e-6;
        return scale * scale;
    }

    /** The slope of a normal log-density is -(x - m) / v, its second derivative -1 / v. */
    private static double closedForm(double... x) {
        double total = 0;
        for (int i = 0; i < 2; i++) {
            double slope = -(x[i] - FREE[i]) / variance(FREE[2 + i]);
            total += -1 / variance(FREE[2 + i]) + 0.5 * slope * slope;
        }
        return total;
    }

    private static Lowered lowered(Objective objective, int batch) {
        return Lowered.of(objective, batch, DATA).set("x.free", FREE).rows("x", 1.3, -0.7);
    }

    @Test
    void scoreMatchingIsTheClosedFormOfANormal() {
        assertThat(lowered(scoreMatching(logProb(MODEL), "x"), 2).value())
                .usingComparatorWithPrecision(1e-9)
                .containsOnly(closedForm(1.3, -0.7));
    }

    @Test
    void slicedScoreMatchingIsTheSameOnAverage() {
        Lowered.Statistics statistics =
                lowered(slicedScoreMatching(logProb(MODEL), "x"), 64).statistics(400);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(
                        closedForm(1.3, -0.7),
                        within(ERRORS * statistics.errors().get("value")[0]));
    }

    @Test
    void denoisingScoreMatchingIsItsClosedFormOnAverage() {
        double sigma = 0.5;
        Lowered.Statistics statistics =
                lowered(denoisingScoreMatching(logProb(MODEL), "x", sigma), 64).statistics(400);
        double[] x = {1.3, -0.7};
        double expected = 0;
        for (int i = 0; i < 2; i++) {
            double v = variance(FREE[2 + i]);
            double at = (x[i] - FREE[i]) / v;
            // -(x + sigma e - m) / v + e / sigma is normal with mean -at and deviation 1/sigma - sigma/v.
            expected += 0.5 * (at * at + Math.pow(1 / sigma - sigma / v, 2));
        }
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(expected, within(ERRORS * statistics.errors().get("value")[0]));
    }

    /**
     * A normal with the covariance L L', L = [[1.2, 0], [0.5, 0.8]]: with its inverse P the slope is -P (x - m), and the second derivatives
     * are -P.
     */
    @Test
    void scoreMatchingIsItsClosedFormWhereElementsDependOnEachOther() {
        Factor model = MultivariateNormal.ofTriangular("x", 2)
                .with(
                        Parameter.constant(new double[] {0.4, -0.3}, 2),
                        Parameter.constant(new double[] {1.2, 0, 0.5, 0.8}, 2, 2));
        double determinant = Math.pow(1.2 * 0.8, 2);
        double first = 0.89 / determinant;
        double cross = -0.6 / determinant;
        double second = 1.44 / determinant;
        double squares = Math.pow(first * 0.9 + cross * -0.4, 2) + Math.pow(cross * 0.9 + second * -0.4, 2);
        double exact = -first - second + 0.5 * squares;
        Lowered lowered = Lowered.of(scoreMatching(logProb(model), "x"), 2, DATA);
        assertThat(lowered.rows("x", 1.3, -0.7).value())
                .usingComparatorWithPrecision(1e-9)
                .containsOnly(exact);
        assertMean(slicedScoreMatching(logProb(model), "x"), exact);
        double sigma = 0.5;
        // (1 / sigma - sigma P) e for normal e
        double noise = Math.pow(1 / sigma - sigma * first, 2)
                + Math.pow(1 / sigma - sigma * second, 2)
                + 2 * Math.pow(sigma * cross, 2);
        assertMean(denoisingScoreMatching(logProb(model), "x", sigma), 0.5 * (squares + noise));
    }

    private static void assertMean(Objective objective, double expected) {
        Lowered.Statistics statistics =
                Lowered.of(objective, 64, DATA).rows("x", 1.3, -0.7).statistics(400);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(expected, within(ERRORS * statistics.errors().get("value")[0]));
    }

    @Test
    void scoreMatchingHasTheSlopesOfItsValue() {
        Critic energy = Critic.of("E", mlp(Activation.TANH, 2, 4, 1), "x");
        for (Objective objective : new Objective[] {
            scoreMatching(energy, "x"), slicedScoreMatching(energy, "x"), denoisingScoreMatching(energy, "x", 0.3)
        }) {
            Lowered lowered = Lowered.of(objective.mean(), 3, DATA).set("x", 0.3, -1, 0.8, 0.2, -0.6, 1.4);
            FiniteDifferences.check(lowered, 1e-6);
        }
    }

    private static final Factor Z = Normal.of("z", 2).with(Parameter.constant(0.3), Parameter.constant(0.8));
    private static final Factor AROUND =
            Normal.of("x").with(Parameter.variable("z"), Parameter.constant(new double[] {0.7, 1.2}, 2));

    /** Of each of several samples: with a normal around z the slope is -(x - z) / v, and the second derivative -1 / v. */
    @Test
    void scoreMatchingIsOfEachSample() {
        double trace = 1 / 0.49 + 1 / 1.44;
        Factor wider = Normal.of("x").with(Parameter.variable("z"), Parameter.constant(new double[] {0.49, 1.44}, 2));
        // The squared slope is twice a log-probability whose scale is the variance, without its constant.
        double constant = Math.log(2 * Math.PI) + Math.log(0.49 * 1.44);
        Objective closed = logProb(wider).plus(constant).neg().minus(trace);
        assertSame(scoreMatching(logProb(AROUND), "x"), closed);
        // In one dimension all directions are one, up to their length.
        Factor flat = Normal.of("x").with(Parameter.variable("z"), Parameter.constant(0.7));
        Objective sliced = slicedScoreMatching(logProb(flat), "x");
        Objective exact = scoreMatching(logProb(flat), "x");
        Factor z = Normal.of("z", 1).with(Parameter.constant(0.3), Parameter.constant(0.8));
        Map<String, Shape> data = Map.of("x", Shape.of(1));
        Lowered.Statistics directions = Lowered.of(
                        expectation(z, sliced.minus(exact)).samples(4), 64, data)
                .rows("x", 1.3)
                .statistics(200);
        assertThat(directions.means().get("value")[0])
                .isCloseTo(0, within(ERRORS * directions.errors().get("value")[0]));
    }

    private static void assertSame(Objective objective, Objective closed) {
        double[] values = around(objective).value();
        assertThat(values).containsExactly(around(closed).value(), within(1e-9));
    }

    private static Lowered around(Objective of) {
        return Lowered.of(expectation(Z, of).samples(4).noise("z", "z"), 2, DATA)
                .set("x", 1.3, -0.7, 0.2, 0.4);
    }

    /** The mean over both values of a coin of the closed form given each. */
    @Test
    void scoreMatchingIsOfEachEnumeratedValue() {
        Factor y = Bernoulli.of("y", 1).with(Parameter.constant(0.4));
        Factor model = Normal.of("x").with(Parameter.variable("y"), Parameter.constant(0.7));
        Objective mean = expectation(y, scoreMatching(logProb(model), "x")).estimating("y", enumeration());
        double heads = 1 / (1 + Math.exp(-0.4));
        double v = 0.49;
        double[] x = {1.3, -0.7};
        double[] values =
                Lowered.of(mean, 2, Map.of("x", Shape.of(1))).set("x", x).value();
        for (int row = 0; row < 2; row++) {
            double expected =
                    -1 / v + 0.5 / (v * v) * (heads * Math.pow(x[row] - 1, 2) + (1 - heads) * Math.pow(x[row], 2));
            assertThat(values[row]).isCloseTo(expected, within(1e-9));
        }
    }

    /** Up the slope without noise: what is left of the way to z is (1 - size / v) of it. */
    @Test
    void chainsStartAtTheDataForEachSample() {
        Chain ascent = (logDensity, x, event, scope, draws) -> x.plus(
                Gradients.of(logDensity.apply(x).sum(), List.of(x)).get(0).times(0.1));
        Factor model = Normal.of("x").with(Parameter.variable("z"), Parameter.constant(0.7));
        double left = Math.pow(1 - 0.1 / 0.49, 2 * 2);
        Objective closed =
                logProb(model).plus(Math.log(2 * Math.PI) + 2 * Math.log(0.7)).times(1 - left);
        assertSame(contrastiveDivergence(logProb(model), "x", ascent, 2), closed);
    }

    /** {@code c - |x|^2 / 2} with a learned constant. */
    private static final Critic UNIT = Critic.of(
            "E",
            new Network() {
                @Override
                public Map<String, Spec> specs() {
                    return Map.of("c", new Spec(Shape.of(1, 1), Initial.zeros()));
                }

                @Override
                public Node apply(Node x, Scope scope) {
                    Node constant = scope.parameter(x.graph(), "c", Shape.of(1, 1));
                    return x.square().sum(new int[] {1}).times(-0.5).plus(constant);
                }
            },
            "x");

    private static ArrayDataSet normals(int examples) {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = new float[2 * examples];
        for (int i = 0; i < x.length; i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            x[i] = (float) (radius * Math.cos(2 * Math.PI * random.nextDouble()));
        }
        return ArrayDataSet.of("x", x, 2);
    }

    @Test
    void noiseContrastiveEstimationLearnsTheConstant() {
        Factor noise = Normal.of("x", 2).with(Parameter.constant(0), Parameter.constant(1.5));
        Objective objective = noiseContrastive(UNIT, noise, 5);
        try (Trainer trainer = Trainer.maximise(objective.mean())
                .with(Adam.of(0.05).decaying(0.99, 1e-3))
                .on(normals(8192), 512)
                .compile()) {
            trainer.fit(Length.updates(500));
            assertThat((double) trainer.parameters().get("E.c")[0]).isCloseTo(-1.837877, within(0.05));
        }
        assertThat(objective.latex()).startsWith("\\mathbb{E}_{p_{\\text{data}}}[\\log \\sigma(E(x) - \\log 5 p(x))]");
    }

    @Test
    void noiseContrastiveEstimationIsABinaryLogLikelihood() {
        Factor noise = Normal.standard("x", 2);
        // A model that is the noise cannot tell them apart: the logit is -log 3.
        double expected = Math.log(0.25) + 3 * Math.log(0.75);
        Lowered lowered = Lowered.of(noiseContrastive(logProb(noise), noise, 3), 2, DATA);
        assertThat(lowered.rows("x", 0.2, 0.4).value())
                .usingComparatorWithPrecision(1e-9)
                .containsOnly(expected);
    }

    /** With the log-ratio of a bivariate normal as score, the bound is below the mutual information, and close for many examples. */
    @Test
    void infoNceIsBelowTheMutualInformation() {
        double rho = 0.8;
        Critic score = Critic.of(
                "T",
                Fixed.function(rows -> {
                    Node x = rows.slice(1, 0, 1);
                    Node y = rows.slice(1, 1, 1);
                    // log p(y|x) - log p(y) without its constant
                    return y.minus(x.times(rho))
                            .square()
                            .times(-0.5 / (1 - rho * rho))
                            .plus(y.square().times(0.5));
                }),
                "x",
                "y");
        int batch = 256;
        Map<String, Shape> data = Map.of("x", Shape.of(1), "y", Shape.of(1));
        SplittableRandom random = new SplittableRandom(9);
        double mean = 0;
        for (int run = 0; run < 20; run++) {
            double[] x = new double[batch];
            double[] y = new double[batch];
            for (int i = 0; i < batch; i++) {
                double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
                double angle = 2 * Math.PI * random.nextDouble();
                x[i] = radius * Math.cos(angle);
                y[i] = rho * x[i] + Math.sqrt(1 - rho * rho) * radius * Math.sin(angle);
            }
            Lowered lowered = Lowered.of(infoNce(score, "y").mean(), batch, data);
            mean += lowered.set("x", x).set("y", y).value()[0] / 20;
        }
        assertThat(mean).isBetween(0.46, 0.5108 + 0.01);
        assertThat(infoNce(score, "y").latex())
                .isEqualTo("\\log \\frac{\\exp T(x,y)}{\\frac{1}{N} \\sum_{y'} \\exp T(x,y)_{y = y'}}");
    }

    @Test
    void infoNceOfAScoreThatIgnoresItsExamplesIsZero() {
        Critic score = Critic.of("T", mlp(Activation.TANH, 2, 3, 1), "x", "y");
        Map<String, Shape> data = Map.of("x", Shape.of(1), "y", Shape.of(1));
        Lowered same = Lowered.of(infoNce(score, "y"), 3, data).rows("x", 0.4).rows("y", -1);
        assertThat(same.value()).usingComparatorWithPrecision(1e-12).containsOnly(0);
        Lowered lowered = Lowered.of(infoNce(score, "y").mean(), 3, data)
                .set("x", 0.3, -1, 0.8)
                .set("y", 0.2, -0.6, 1.4);
        FiniteDifferences.check(lowered, 1e-6);
    }

    /** For a normal in one dimension, Langevin steps of a small size end at its density: the gradient of the constant is known. */
    @Test
    void contrastiveDivergenceWithLangevinStepsNearsTheLikelihood() {
        Factor model = Normal.of("x", 1).learned();
        Objective objective = contrastiveDivergence(logProb(model), "x", Chain.langevin(0.1), 60);
        double[] free = {0.5, 0.2};
        Lowered.Statistics statistics = Lowered.of(objective, 256, Map.of("x", Shape.of(1)))
                .set("x.free", free)
                .rows("x", 1.5)
                .statistics(100);
        double v = variance(0.2);
        // (x - m) / v; what is left of the start after 60 steps is (1 - 0.05 / v)^60.
        double left = Math.pow(1 - 0.05 / v, 60);
        double expected = (1.5 - 0.5) / v * (1 - left);
        assertThat(statistics.means().get("x.free")[0])
                .isCloseTo(expected, within(ERRORS * statistics.errors().get("x.free")[0] + 1e-3));
    }

    @Test
    void rejectsWhatCannotBe() {
        assertThatThrownBy(() -> denoisingScoreMatching(UNIT, "x", 0)).hasMessageContaining("deviation=0.0");
        assertThatThrownBy(() -> noiseContrastive(UNIT, Normal.standard("x", 2), 0))
                .hasMessageContaining("ratio=0");
        assertThatThrownBy(() -> contrastiveDivergence(UNIT, "x", Chain.langevin(1), 0))
                .hasMessageContaining("needs a step");
        assertThatThrownBy(() -> Chain.langevin(0)).hasMessageContaining("size=0.0");
        Critic large = Critic.of("E", mlp(100, 1), "x");
        assertThatThrownBy(() -> Lowered.of(scoreMatching(large, "x"), 2, Map.of("x", Shape.of(100))))
                .hasMessageContainingAll("at most 64", "elements=100");
        assertThatThrownBy(() -> Lowered.of(scoreMatching(UNIT, "y"), 2, DATA))
                .hasMessageContaining("nobody provides the variable");
        assertThatThrownBy(() -> Lowered.of(infoNce(UNIT, "x"), 1, DATA)).hasMessageContaining("batch=1");
    }
}
