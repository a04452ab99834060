package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.kl;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.ProductOfExperts;
import io.yume.evaluation.ExampleScores;
import io.yume.graph.Adam;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.Annealing;
import io.yume.loss.FiniteDifferences;
import io.yume.loss.Lowered;
import io.yume.loss.Objective;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import io.yume.train.Length;
import io.yume.train.Sampler;
import io.yume.train.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of two views: against two views {@code x = 1.2 z + 0.7 noise} and {@code y = -0.8 z + 0.5 noise} of a normal z, whose posteriors
 * and likelihoods are known, and small trainings.
 */
final class MultimodalModelsTest {

    private static final double A = 1.2;
    private static final double S = 0.7;
    private static final double B = -0.8;
    private static final double T = 0.5;
    private static final double X = 0.9;
    private static final double Y = 0.4;
    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(1), "y", Shape.of(1));
    private static final Annealing ONE = Annealing.constant(1);

    private static final Factor PRIOR = Normal.standard("z", 1);
    private static final Factor FIRST = view("x", A, S);
    private static final Factor SECOND = view("y", B, T);

    private static Factor view(String name, double slope, double noise) {
        return Normal.of(name, 1).with(Parameter.of(fixed(slope), "z"), Parameter.constant(noise));
    }

    private static Network fixed(double... column) {
        return Fixed.product(column, column.length, 1);
    }

    private static Factor code(double[] means, double variance, String... given) {
        return Normal.of("z", 1)
                .with(Parameter.of(fixed(means), given), Parameter.constant(Math.sqrt(variance)))
                .as("q");
    }

    // Precisions of the posteriors of z.
    private static final double GIVEN_X = 1 + A * A / (S * S);
    private static final double GIVEN_Y = 1 + B * B / (T * T);
    private static final double GIVEN_BOTH = GIVEN_X + GIVEN_Y - 1;

    private static final Factor BOTH_POSTERIOR =
            code(new double[] {A / (S * S) / GIVEN_BOTH, B / (T * T) / GIVEN_BOTH}, 1 / GIVEN_BOTH, "x", "y");
    private static final Factor FIRST_POSTERIOR = code(new double[] {A / (S * S) / GIVEN_X}, 1 / GIVEN_X, "x");
    private static final Factor SECOND_POSTERIOR = code(new double[] {B / (T * T) / GIVEN_Y}, 1 / GIVEN_Y, "y");

    private static double logNormal(double x, double mean, double variance) {
        return -0.5 * ((x - mean) * (x - mean) / variance + Math.log(2 * Math.PI * variance));
    }

    private static final double LOG_X = logNormal(X, 0, A * A + S * S);
    private static final double LOG_Y = logNormal(Y, 0, B * B + T * T);
    private static final double MEAN_GIVEN_X = A / (S * S) * X / GIVEN_X;
    private static final double MEAN_GIVEN_Y = B / (T * T) * Y / GIVEN_Y;
    private static final double MEAN_GIVEN_BOTH = (A / (S * S) * X + B / (T * T) * Y) / GIVEN_BOTH;
    private static final double LOG_BOTH = LOG_X + logNormal(Y, B * MEAN_GIVEN_X, B * B / GIVEN_X + T * T);

    private static double klOfNormals(double mean, double variance, double other, double otherVariance) {
        double distance = mean - other;
        return 0.5 * ((variance + distance * distance) / otherVariance - 1 + Math.log(otherVariance / variance));
    }

    private static Lowered lowered(Objective objective) {
        return Lowered.of(objective, 64, DATA).rows("x", X).rows("y", Y);
    }

    private static void assertEveryDraw(Objective objective, double expected) {
        for (double value : lowered(objective).value()) {
            assertThat(value).as(objective.toString()).isCloseTo(expected, within(1e-7));
        }
    }

    private static void assertMean(Objective objective, double expected) {
        Lowered.Statistics statistics = lowered(objective).statistics(300);
        assertThat(statistics.means().get("value")[0])
                .as(objective.toString())
                .isCloseTo(expected, within(4.5 * statistics.errors().get("value")[0] + 1e-5));
    }

    // ---- JMVAE

    private static final JointMultimodalAutoencoder JOINT =
            new JointMultimodalAutoencoder(PRIOR, FIRST, SECOND, BOTH_POSTERIOR, FIRST_POSTERIOR, SECOND_POSTERIOR);

    @Test
    void jointObjectiveIsTheHandComputedOne() {
        double toFirst = klOfNormals(MEAN_GIVEN_BOTH, 1 / GIVEN_BOTH, MEAN_GIVEN_X, 1 / GIVEN_X);
        double toSecond = klOfNormals(MEAN_GIVEN_BOTH, 1 / GIVEN_BOTH, MEAN_GIVEN_Y, 1 / GIVEN_Y);
        assertThat(toFirst).isGreaterThan(0.1);
        assertMean(JOINT.bound(), LOG_BOTH);
        assertMean(JOINT.objective(0), LOG_BOTH);
        assertMean(JOINT.objective(0.3), LOG_BOTH - 0.3 * (toFirst + toSecond));
        assertMean(JOINT.annealed(ONE, 0.3), LOG_BOTH - 0.3 * (toFirst + toSecond));
        double fromPrior = klOfNormals(MEAN_GIVEN_BOTH, 1 / GIVEN_BOTH, 0, 1);
        assertMean(JOINT.annealed(Annealing.constant(0.25), 0), LOG_BOTH + 0.75 * fromPrior);
        assertEveryDraw(elbo(JOINT.model(), JOINT.encoder()), LOG_BOTH);
        assertThat(JOINT.objective(0.1).latex())
                .isEqualTo("\\mathbb{E}_{q(z|x,y)}[\\log p(x|z)p(y|z)] - D_{KL}[q(z|x,y) \\| p(z)] - "
                        + "0.1 \\cdot (D_{KL}[q(z|x,y) \\| q(z|x)] + D_{KL}[q(z|x,y) \\| q(z|y)])");
    }

    /** The encoder of one view that is nearest to that of both is the posterior, and what is left is I(z; y | x). */
    @Test
    void whatAnEncoderOfOneViewMissesIsTheInformationOfTheOther() {
        int rows = 4000;
        SplittableRandom random = new SplittableRandom(3);
        float[] x = new float[rows];
        float[] y = new float[rows];
        for (int i = 0; i < rows; i++) {
            double z = gaussian(random);
            x[i] = (float) (A * z + S * gaussian(random));
            y[i] = (float) (B * z + T * gaussian(random));
        }
        double information = 0.5 * Math.log(GIVEN_BOTH / GIVEN_X);
        try (Parameters nothing = new Parameters(Map.of(), Seed.root(0))) {
            ArrayDataSet data = ArrayDataSet.of("x", x, 1).and("y", y, 1);
            Factor other = code(new double[] {A / (S * S) / GIVEN_X + 0.1}, 1.2 / GIVEN_X, "x");
            double best = mean(ExampleScores.of(kl(BOTH_POSTERIOR, FIRST_POSTERIOR), nothing, data, 500, Seed.root(1)));
            double worse = mean(ExampleScores.of(kl(BOTH_POSTERIOR, other), nothing, data, 500, Seed.root(1)));
            assertThat(best).isCloseTo(information, within(0.05)).isLessThan(worse);
        }
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value / values.length;
        }
        return sum;
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    @Test
    void jointModelKnowsEachViewAlone() {
        assertEveryDraw(JOINT.firstBound(3), LOG_X);
        assertEveryDraw(JOINT.secondBound(3), LOG_Y);
        assertDrawn(JOINT.secondGivenFirst(), "x", X, "y", B * MEAN_GIVEN_X, B * B / GIVEN_X + T * T);
        assertDrawn(JOINT.firstGivenSecond(), "y", Y, "x", A * MEAN_GIVEN_Y, A * A / GIVEN_Y + S * S);
    }

    private static void assertDrawn(
            Distribution model, String given, double value, String drawn, double mean, double variance) {
        int rows = 4000;
        float[] fed = new float[rows];
        Arrays.fill(fed, (float) value);
        try (Parameters nothing = new Parameters(Map.of(), Seed.root(0));
                Sampler sampler = new Sampler(model, nothing, rows, Map.of(given, Shape.of(1)))) {
            float[] draws =
                    sampler.draw(Seed.root(5), Map.of(given, fed)).draws().get(drawn);
            double sum = 0;
            double squares = 0;
            for (float draw : draws) {
                sum += draw / (double) rows;
                squares += (draw - mean) * (draw - mean) / rows;
            }
            assertThat(sum).isCloseTo(mean, within(4.5 * Math.sqrt(variance / rows)));
            assertThat(squares).isCloseTo(variance, within(4.5 * variance * Math.sqrt(2.0 / rows)));
        }
    }

    /** With exact experts, products with the prior are the posteriors of both views and of each alone. */
    @Test
    void jointModelOfExactExpertsIsTheExactOne() {
        JointMultimodalAutoencoder products = JointMultimodalAutoencoder.ofExperts(
                PRIOR,
                FIRST,
                SECOND,
                code(new double[] {1 / A}, S * S / (A * A), "x"),
                code(new double[] {1 / B}, T * T / (B * B), "y"));
        assertEveryDraw(kl(products.encoder(), BOTH_POSTERIOR), 0);
        assertEveryDraw(kl(products.firstEncoder(), FIRST_POSTERIOR), 0);
        assertEveryDraw(kl(products.secondEncoder(), SECOND_POSTERIOR), 0);
        assertEveryDraw(elbo(products.model(), products.encoder()), LOG_BOTH);
        assertEveryDraw(products.firstBound(2), LOG_X);
        assertThat(products.objective(0.1).latex())
                .isEqualTo(JOINT.objective(0.1).latex());
    }

    // ---- MVAE

    private static final MultimodalAutoencoder PRODUCT = MultimodalAutoencoder.of(
            PRIOR,
            List.of(FIRST, SECOND),
            List.of(
                    // As functions of z: p(x|z) and p(y|z).
                    code(new double[] {1 / A}, S * S / (A * A), "x"),
                    code(new double[] {1 / B}, T * T / (B * B), "y")));

    @Test
    void productOfExactExpertsIsTheExactPosterior() {
        assertEveryDraw(elbo(PRODUCT.model(0, 1), PRODUCT.posterior(0, 1)), LOG_BOTH);
        assertEveryDraw(elbo(PRODUCT.model(0), PRODUCT.posterior(0)), LOG_X);
        assertEveryDraw(PRODUCT.likelihoodBound(4, 1), LOG_Y);
        assertEveryDraw(kl(PRODUCT.posterior(), PRIOR), 0);
        assertEveryDraw(kl(PRODUCT.posterior(0, 1), BOTH_POSTERIOR), 0);
        assertDrawn(PRODUCT.generating(0, 1), "y", Y, "x", A * MEAN_GIVEN_Y, A * A / GIVEN_Y + S * S);
    }

    @Test
    void productObjectiveHasAllViewsEachAndRandomSubsets() {
        double base = LOG_BOTH + LOG_X + LOG_Y;
        assertMean(PRODUCT.objective(ONE, 0), base);
        assertMean(PRODUCT.objective(ONE, 2), base + 2 * 0.25 * base);
        Objective bound = PRODUCT.bound(ONE, 0, 1);
        assertThat(bound.latex())
                .isEqualTo("\\mathbb{E}_{q(z|x,y)}[1 \\cdot \\log p(x|z) + 1 \\cdot \\log p(y|z)] - "
                        + "\\beta \\cdot D_{KL}[q(z|x,y) \\| p(z)]");
    }

    @Test
    void weightsOfViewsAndDivergenceAreWhatTheySay() {
        MultimodalAutoencoder weighted =
                new MultimodalAutoencoder(PRIOR, PRODUCT.decoders(), PRODUCT.experts(), List.of(1.0, 10.0));
        double mean = MEAN_GIVEN_Y;
        double variance = 1 / GIVEN_Y;
        double expected = logNormal(Y, B * mean, T * T) - 0.5 * B * B * variance / (T * T);
        double divergence = klOfNormals(mean, variance, 0, 1);
        assertMean(weighted.bound(Annealing.constant(0.3), 1), 10 * expected - 0.3 * divergence);
    }

    /** With the gates as data: a view that is not there changes nothing. */
    @Test
    void gatesTakeExpertsOut() {
        Factor gated = ProductOfExperts.gated(PRIOR, PRODUCT.experts(), List.of("has_x", "has_y"))
                .as("q");
        Map<String, Shape> data =
                Map.of("x", Shape.of(1), "y", Shape.of(1), "has_x", Shape.of(1), "has_y", Shape.of(1));
        double[] values = Lowered.of(kl(gated, FIRST_POSTERIOR), 3, data)
                .rows("x", X)
                .set("y", 7, Y, -7)
                .set("has_x", 1, 1, 0)
                .set("has_y", 0, 1, 0)
                .value();
        assertThat(values[0]).isCloseTo(0, within(1e-9));
        assertThat(values[1])
                .isCloseTo(klOfNormals(MEAN_GIVEN_BOTH, 1 / GIVEN_BOTH, MEAN_GIVEN_X, 1 / GIVEN_X), within(1e-9));
        assertThat(values[2]).isCloseTo(klOfNormals(0, 1, MEAN_GIVEN_X, 1 / GIVEN_X), within(1e-9));
        assertThatThrownBy(() -> ProductOfExperts.gated(PRIOR, PRODUCT.experts(), List.of("has_x")))
                .hasMessageContaining("experts=2, gates=[has_x]");
    }

    // ---- MMVAE

    private static final MixtureOfExpertsAutoencoder MIXTURE =
            new MixtureOfExpertsAutoencoder(PRIOR, List.of(FIRST, SECOND), List.of(FIRST_POSTERIOR, SECOND_POSTERIOR));

    private static double quadrature(DoubleUnaryOperator f) {
        double sum = 0;
        for (double z = -10; z <= 10; z += 0.001) {
            sum += 0.001 * f.applyAsDouble(z);
        }
        return sum;
    }

    private static double mixtureBound() {
        return quadrature(z -> {
            double mixture = 0.5 * Math.exp(logNormal(z, MEAN_GIVEN_X, 1 / GIVEN_X))
                    + 0.5 * Math.exp(logNormal(z, MEAN_GIVEN_Y, 1 / GIVEN_Y));
            double model = logNormal(z, 0, 1) + logNormal(X, A * z, S * S) + logNormal(Y, B * z, T * T);
            return mixture * (model - Math.log(mixture));
        });
    }

    @Test
    void mixtureBoundGoesThroughAllExperts() {
        double expected = mixtureBound();
        assertThat(expected).isLessThan(LOG_BOTH - 0.4);
        assertMean(MIXTURE.bound(), expected);
        assertMean(MIXTURE.bound(1), expected);
        double before = expected;
        for (int samples : new int[] {4, 40}) {
            Lowered.Statistics statistics = lowered(MIXTURE.bound(samples)).statistics(100);
            double bound = statistics.means().get("value")[0];
            double error = statistics.errors().get("value")[0];
            assertThat(bound - 4 * error).isGreaterThan(before);
            assertThat(bound - 4 * error).isLessThan(LOG_BOTH);
            before = bound;
        }
        assertThat(before).isCloseTo(LOG_BOTH, within(0.15));
    }

    @Test
    void mixtureOfOneExpertIsTheImportanceWeightedAutoencoder() {
        MixtureOfExpertsAutoencoder one =
                new MixtureOfExpertsAutoencoder(PRIOR, List.of(FIRST), List.of(FIRST_POSTERIOR));
        assertEveryDraw(one.bound(), LOG_X);
        assertEveryDraw(one.bound(5), LOG_X);
        Factor blind = Normal.standard("z", 1).as("q");
        Lowered.Statistics alone = lowered(iwae(FIRST.times(PRIOR), blind, 5)).statistics(300);
        MixtureOfExpertsAutoencoder wrong = new MixtureOfExpertsAutoencoder(PRIOR, List.of(FIRST), List.of(blind));
        Lowered.Statistics mixed = lowered(wrong.bound(5)).statistics(300);
        double errors =
                Math.hypot(alone.errors().get("value")[0], mixed.errors().get("value")[0]);
        assertThat(mixed.means().get("value")[0]).isCloseTo(alone.means().get("value")[0], within(4.5 * errors));
    }

    @Test
    void doublyReparameterisedGradientOfAMixtureIsUnbiased() {
        MixtureOfExpertsAutoencoder learned = new MixtureOfExpertsAutoencoder(
                PRIOR,
                List.of(FIRST, SECOND),
                List.of(
                        Normal.of("z").given("x").by(mlp(1, 2)).as("q"),
                        Normal.of("z").given("y").by(mlp(1, 2)).as("q")));
        Lowered.Statistics plain = lowered(learned.bound(3)).statistics(3000);
        Lowered.Statistics doubly = lowered(learned.doublyReparameterised(3)).statistics(3000);
        for (String name : plain.means().keySet()) {
            for (int i = 0; i < plain.means().get(name).length; i++) {
                double error =
                        Math.hypot(plain.errors().get(name)[i], doubly.errors().get(name)[i]);
                assertThat(doubly.means().get(name)[i])
                        .as(name + "[" + i + "]")
                        .isCloseTo(plain.means().get(name)[i], within(4.5 * error + 1e-6));
            }
        }
    }

    // ---- all three, learned

    /** A small one of each, its objective, and how it makes the class of an image and the image of a class. */
    record Learned(String name, Objective objective, Distribution classOfImage, Distribution imageOfClass) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Learned> models() {
        JointMultimodalAutoencoder joint = JointMultimodalAutoencoder.of(9, 2, 24, 3);
        MultimodalAutoencoder product = MultimodalAutoencoder.of(9, 2, 24, 3, 5);
        MixtureOfExpertsAutoencoder mixture = MixtureOfExpertsAutoencoder.of(9, 2, 24, 3);
        return Stream.of(
                new Learned("JMVAE", joint.objective(0.5), joint.secondGivenFirst(), joint.firstGivenSecond()),
                new Learned("MVAE", product.objective(ONE, 1), product.generating(1, 0), product.generating(0, 1)),
                new Learned("MMVAE", mixture.bound(), mixture.generating(1, 0), mixture.generating(0, 1)),
                new Learned(
                        "MMVAE, doubly reparameterised",
                        mixture.doublyReparameterised(4),
                        mixture.generating(1, 0),
                        mixture.generating(0, 1)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsAreSlopes(Learned model) {
        Lowered lowered = Lowered.of(model.objective().mean(), 2, Map.of("x", Shape.of(9), "y", Shape.of(2)))
                .set("x", 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1)
                .set("y", 1, 0, 0, 1);
        // Small weights, since slopes of large values are rounded.
        for (String name : lowered.graph().specs().keySet()) {
            lowered.set(
                    name, Arrays.stream(lowered.leaf(name)).map(w -> 0.2 * w).toArray());
        }
        if (model.name().contains("doubly")) {
            // Its gradient is no slope of the bound's own draws: see the test of its mean.
            assertThat(lowered.gradients(0)).isNotEmpty();
        } else {
            FiniteDifferences.check(lowered, 1e-6);
        }
    }

    /** Images of 3x3 with a bright first row (class 0) or column (class 1); one pixel in ten is flipped. */
    @ParameterizedTest
    @MethodSource("models")
    void oneViewIsMadeFromTheOther(Learned model) {
        SplittableRandom random = new SplittableRandom(5);
        int examples = 512;
        float[] x = new float[examples * 9];
        float[] y = new float[examples * 2];
        for (int row = 0; row < examples; row++) {
            int side = random.nextInt(2);
            y[2 * row + side] = 1;
            for (int i = 0; i < 9; i++) {
                int flipped = random.nextDouble() < 0.1 ? 1 : 0;
                x[9 * row + i] = Math.abs(bright(side, i) - flipped);
            }
        }
        ArrayDataSet data = ArrayDataSet.of("x", x, 9).and("y", y, 2);
        try (Trainer trainer = Trainer.maximise(model.objective().mean())
                .with(Adam.of(5e-3))
                .on(data, 64)
                .seed(2)
                .compile()) {
            trainer.fit(Length.epochs(60));
            try (Sampler classes = new Sampler(
                            model.classOfImage(), trainer.parameters(), examples, Map.of("x", Shape.of(9)));
                    Sampler images = new Sampler(
                            model.imageOfClass(), trainer.parameters(), examples, Map.of("y", Shape.of(2)))) {
                float[] probs =
                        classes.draw(Seed.root(1), Map.of("x", x)).means().get("y");
                float[] pixels =
                        images.draw(Seed.root(1), Map.of("y", y)).means().get("x");
                double right = 0;
                double fitting = 0;
                for (int row = 0; row < examples; row++) {
                    int side = y[2 * row] == 1 ? 0 : 1;
                    right += probs[2 * row + side] > 0.5 ? 1.0 / examples : 0;
                    for (int i = 0; i < 9; i++) {
                        fitting += (pixels[9 * row + i] > 0.5) == (bright(side, i) == 1) ? 1.0 / 9 / examples : 0;
                    }
                }
                // Whoever ignores the other view gets a half, and seven pixels of nine.
                assertThat(right).isGreaterThan(0.85);
                assertThat(fitting).isGreaterThan(0.9);
            }
        }
    }

    private static int bright(int side, int pixel) {
        return (side == 0 ? pixel / 3 : pixel % 3) == 0 ? 1 : 0;
    }

    @Test
    void wrongViewsAreNamed() {
        assertThatThrownBy(() -> MultimodalAutoencoder.of(PRIOR, List.of(FIRST), List.of()))
                .hasMessageContaining("decoders=1, experts=0");
        assertThatThrownBy(() -> PRODUCT.bound(ONE)).hasMessageContaining("views=[]");
        assertThatThrownBy(() -> PRODUCT.objective(ONE, -1)).hasMessageContaining("subsets=-1");
        assertThatThrownBy(() -> new MixtureOfExpertsAutoencoder(PRIOR, List.of(), List.of()))
                .hasMessageContaining("decoders=0");
    }
}
