package io.yume.model;

import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Adam;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import io.yume.loss.Annealing;
import io.yume.loss.FiniteDifferences;
import io.yume.loss.Lowered;
import io.yume.nn.Activation;
import io.yume.nn.Fixed;
import io.yume.nn.GruCell;
import io.yume.nn.Network;
import io.yume.nn.OverTime;
import io.yume.train.Length;
import io.yume.train.Metrics;
import io.yume.train.Trainer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Against a linear-Gaussian state space, {@code z' = 0.9 z + noise, x = 1.1 z + noise}, whose likelihood is that of a joint normal, and whose
 * posterior is known by messages that go backwards.
 */
final class DeepMarkovModelTest {

    private static final int STEPS = 4;
    private static final double A = 0.9;
    private static final double Q = 0.5;
    private static final double C = 1.1;
    private static final double R = 0.3;
    private static final double[] X = {0.4, 1.3, -0.2, -0.9};
    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(STEPS, 1));

    private static final Factor TRANSITION = Normal.of("z", 1)
            .with(Parameter.of(Fixed.function(z -> z.times(A)), "before"), Parameter.constant(Math.sqrt(Q)));
    private static final Factor DECODER = Normal.of("x", 1)
            .with(Parameter.of(Fixed.function(z -> z.times(C)), "z"), Parameter.constant(Math.sqrt(R)));

    /** The log-density of the joint normal of all steps, by its Cholesky factor. */
    private static double logLikelihood(double... x) {
        double[] variances = new double[STEPS];
        for (int t = 0; t < STEPS; t++) {
            variances[t] = Q + (t == 0 ? 0 : A * A * variances[t - 1]);
        }
        double[][] factor = new double[STEPS][STEPS];
        double[] white = new double[STEPS];
        double log = -0.5 * STEPS * Math.log(2 * Math.PI);
        for (int i = 0; i < STEPS; i++) {
            double rest = x[i];
            for (int j = 0; j <= i; j++) {
                double sum = C * C * Math.pow(A, i - j) * variances[j] + (i == j ? R : 0);
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
            }
            for (int j = 0; j < i; j++) {
                rest -= factor[i][j] * white[j];
            }
            white[i] = rest / factor[i][i];
            log -= 0.5 * white[i] * white[i] + Math.log(factor[i][i]);
        }
        return log;
    }

    /**
     * The message of a step, {@code p(x_t..T | z_t) ~ exp(h z - J z^2 / 2)}, for all steps as {@code [rows, steps, 2]}: h is linear in x, J is
     * fixed.
     *
     * @param reach how many later steps it looks at
     */
    private static Network messages(int reach) {
        double[] toMessage = new double[STEPS * STEPS];
        double[] precisions = new double[STEPS];
        for (int t = 0; t < STEPS; t++) {
            int last = Math.min(STEPS - 1, t + reach);
            double precision = 0;
            double[] weights = new double[STEPS];
            for (int s = last; s >= t; s--) {
                double shrink = A / (1 + Q * precision);
                for (int i = 0; i < STEPS; i++) {
                    weights[i] *= shrink;
                }
                weights[s] = C / R;
                precision = C * C / R + A * A * precision / (1 + Q * precision);
            }
            precisions[t] = precision;
            for (int i = 0; i < STEPS; i++) {
                toMessage[i * STEPS + t] = weights[i];
            }
        }
        return Fixed.function(x -> {
            int rows = x.shape().dim(0);
            Node h = x.reshape(rows, STEPS).matmul(x.graph().constant(toMessage, STEPS, STEPS));
            Node j = x.graph().constant(precisions, 1, STEPS).broadcastTo(Shape.of(rows, STEPS));
            return x.graph().concat(2, List.of(h.reshape(rows, STEPS, 1), j.reshape(rows, STEPS, 1)));
        });
    }

    private static DeepMarkovModel exact(int reach) {
        Network mean = Fixed.function(row -> row.slice(1, 0, 1)
                .times(A / Q)
                .plus(row.slice(1, 1, 1))
                .dividedBy(row.slice(1, 2, 1).plus(1 / Q)));
        Network scale =
                Fixed.function(row -> row.slice(1, 2, 1).plus(1 / Q).sqrt().reciprocal());
        return new DeepMarkovModel(
                TRANSITION,
                DECODER,
                Deterministic.of("h").given("x").by(messages(reach)),
                Normal.of("z", 1).with(Parameter.of(mean, "before", "future"), Parameter.of(scale, "before", "future")),
                1);
    }

    private static Lowered.Statistics statistics(DeepMarkovModel model) {
        return Lowered.of(model.bound(), 64, DATA).rows("x", X).statistics(150);
    }

    @Test
    void boundAtTheExactPosteriorIsTheLogLikelihood() {
        Lowered.Statistics statistics = statistics(exact(STEPS));
        double error = statistics.errors().get("value")[0];
        assertThat(error).isLessThan(0.03);
        assertThat(statistics.means().get("value")[0]).isCloseTo(logLikelihood(X), within(4.5 * error));
    }

    /** What is missing of the future is missing of the bound. */
    @Test
    void posteriorThatSeesNoFutureLosesSomething() {
        double blind = statistics(exact(0)).means().get("value")[0];
        double near = statistics(exact(1)).means().get("value")[0];
        assertThat(blind).isLessThan(near - 0.01);
        assertThat(near).isLessThan(logLikelihood(X) + 0.05);
        assertThat(blind).isLessThan(logLikelihood(X) - 0.05);
    }

    @Test
    void learnedBoundComesNearTheLogLikelihoodFromBelow() {
        SplittableRandom random = new SplittableRandom(6);
        int sequences = 2048;
        float[] x = new float[sequences * STEPS];
        double expected = 0;
        for (int row = 0; row < sequences; row++) {
            double[] own = new double[STEPS];
            double z = 0;
            for (int t = 0; t < STEPS; t++) {
                z = A * z + Math.sqrt(Q) * gaussian(random);
                own[t] = C * z + Math.sqrt(R) * gaussian(random);
                x[row * STEPS + t] = (float) own[t];
            }
            expected += logLikelihood(own) / sequences;
        }
        ArrayDataSet data = ArrayDataSet.of("x", x, STEPS, 1);
        DeepMarkovModel model = new DeepMarkovModel(
                TRANSITION,
                DECODER,
                Deterministic.of("h").given("x").by(OverTime.backwards(GruCell.of(1, 8))),
                Normal.of("z", 1).given("before", "future").by(mlp(Activation.TANH, 9, 16, 2)),
                1);
        try (Trainer trainer = Trainer.maximise(model.bound().mean())
                .with(Adam.of(1e-2))
                .on(data, 128)
                .seed(1)
                .compile()) {
            double before = trainer.evaluate(data).objective();
            trainer.fit(Length.updates(500));
            double after = trainer.evaluate(data).objective();
            assertThat(before).isLessThan(expected - 1);
            assertThat(after).isBetween(expected - 0.12, expected + 0.05);
        }
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    @Test
    void gradientsAreSlopes() {
        Lowered lowered = Lowered.of(DeepMarkovModel.ofGrey(2, 4, 2).bound().mean(), 2, Map.of("x", Shape.of(3, 2)))
                .set("x", 1, 0, 0.3, 1, 0, 0, 0, 1, 1, 1, 0.8, 0);
        assertThat(lowered.graph().specs().keySet())
                .contains("z|before.gate.0.dense0.weight", "z|before.change", "h|x.input.weight");
        FiniteDifferences.check(lowered, 1e-6);
    }

    @Test
    void readsAsOnPaper() {
        DeepMarkovModel model = DeepMarkovModel.ofGrey(2, 4, 2);
        assertThat(model.bound().latex())
                .isEqualTo(
                        "\\mathbb{E}_{p(h|x)}[\\sum_t \\mathbb{E}_{q(z|\\mathrm{before},\\mathrm{future})}[\\log p(x|z) - "
                                + "D_{KL}[q(z|\\mathrm{before},\\mathrm{future}) \\| p(z|\\mathrm{before})]]]");
        assertThat(model.annealed(Annealing.linear(0, 1, 10)).latex()).contains(" - \\beta \\cdot D_{KL}");
        assertThat(model.step().toString()).isEqualTo("p(x|z)p(z|before)");
    }

    /** Annealing from 0: at first, codes cost nothing. */
    @Test
    void annealedDivergencesCountByTheirWeight() {
        DeepMarkovModel model = exact(STEPS);
        double none = Lowered.of(model.annealed(Annealing.constant(0)), 64, DATA)
                .rows("x", X)
                .statistics(50)
                .means()
                .get("value")[0];
        double all = Lowered.of(model.annealed(Annealing.constant(1)), 64, DATA)
                .rows("x", X)
                .statistics(50)
                .means()
                .get("value")[0];
        assertThat(all).isCloseTo(logLikelihood(X), within(0.1)).isLessThan(none - 0.5);
    }

    @Test
    void remembersWhatItSaw() {
        ArrayDataSet data = OneBitSequences.make();
        DeepMarkovModel model = DeepMarkovModel.ofGrey(2, 16, 2);
        try (Trainer trainer = Trainer.maximise(model.bound().mean())
                .with(Adam.of(1e-2))
                .on(data, 64)
                .seed(3)
                .compile()) {
            List<Metrics> epochs = trainer.fit(Length.epochs(60));
            assertThat(epochs.get(0).objective()).isLessThan(-6);
            // Without memory: 8 log 2 = 5.5 nats; the entropy is log 2 = 0.7.
            assertThat(trainer.evaluate(data).objective()).isBetween(-1.8, -Math.log(2) + 0.05);
            assertThat(OneBitSequences.drawnOfOneSide(model.step(), trainer.parameters(), 200, "before", "z", 2))
                    .isGreaterThan(100);
        }
    }

    /** Grey rows of digits: Pixyzoo's deep Markov model has 183.4. */
    @Test
    @Tag("slow")
    void readsDigitsRowByRow() throws IOException {
        assertThat(GreyDigits.inRowsAfter(
                        10, DeepMarkovModel.ofGrey(28, 100, 32).bound()))
                .isGreaterThan(-183.4);
    }

    @Test
    void isOnItsWayAfterATenthOfItsTraining() throws IOException {
        assertThat(GreyDigits.inRowsAfter(1, DeepMarkovModel.ofGrey(28, 100, 32).bound()))
                .isGreaterThan(-160);
    }
}
