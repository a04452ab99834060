package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.graph.Adam;
import io.yume.train.Length;
import io.yume.train.Metrics;
import io.yume.train.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GaussianMixtureTest {

    private static final double[][] CENTRES = {{-2, -1}, {2, 0}, {0, 2.5}};
    private static final double[][] STARTS = {{-1, -1}, {1, 0}, {0, 1}};

    /** Weights, means and variances, and the mean log-likelihood before the last step. */
    private record Fitted(double[] weights, double[][] means, double[][] variances, double logLikelihood) {}

    /** A textbook's expectation maximisation, in doubles and from given means, with equal weights and variances of 1. */
    private static Fitted expectationMaximisation(float[] x, double[][] starts, int iterations) {
        int n = x.length / 2;
        double[] weights = {1 / 3.0, 1 / 3.0, 1 / 3.0};
        double[][] means = Arrays.stream(starts).map(double[]::clone).toArray(double[][]::new);
        double[][] variances = {{1, 1}, {1, 1}, {1, 1}};
        double logLikelihood = 0;
        for (int iteration = 0; iteration < iterations; iteration++) {
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
        return new Fitted(weights, means, variances, logLikelihood);
    }

    /** A hundred points around each centre. */
    private static float[] points() {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[600];
        for (int i = 0; i < 300; i++) {
            for (int d = 0; d < 2; d++) {
                double noise =
                        Math.sqrt(-2 * Math.log(random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
                x[2 * i + d] = (float) (CENTRES[i % 3][d] + (0.4 + 0.1 * d) * noise);
            }
        }
        return x;
    }

    @Test
    void findsWhatExpectationMaximisationFinds() {
        float[] x = points();
        double best = expectationMaximisation(x, STARTS, 200).logLikelihood();
        ArrayDataSet data = ArrayDataSet.of("x", x, 2);
        GaussianMixture mixture = GaussianMixture.of(3, 2, 2);
        try (Trainer trainer = Trainer.maximise(mixture.logLikelihood().mean())
                .with(Adam.of(0.03))
                .on(data, 300)
                .seed(4)
                .compile()) {
            trainer.fit(Length.updates(600));
            assertThat(trainer.evaluate(data).objective()).isBetween(best - 0.01, best + 0.001);
        }
        assertThat(mixture.logLikelihood().latex()).isEqualTo("\\log \\sum_{k}p(k)p(x|k)");
    }

    private static Trainer trainer(ExpectationMaximisation mixture, ArrayDataSet data, long seed) {
        return Trainer.maximise(mixture.mean()).on(data, data.size()).seed(seed).compile();
    }

    private static double[][] rows(float[] table) {
        double[][] rows = new double[table.length / 2][2];
        for (int i = 0; i < table.length; i++) {
            rows[i / 2][i % 2] = table[i];
        }
        return rows;
    }

    private static float[] of(Trainer trainer, String part) {
        String name = trainer.parameters().specs().keySet().stream()
                .filter(each -> each.endsWith(part))
                .findFirst()
                .orElseThrow();
        return trainer.parameters().get(name);
    }

    /** From the same start, step by step. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 100})
    void expectationMaximisationIsATextbooks(int iterations) {
        float[] x = points();
        try (Trainer trainer = trainer(ExpectationMaximisation.of(3, 2, 2), ArrayDataSet.of("x", x, 2), 4)) {
            Fitted expected = expectationMaximisation(x, rows(of(trainer, "loc.weight")), iterations);
            List<Metrics> steps = trainer.fit(Length.updates(iterations));
            assertThat(steps.get(iterations - 1).objective()).isCloseTo(expected.logLikelihood(), within(1e-5));
            float[] logits = of(trainer, "logits");
            double total = 0;
            for (float logit : logits) {
                total += Math.exp(logit);
            }
            double[][] means = rows(of(trainer, "loc.weight"));
            double[][] scales = rows(of(trainer, "scale.weight"));
            for (int k = 0; k < 3; k++) {
                assertThat(Math.exp(logits[k]) / total).isCloseTo(expected.weights()[k], within(1e-4));
                for (int d = 0; d < 2; d++) {
                    assertThat(means[k][d]).isCloseTo(expected.means()[k][d], within(1e-3));
                    assertThat(scales[k][d] * scales[k][d]).isCloseTo(expected.variances()[k][d], within(1e-3));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void likelihoodNeverFalls(long seed) {
        try (Trainer trainer = trainer(ExpectationMaximisation.of(3, 2, 2), ArrayDataSet.of("x", points(), 2), seed)) {
            double before = Double.NEGATIVE_INFINITY;
            for (Metrics step : trainer.fit(Length.updates(60))) {
                assertThat(step.objective()).isGreaterThan(before - 1e-5);
                before = step.objective();
            }
        }
    }

    @Test
    void goesOnFromACheckpointWithTheSameBits() {
        ArrayDataSet data = ArrayDataSet.of("x", points(), 2);
        try (Trainer whole = trainer(ExpectationMaximisation.of(3, 2, 2), data, 4);
                Trainer half = trainer(ExpectationMaximisation.of(3, 2, 2), data, 4);
                Trainer rest = trainer(ExpectationMaximisation.of(3, 2, 2), data, 4)) {
            whole.fit(Length.updates(6));
            half.fit(Length.updates(3));
            rest.restore(half.checkpoint());
            rest.fit(Length.updates(6));
            whole.parameters().specs().keySet().forEach(name -> assertThat(
                            rest.parameters().get(name))
                    .containsExactly(whole.parameters().get(name)));
        }
    }

    /** Most of the ten components start so far away that no point is theirs. */
    @Test
    void deadComponentStartsAgain() {
        ArrayDataSet data = ArrayDataSet.of("x", points(), 2);
        try (Trainer trainer = trainer(ExpectationMaximisation.of(10, 2, 200), data, 1)) {
            assertThat(List.of(rows(of(trainer, "loc.weight"))))
                    .anySatisfy(mean -> assertThat(Math.abs(mean[0])).isGreaterThan(100));
            trainer.fit(Length.updates(100));
            double[][] means = rows(of(trainer, "loc.weight"));
            for (double[] mean : means) {
                assertThat(Math.hypot(mean[0], mean[1])).isLessThan(4);
            }
            assertThat(Arrays.stream(means).map(Arrays::toString).distinct()).hasSize(10);
            assertThat(trainer.evaluate(data).objective())
                    .isGreaterThan(
                            expectationMaximisation(points(), STARTS, 200).logLikelihood());
        }
    }

    /** Three different points, each many times: without a smallest scale the likelihood would have no bound. */
    @Test
    void scaleStaysAboveTheSmallest() {
        float[] x = new float[60];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) CENTRES[i / 2 % 3][i % 2];
        }
        ExpectationMaximisation mixture = ExpectationMaximisation.of(3, 2, 2).withSmallestScale(0.01);
        try (Trainer trainer = trainer(mixture, ArrayDataSet.of("x", x, 2), 4)) {
            trainer.fit(Length.updates(100));
            assertThat(of(trainer, "scale.weight")).containsOnly(0.01f);
            double expected = -Math.log(3) - Math.log(2 * Math.PI) - 2 * Math.log(0.01);
            assertThat(trainer.evaluate(ArrayDataSet.of("x", x, 2)).objective()).isCloseTo(expected, within(1e-3));
        }
    }

    @Test
    void wrongUseIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectationMaximisation.of(3, 2, 0))
                .withMessage("components must start apart: spread=0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectationMaximisation.of(3, 2, Double.NaN))
                .withMessage("components must start apart: spread=NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> ExpectationMaximisation.of(0, 2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectationMaximisation.of(3, 2, 1).withSmallestScale(0))
                .withMessage("the smallest scale must be > 0: scale=0.0");
        float[] x = points();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer(ExpectationMaximisation.of(2, 3, 1), ArrayDataSet.of("x", x, 2), 1))
                .withMessageContaining("variable=x");
        x[7] = Float.NaN;
        try (Trainer trainer = trainer(ExpectationMaximisation.of(3, 2, 2), ArrayDataSet.of("x", x, 2), 1)) {
            float[] before = of(trainer, "loc.weight");
            assertThatThrownBy(trainer::update).isInstanceOf(RuntimeException.class);
            assertThat(of(trainer, "loc.weight")).containsExactly(before);
        }
    }

    @Test
    void bothWaysHaveOneObjective() {
        assertThat(ExpectationMaximisation.of(3, 2, 2).latex())
                .isEqualTo(GaussianMixture.of(3, 2, 2).logLikelihood().latex());
    }
}
