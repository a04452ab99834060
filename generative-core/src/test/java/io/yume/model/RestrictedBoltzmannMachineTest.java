package io.yume.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.graph.Adam;
import io.yume.graph.Shape;
import io.yume.loss.Lowered;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the sum over all states of a small machine. */
final class RestrictedBoltzmannMachineTest {

    private static final int VISIBLE = 4;
    private static final int HIDDEN = 2;
    private static final double[] WEIGHT = {0.9, -0.4, 0.3, 1.1, -0.8, 0.5, 0.2, -0.6};
    private static final double[] B = {0.1, -0.3, 0.4, 0};
    private static final double[] C = {-0.2, 0.3};
    private static final double[] X = {1, 0, 0, 1};

    private final RestrictedBoltzmannMachine machine = RestrictedBoltzmannMachine.of(VISIBLE, HIDDEN);

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double hidden(double[] x, int j) {
        double total = C[j];
        for (int i = 0; i < VISIBLE; i++) {
            total += x[i] * WEIGHT[i * HIDDEN + j];
        }
        return total;
    }

    private static double[] state(int bits) {
        double[] x = new double[VISIBLE];
        for (int i = 0; i < VISIBLE; i++) {
            x[i] = bits >> i & 1;
        }
        return x;
    }

    /** The probability of each state after one step from x. */
    private static double[] step(double[] distribution) {
        double[] next = new double[1 << VISIBLE];
        for (int from = 0; from < next.length; from++) {
            for (int h = 0; h < 1 << HIDDEN; h++) {
                double p = distribution[from];
                for (int j = 0; j < HIDDEN; j++) {
                    double on = sigmoid(hidden(state(from), j));
                    p *= (h >> j & 1) == 1 ? on : 1 - on;
                }
                for (int to = 0; to < next.length; to++) {
                    double q = p;
                    for (int i = 0; i < VISIBLE; i++) {
                        double logit = B[i];
                        for (int j = 0; j < HIDDEN; j++) {
                            logit += (h >> j & 1) * WEIGHT[i * HIDDEN + j];
                        }
                        double on = sigmoid(logit);
                        q *= (to >> i & 1) == 1 ? on : 1 - on;
                    }
                    next[to] += q;
                }
            }
        }
        return next;
    }

    /** The gradient of -F by the weights, averaged over a distribution of states. */
    private static double[] meanSlope(double[] distribution) {
        double[] slope = new double[VISIBLE * HIDDEN];
        for (int bits = 0; bits < distribution.length; bits++) {
            double[] x = state(bits);
            for (int k = 0; k < slope.length; k++) {
                slope[k] += distribution[bits] * x[k / HIDDEN] * sigmoid(hidden(x, k % HIDDEN));
            }
        }
        return slope;
    }

    @Test
    void contrastiveDivergenceHasTheGradientOfItsTransitions() {
        double[] start = new double[1 << VISIBLE];
        start[0b1001] = 1;
        for (int steps : new int[] {1, 3}) {
            double[] end = start;
            for (int i = 0; i < steps; i++) {
                end = step(end);
            }
            Lowered.Statistics statistics = Lowered.of(
                            machine.contrastiveDivergence(steps), 64, Map.of("x", Shape.of(VISIBLE)))
                    .set("rbm.weight", WEIGHT)
                    .set("rbm.visible", B)
                    .set("rbm.hidden", C)
                    .rows("x", X)
                    .statistics(600);
            double[] positive = meanSlope(start);
            double[] negative = meanSlope(end);
            for (int k = 0; k < WEIGHT.length; k++) {
                assertThat(statistics.means().get("rbm.weight")[k])
                        .isCloseTo(
                                positive[k] - negative[k],
                                within(4.5 * statistics.errors().get("rbm.weight")[k] + 1e-6));
            }
        }
    }

    @Test
    void learnsAPairOfPatterns() {
        SplittableRandom random = new SplittableRandom(2);
        float[] x = new float[512 * VISIBLE];
        for (int row = 0; row < 512; row++) {
            int on = random.nextInt(2);
            for (int i = 0; i < VISIBLE; i++) {
                x[row * VISIBLE + i] = i % 2 == on ? 1 : 0;
            }
        }
        try (Trainer trainer = Trainer.maximise(machine.contrastiveDivergence(2).mean())
                .with(Adam.of(0.03))
                .on(ArrayDataSet.of("x", x, VISIBLE), 64)
                .seed(1)
                .compile()) {
            trainer.fit(Length.updates(600));
            float[] w = trainer.parameters().get("rbm.weight");
            float[] b = trainer.parameters().get("rbm.visible");
            float[] c = trainer.parameters().get("rbm.hidden");
            double normaliser = 0;
            double pair = 0;
            for (int bits = 0; bits < 1 << VISIBLE; bits++) {
                double[] state = state(bits);
                double energy = 0;
                for (int i = 0; i < VISIBLE; i++) {
                    energy += b[i] * state[i];
                }
                for (int j = 0; j < HIDDEN; j++) {
                    double logit = c[j];
                    for (int i = 0; i < VISIBLE; i++) {
                        logit += state[i] * w[i * HIDDEN + j];
                    }
                    energy += Math.log1p(Math.exp(logit));
                }
                normaliser += Math.exp(energy);
                pair += bits == 0b0101 || bits == 0b1010 ? Math.exp(energy) : 0;
            }
            assertThat(pair / normaliser).isGreaterThan(0.9);
        }
    }

    @Test
    void printsItsFreeEnergy() {
        assertThat(machine.contrastiveDivergence(1).latex())
                .isEqualTo("-F(x) - \\mathbb{E}_{T^{1}(x'|x)}[-F(x)_{x = x'}]");
    }

    @Test
    void twoMachinesHaveTensorsOfTheirOwn() {
        Map<String, Shape> x = Map.of("x", Shape.of(VISIBLE));
        Lowered both = Lowered.of(
                machine.plus(RestrictedBoltzmannMachine.of(VISIBLE, 3).named("other")), 1, x);
        assertThat(both.graph().specs()).containsKeys("rbm.weight", "rbm.hidden", "other.weight", "other.visible");
        assertThatThrownBy(() -> RestrictedBoltzmannMachine.of(0, 2))
                .hasMessage("a machine needs a coin on either side: visible=0, hidden=2");
    }
}
