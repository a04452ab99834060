package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.data.ArrayDataSet;
import io.yume.graph.Adam;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GaussianMixtureTest {

    private static final double[][] CENTRES = {{-2, -1}, {2, 0}, {0, 2.5}};

    /** A textbook's expectation maximisation on the same data: its mean log-likelihood. */
    private static double expectationMaximisation(float[] x) {
        int n = x.length / 2;
        double[] weights = {1 / 3.0, 1 / 3.0, 1 / 3.0};
        double[][] means = {{-1, -1}, {1, 0}, {0, 1}};
        double[][] variances = {{1, 1}, {1, 1}, {1, 1}};
        double logLikelihood = 0;
        for (int iteration = 0; iteration < 200; iteration++) {
            double[] mass = new double[3];
            double[][] sums = new double[3][2];
            double[][] squares = new double[3][2];
            logLikelihood = 0;
            for (int i = 0; i < n; i++) {
                double[] joint = new double[3];
                for (int k = 0; k < 3; k++) {
                    joint[k] = weights[k];
                    for (int d = 0; d < 2; d++) {
                        double z = x[2 * i + d] - means[k][d];
                        joint[k] *= Math.exp(-z * z / (2 * variances[k][d])) / Math.sqrt(2 * Math.PI * variances[k][d]);
                    }
                }
                double total = Arrays.stream(joint).sum();
                logLikelihood += Math.log(total) / n;
                for (int k = 0; k < 3; k++) {
                    double weight = joint[k] / total;
                    mass[k] += weight;
                    for (int d = 0; d < 2; d++) {
                        sums[k][d] += weight * x[2 * i + d];
                        squares[k][d] += weight * x[2 * i + d] * x[2 * i + d];
                    }
                }
            }
            for (int k = 0; k < 3; k++) {
                weights[k] = mass[k] / n;
                for (int d = 0; d < 2; d++) {
                    means[k][d] = sums[k][d] / mass[k];
                    variances[k][d] = squares[k][d] / mass[k] - means[k][d] * means[k][d];
                }
            }
        }
        return logLikelihood;
    }

    @Test
    void findsWhatExpectationMaximisationFinds() {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[600];
        for (int i = 0; i < 300; i++) {
            for (int d = 0; d < 2; d++) {
                double noise =
                        Math.sqrt(-2 * Math.log(random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
                x[2 * i + d] = (float) (CENTRES[i % 3][d] + (0.4 + 0.1 * d) * noise);
            }
        }
        ArrayDataSet data = ArrayDataSet.of("x", x, 2);
        GaussianMixture mixture = GaussianMixture.of(3, 2, 2);
        try (Trainer trainer = Trainer.maximise(mixture.logLikelihood().mean())
                .with(Adam.of(0.03))
                .on(data, 300)
                .seed(4)
                .compile()) {
            trainer.fit(Length.updates(600));
            assertThat(trainer.evaluate(data).objective())
                    .isBetween(expectationMaximisation(x) - 0.01, expectationMaximisation(x) + 0.001);
        }
        assertThat(mixture.logLikelihood().latex()).isEqualTo("\\log \\sum_{k}p(k)p(x|k)");
    }
}
