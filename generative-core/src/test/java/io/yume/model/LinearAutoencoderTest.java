package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Adam;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Schedule;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;
import io.yume.nn.Dense;
import io.yume.train.Length;
import io.yume.train.Metrics;
import io.yume.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A linear autoencoder of continuous data is probabilistic principal components (Tipping and Bishop, 1999; Lucas, Tucker, Grosse and Norouzi,
 * 2019): trained, its bound is the likelihood that the eigenvalues of the data's covariance give. With the divergence weighted by beta it is
 * the same with beta times the noise, so that directions of less variance than that are given up, and the others carry {@code log(variance /
 * (beta noise)) / 2} nats each.
 */
final class LinearAutoencoderTest {

    private static final double[] VARIANCES = {4, 2, 0.7, 0.3};
    private static final int LENGTH = VARIANCES.length;
    private static final int ROWS = 256;
    private static final int CODES = 3;

    /** Of the columns of half a Hadamard matrix. */
    private static final int[][] DIRECTIONS = {{1, 1, 1, 1}, {1, -1, 1, -1}, {1, 1, -1, -1}, {1, -1, -1, 1}};

    /** Points on both sides along each direction: the covariance has these variances, and the mean is 0. */
    private static ArrayDataSet points(int rows) {
        float[] x = new float[rows * LENGTH];
        for (int row = 0; row < rows; row++) {
            int direction = row / 2 % LENGTH;
            double along = (row % 2 == 0 ? 1 : -1) * Math.sqrt(LENGTH * VARIANCES[direction]);
            for (int i = 0; i < LENGTH; i++) {
                x[row * LENGTH + i] = (float) (along * DIRECTIONS[direction][i] / 2);
            }
        }
        return ArrayDataSet.of("x", x, LENGTH);
    }

    private static BetaAutoencoder linear(Parameter noise) {
        Factor decoder = Normal.of("x", LENGTH).with(Parameter.of(Dense.of(CODES, LENGTH), "z"), noise);
        Factor encoder =
                Normal.of("z").given("x").by(Dense.of(LENGTH, 2 * CODES)).as("q");
        return new BetaAutoencoder(Normal.standard("z", CODES), decoder, encoder);
    }

    /** The mean log-likelihood of the best components under noise of a variance. */
    private static double likelihood(double noise, int components) {
        double sum = LENGTH * Math.log(2 * Math.PI);
        for (int i = 0; i < LENGTH; i++) {
            double variance = i < components && VARIANCES[i] > noise ? VARIANCES[i] : noise;
            sum += Math.log(variance) + VARIANCES[i] / variance;
        }
        return -0.5 * sum;
    }

    private static Metrics trained(Objective objective) {
        try (Trainer trainer = Trainer.maximise(objective)
                .with(Adam.of(0.02).with(Schedule.cosine(0.02, 1e-5, 4000)))
                .on(points(ROWS), ROWS)
                .seed(1)
                .compile()) {
            trainer.fit(Length.updates(4000));
            return trainer.evaluate(points(200 * ROWS));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 2", "5, 1"})
    void givesUpWhatTheWeightedNoiseDrowns(double beta, int kept) {
        double noise = 0.5;
        Metrics reached = trained(linear(Parameter.constant(Math.sqrt(noise)))
                .weighted(Annealing.constant(beta))
                .mean());
        double rate = 0;
        for (int i = 0; i < kept; i++) {
            rate += 0.5 * Math.log(VARIANCES[i] / (beta * noise));
        }
        assertThat(reached.term("KL[q(z|x) || p(z)]")).isCloseTo(rate, within(0.01));
        double scaled = 0.5 * LENGTH * Math.log(2 * Math.PI * beta * noise);
        double unscaled = 0.5 * LENGTH * Math.log(2 * Math.PI * noise);
        double expected = beta * (likelihood(beta * noise, CODES) + scaled) - unscaled;
        assertThat(reached.objective()).isCloseTo(expected, within(0.03));
    }

    /** The best noise is the mean of the variances that are left over. */
    @Test
    void findsTheBestNoise() {
        BetaAutoencoder model = linear(Parameter.learned("noise", new Initial.Constant(1)));
        Metrics reached = trained(new VariationalAutoencoder(model.prior(), model.decoder(), model.encoder())
                .bound()
                .mean());
        assertThat(reached.objective()).isCloseTo(likelihood(VARIANCES[CODES], CODES), within(0.02));
    }
}
