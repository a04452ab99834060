package io.yume.loss;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.mmd;
import static io.yume.loss.Objectives.slicedWasserstein;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.data.TwoMoons;
import io.yume.distribution.Bernoulli;
import io.yume.distribution.Categorical;
import io.yume.distribution.Dirichlet;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.MixtureOfExperts;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.ProductOfExperts;
import io.yume.distribution.Transformed;
import io.yume.flow.ActNorm;
import io.yume.flow.Coupling;
import io.yume.flow.Flows;
import io.yume.flow.Mask;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Sgd;
import io.yume.graph.Shape;
import io.yume.model.RealNvp;
import io.yume.train.Checkpoint;
import io.yume.train.Length;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import io.yume.train.TrainerPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Errors that Pixyz 0.3.3 has, most of them silent, and that must not be here. Those with tests elsewhere: draws of discrete variables
 * without a gradient ({@link ObjectiveTest}), densities of relaxed classes (RelaxedTest), products of experts (LatentFamiliesTest), counts of
 * a Multinomial (LawBattery), estimators and samples of scans ({@link ScanTest}), signs of adversarial divergences ({@link AdversarialTest}).
 */
final class PixyzDefectsTest {

    private static final double[] INPUTS = {0.3, -1, 0.8, 1.1, 0.2, -0.4, -0.9, 0.5, 0.1, 0.7, -0.2, 1.3};
    private static final Map<String, Shape> X = Map.of("x", Shape.of(3));

    private final Factor encoder = Normal.of("z").given("x").by(mlp(3, 4));
    private final Factor prior = Normal.standard("z", 2);

    private static void assertTrains(Objective objective, String label) {
        Lowered lowered = Lowered.of(objective, 4, X).set("x", INPUTS);
        FiniteDifferences.check(lowered, 1e-6);
        assertThat(lowered.gradients(0)).anySatisfy((name, gradient) -> {
            assertThat(name).startsWith(label);
            assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow())
                    .isGreaterThan(1e-4);
        });
    }

    /** 1: distances between samples and adversarial terms train the encoder that they draw from, without being told to. */
    @Test
    void distancesTrainStochasticEncoders() {
        assertTrains(mmd(Samples.of(encoder, "z"), Samples.of(prior, "z"), Kernel.gaussian(1)), "z|x");
        assertTrains(slicedWasserstein(Samples.of(encoder, "z"), Samples.of(prior, "z"), 3), "z|x");
        Adversarial game = Adversarial.jensenShannon(encoder, Critic.of("D", mlp(2, 3, 1), "z"))
                .against(prior);
        assertTrains(game.model().mean(), "z|x");
        assertTrains(game.nonSaturating().mean(), "z|x");
        assertTrains(game.kullbackLeibler().mean(), "z|x");
    }

    /** 4: divided by the number of pairs, whatever the dimension and the names are. */
    @Test
    void discrepancyIsThatOfAllPairs() {
        double[][] left = {{0, 1, 2}, {1, -1, 0.5}, {0.2, 0.4, -1}, {2, 0, 1}};
        double[][] right = {{1, 1, 1}, {-1, 0, 0}, {0.5, 0.5, 2}, {0, -2, 1}};
        double same = 0;
        double cross = 0;
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                same += i == j ? 0 : (kernel(left[i], left[j]) + kernel(right[i], right[j])) / 12;
                cross += kernel(left[i], right[j]) / 16;
            }
        }
        Lowered lowered = Lowered.of(
                        mmd(Samples.data("codes"), Samples.data("others"), Kernel.gaussian(1)),
                        4,
                        Map.of("codes", Shape.of(3), "others", Shape.of(3)))
                .set(
                        "codes",
                        Arrays.stream(left).flatMapToDouble(Arrays::stream).toArray())
                .set(
                        "others",
                        Arrays.stream(right).flatMapToDouble(Arrays::stream).toArray());
        assertThat(lowered.value()[0]).isCloseTo(same - 2 * cross, within(1e-12));
    }

    private static double kernel(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.exp(-squares / 2);
    }

    /** 5: divergences of laws whose density is one number stay one number per example. */
    @Test
    void divergencesOfVectorsKeepTheBatch() {
        Parameter a = Parameter.variable("a");
        Parameter b = Parameter.variable("b");
        for (List<Factor> pair : List.of(
                List.of(Categorical.of("k").with(a), Categorical.of("k").with(b)),
                List.of(
                        OneHotCategorical.of("k").with(a),
                        OneHotCategorical.of("k").with(b)),
                List.of(Dirichlet.of("k").with(a), Dirichlet.of("k").with(b)))) {
            Objective divergence = kl(pair.get(0), pair.get(1));
            Map<String, Shape> data = Map.of("a", Shape.of(3), "b", Shape.of(3));
            double[] left = {0.3, 1.2, 2, 1.1, 0.2, 0.4};
            double[] right = {1, 0.5, 0.7, 2, 1.4, 0.1};
            double[] both = Lowered.of(divergence, 2, data)
                    .set("a", left)
                    .set("b", right)
                    .value();
            assertThat(both).hasSize(2);
            for (int row = 0; row < 2; row++) {
                double[] alone = Lowered.of(divergence, 1, data)
                        .set("a", Arrays.copyOfRange(left, 3 * row, 3 * row + 3))
                        .set("b", Arrays.copyOfRange(right, 3 * row, 3 * row + 3))
                        .value();
                assertThat(alone).hasSize(1);
                assertThat(both[row]).isCloseTo(alone[0], within(1e-12)).isPositive();
            }
        }
    }

    private static Factor normal(double mean, double deviation) {
        return Normal.of("x", 1).with(Parameter.constant(mean), Parameter.constant(deviation));
    }

    /** 6: a mixture's weights are probabilities, and every draw chooses its expert anew, wherever in the batch it is. */
    @Test
    void mixturesWeighProbabilitiesAndChooseForEachRow() {
        Factor mixture = MixtureOfExperts.weighted(List.of(normal(-9, 1), normal(9, 2)), 1, 3);
        double near = 0.75 * Math.exp(-0.5 * 0.25) / (2 * Math.sqrt(2 * Math.PI));
        assertThat(Lowered.of(logProb(mixture), 1, Map.of("x", Shape.of(1)))
                        .set("x", 10)
                        .value()[0])
                .isCloseTo(Math.log(near), within(1e-9));
        int rows = 8000;
        float[] draws = draw(mixture, rows).draws().get("x");
        for (int part = 0; part < 4; part++) {
            int above = 0;
            for (int i = part * rows / 4; i < (part + 1) * rows / 4; i++) {
                above += draws[i] > 0 ? 1 : 0;
            }
            // Four standard errors of 2,000 coins.
            assertThat(above / (rows / 4.0)).isCloseTo(0.75, within(4 * Math.sqrt(0.75 * 0.25 / (rows / 4.0))));
        }
    }

    private static Sampler.Drawn draw(Distribution distribution, int rows) {
        try (Parameters none = new Parameters(Map.of(), Seed.root(0));
                Sampler sampler = new Sampler(distribution, none, rows, Map.of())) {
            return sampler.draw(Seed.root(5), Map.of());
        }
    }

    /** 7: the mean is the mean, also where it is not the variance. */
    @Test
    void meansAreNotVariances() {
        assertThat(draw(normal(3, 2), 2).means().get("x")).containsExactly(3, 3);
    }

    /** 8: nothing is remembered from before an update, whatever the data are. */
    @Test
    void nothingIsStaleAfterAnUpdate() {
        DataSet data = ArrayDataSet.of("x", new float[] {2, 2}, 1);
        Objective objective = logProb(Normal.of("x", 1)
                        .with(Parameter.learned("mean", Parameters.Initial.zeros(), 1), Parameter.constant(1)))
                .mean();
        try (Trainer trainer =
                Trainer.maximise(objective).with(Sgd.of(0.5)).on(data, 2).compile()) {
            for (double mean : new double[] {0, 1, 1.5, 1.75}) {
                double expected = -0.5 * (2 - mean) * (2 - mean) - 0.5 * Math.log(2 * Math.PI);
                assertThat(trainer.evaluate(data).objective()).isCloseTo(expected, within(1e-6));
                assertThat(trainer.update().objective()).isCloseTo(expected, within(1e-6));
            }
        }
    }

    /** 9: a flow has one density, in training and in use, whatever else is in the batch. */
    @Test
    void flowsHaveOneDensity() {
        float[] numbers = new float[80];
        for (int i = 0; i < 40; i++) {
            TwoMoons.of(40).read("x", i, Seed.root(i), numbers, 2 * i);
        }
        DataSet points = ArrayDataSet.of("x", numbers, 2);
        try (Trainer trainer = Trainer.maximise(
                        RealNvp.of(2, 4, 8).logLikelihood().mean())
                .on(points, 40)
                .compile()) {
            trainer.fit(Length.updates(20));
            double used = trainer.evaluate(points).objective();
            double alone = 0;
            for (int i = 0; i < 40; i++) {
                alone += trainer.evaluate(points.range(i, 1)).objective() / 40;
            }
            assertThat(alone).isCloseTo(used, within(1e-4));
            assertThat(trainer.update().objective()).isCloseTo(used, within(1e-4));
        }
    }

    /** 10: a batch is as large as asked for. */
    @Test
    void aStepSeesABatch() {
        Objective objective = logProb(Normal.of("x", 1).learned()).mean();
        float[] values = {1, 1, 1, 1, 5, 5, 5, 5};
        try (Trainer trainer = Trainer.maximise(objective)
                .on(ArrayDataSet.of("x", values, 1), 4)
                .compile()) {
            assertThat(trainer.stepsPerEpoch()).isEqualTo(2);
            double sum = trainer.evaluate(ArrayDataSet.of("x", values, 1)).objective() * 8;
            try (Trainer whole = Trainer.maximise(objective)
                    .on(ArrayDataSet.of("x", values, 1), 8)
                    .compile()) {
                assertThat(whole.update().objective() * 8).isCloseTo(sum, within(1e-3));
            }
        }
    }

    /** 12: every observation is an expert, by one network, and the gradients are those of experts written one by one. */
    @Test
    void observationsAreExpertsOfOneNetwork() {
        Factor u = Normal.of("u", 1).learned();
        Factor expert = Normal.of("z").given("v", "u").by(mlp(3, 4)).named("expert");
        Factor each = ProductOfExperts.ofEach(prior, expert, "v", "g");
        Factor apart = ProductOfExperts.gated(
                prior, List.of(expert.rename("v", "v1"), expert.rename("v", "v2")), List.of("g1", "g2"));
        Factor decoder = Bernoulli.of("x").given("z").by(mlp(2, 3));
        Map<String, Shape> data = Map.of(
                "x", Shape.of(3),
                "v", Shape.of(2, 2),
                "g", Shape.of(2),
                "v1", Shape.of(2),
                "v2", Shape.of(2),
                "g1", Shape.SCALAR,
                "g2", Shape.SCALAR);
        Lowered one = lowered(u, each, decoder, data);
        Lowered other = lowered(u, apart, decoder, data);
        assertThat(one.value()).containsExactly(other.value(), within(1e-12));
        Map<String, double[]> expected = other.gradients(0);
        one.gradients(0)
                .forEach((name, gradient) ->
                        assertThat(gradient).as(name).containsExactly(expected.get(name), within(1e-12)));
        FiniteDifferences.check(one, 1e-6);
    }

    private static Lowered lowered(Factor u, Factor product, Factor decoder, Map<String, Shape> data) {
        Objective bound = expectation(u.times(product.named("product")), logProb(decoder))
                .samples(3)
                .noise("z", "z")
                .noise("u", "u");
        return Lowered.of(bound.mean(), 2, data)
                .set("x", 1, 0, 1, 0, 0, 1)
                .set("v", 0.3, -1, 0.8, 1.1, 0.2, -0.4, -0.9, 0.5)
                .set("v1", 0.3, -1, 0.2, -0.4)
                .set("v2", 0.8, 1.1, -0.9, 0.5)
                .set("g", 1, 0, 1, 1)
                .set("g1", 1, 1)
                .set("g2", 0, 1);
    }

    /** 14: draws through a flow train what the flow starts from, and bring no variable of their own. */
    @Test
    void flowsWithinProductsTrainTheirBase() {
        Factor posterior =
                Transformed.of(encoder, Flows.compose(Coupling.affine(Mask.half(), mlp(2, 3, 4)), ActNorm.of(2)));
        Factor decoder = Normal.of("x").with(Parameter.of(mlp(2, 3), "z"), Parameter.constant(1));
        assertThat(posterior.variables()).containsExactly("z");
        assertThat(posterior.times(Normal.of("w").given("z").by(mlp(2, 2))).variables())
                .containsExactly("z", "w");
        assertTrains(elbo(decoder.times(prior), posterior).mean(), "z|x");
    }

    private static TrainerPlan normalised(float... examples) {
        return Trainer.maximise(logProb(Transformed.of(
                                Normal.standard("x", 2),
                                Flows.compose(ActNorm.standardising(examples, 2).inverted(), ActNorm.of(2))))
                        .mean())
                .on(ArrayDataSet.of("x", new float[] {1, 5, 2, 9, 4, 4, 3, 6}, 2), 2)
                .seed(3);
    }

    /** 16: what an activation normalisation starts from is not taken from data again after a checkpoint. */
    @Test
    void checkpointsHoldNormalisations() {
        try (Trainer first = normalised(1, 5, 2, 9, 4, 4, 3, 6).compile();
                Trainer second = normalised(0, -5, 3, 1, 7, 2).compile()) {
            first.fit(Length.updates(7));
            Checkpoint checkpoint = first.checkpoint();
            second.fit(Length.updates(1));
            DataSet shifted = ArrayDataSet.of("x", new float[] {100, 200, 150, 250}, 2);
            double expected = first.evaluate(shifted).objective();
            assertThat(second.evaluate(shifted).objective()).isNotEqualTo(expected);
            second.restore(checkpoint);
            assertThat(second.evaluate(shifted).objective()).isEqualTo(expected);
            first.update();
            second.update();
            assertThat(second.checkpoint()).isEqualTo(first.checkpoint());
        }
    }

    /** 18: a renamed input reaches the old network in closed forms, too. */
    @Test
    void divergencesSeeRenamedInputs() {
        double[] expected =
                Lowered.of(kl(encoder, prior), 4, X).set("x", INPUTS).value();
        Objective renamed = kl(encoder.rename("x", "pixels").rename("z", "code"), prior.rename("z", "code"));
        Lowered lowered = Lowered.of(renamed, 4, Map.of("pixels", Shape.of(3))).set("pixels", INPUTS);
        assertThat(lowered.value()).containsExactly(expected, within(1e-12));
        assertThat(lowered.graph().terms().keySet()).noneMatch(name -> name.contains("Monte Carlo"));
        Factor other = Normal.of("z").given("x").by(mlp(3, 4)).named("other");
        Objective between = kl(encoder.rename("x", "v"), other.rename("x", "v"));
        assertThat(Lowered.of(between, 4, Map.of("v", Shape.of(3)))
                        .set("v", INPUTS)
                        .value())
                .containsExactly(
                        Lowered.of(kl(encoder, other), 4, X).set("x", INPUTS).value(), within(1e-12))
                .doesNotContain(0);
    }
}
