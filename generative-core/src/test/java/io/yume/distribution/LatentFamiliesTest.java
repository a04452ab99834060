package io.yume.distribution;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.graph.Adam;
import io.yume.graph.Special;
import io.yume.loss.Objective;
import io.yume.train.Length;
import io.yume.train.Metrics;
import io.yume.train.Trainer;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Families inside of objectives that are compiled and trained. */
final class LatentFamiliesTest {

    private static final int EXAMPLES = 400;

    private static double logGamma(double x) {
        return Special.LOG_GAMMA.apply(x, 0, 0);
    }

    /** Counts with a Gamma before their rate: the best posterior is a Gamma, and its bound is an integral in closed form. */
    @Test
    void gammaPosteriorIsFoundThroughItsDraws() {
        SplittableRandom random = new SplittableRandom(8);
        float[] counts = new float[EXAMPLES];
        double mean = 0;
        double factorials = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            counts[i] = random.nextInt(8);
            mean += counts[i] / EXAMPLES;
            factorials += logGamma(counts[i] + 1) / EXAMPLES;
        }
        Factor prior = Gamma.of("r", 1).with(Parameter.constant(2), Parameter.constant(1));
        Factor posterior = Gamma.of("r", 1).learned();
        Factor likelihood = Poisson.of("x").with(Parameter.variable("r"));
        Objective bound = expectation(posterior, logProb(likelihood)).minus(kl(posterior, prior));
        double best = logGamma(2 + mean) - (2 + mean) * Math.log(2) - factorials;
        ArrayDataSet data = ArrayDataSet.of("x", counts, 1);
        try (Trainer trainer = Trainer.maximise(bound.mean())
                .with(Adam.of(0.05))
                .on(data, 100)
                .seed(3)
                .compile()) {
            assertThat(trainer.evaluate(data).objective()).isLessThan(best - 0.5);
            trainer.fit(Length.updates(300));
            Metrics metrics = trainer.evaluate(data);
            Objective many =
                    expectation(posterior, logProb(likelihood)).samples(100).minus(kl(posterior, prior));
            // 40,000 draws whose log-probability has a deviation of about 1; a step of the optimizer is worth some
            // hundredths.
            assertThat(trainer.evaluate(many.mean(), data).objective()).isBetween(best - 0.1, best + 0.02);
            // The divergence is a closed form, so it has no noise: at the optimum it is that of Gamma(2 + mean, 2).
            double shape = 2 + mean;
            double divergence =
                    mean * Special.DIGAMMA.apply(shape, 0, 0) - logGamma(shape) + 2 * Math.log(2) - shape / 2;
            assertThat(metrics.term("KL[q(r) || p(r)]")).isCloseTo(divergence, within(0.15));
        }
    }

    /** Two views with an encoder each, whose product with the prior is the posterior: as in a multimodal autoencoder. */
    @Test
    void productsOfEncodersTrainAllOfTheirExperts() {
        SplittableRandom random = new SplittableRandom(9);
        float[] values = new float[EXAMPLES];
        IntStream.range(0, EXAMPLES).forEach(i -> values[i] = (float) (2 * random.nextGaussian()));
        Factor prior = Normal.standard("z", 1);
        Factor encoder = Normal.of("z").given("x").by(mlp(1, 8, 2)).as("q");
        Factor product = ProductOfExperts.of(prior, encoder).as("q").named("product");
        Factor decoder = Normal.of("x")
                .with(Parameter.of(mlp(1, 8, 1), "z"), Parameter.constant(0.5))
                .named("decoder");
        Objective bound = expectation(product, logProb(decoder)).minus(kl(product, prior));
        ArrayDataSet data = ArrayDataSet.of("x", values, 1);
        try (Trainer trainer = Trainer.maximise(bound.mean())
                .with(Adam.of(0.02))
                .on(data, 100)
                .seed(3)
                .compile()) {
            trainer.fit(Length.updates(400));
            Metrics metrics = trainer.evaluate(data);
            // A normal of variance 4 has the entropy 2.11.
            assertThat(metrics.objective()).isBetween(-2.35, -2.0);
            assertThat(metrics.term("KL[q(z|x) || p(z)]")).isGreaterThan(0.5);
        }
    }

    @Test
    void whatHasNoPathNeedsAnEstimator() {
        Factor rate = Poisson.of("n", 1).learned();
        Factor prior = Poisson.of("n", 1).with(Parameter.constant(2));
        Factor likelihood = Normal.of("x").with(Parameter.variable("n"), Parameter.constant(1));
        Objective bound = expectation(rate, logProb(likelihood)).minus(kl(rate, prior));
        ArrayDataSet data = ArrayDataSet.of("x", new float[] {1, 2, 3, 4}, 1);
        assertThatThrownBy(() -> Trainer.maximise(bound.mean())
                        .with(Adam.of(0.1))
                        .on(data, 2)
                        .compile())
                .hasMessageContaining("no gradient flows through draws of this variable")
                .hasMessageContaining("family=Poisson");
    }
}
