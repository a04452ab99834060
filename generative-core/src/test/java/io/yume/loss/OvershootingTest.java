package io.yume.loss;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.joint;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.nn.Networks.mlp;
import static io.yume.nn.Networks.reshape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Predictions from a state that is rolled forward without what is observed (Hafner et al., 2019), against loops by hand. */
final class OvershootingTest {

    private static final int STEPS = 4;
    private static final double[] X = {0.7, -1.2, 0.4, 1.9};

    private final Factor encoder = Normal.of("z").given("x", "z1").by(mlp(2, 2));
    private final Factor transition = Normal.of("z").given("z1").by(mlp(1, 2));
    private final Factor decoder = Normal.of("x").given("z").by(mlp(1, 2));

    /** A state that shows its input is that variable in the step after. */
    private final Scan chain = Scan.over("x", "two", "three")
            .draw(encoder)
            .noise("z", "code")
            .state("z1", "a1", 1, reshape(1), "z")
            .state("z2", "a2", 1, reshape(1), "z1")
            .state("z3", "a3", 1, reshape(1), "z2");

    private final Factor ofTwo = transition.rename("z1", "z2").rename("z", "s");
    private final Factor ofThree = transition.rename("z1", "z3").rename("z", "r");
    private final Factor ofRolled = transition.rename("z1", "r").rename("z", "s");
    private final Factor predicted = transition.rename("z1", "s");

    private static Lowered lowered(Objective objective, int batch) {
        Lowered lowered = Lowered.of(
                objective,
                batch,
                Map.of(
                        "x", Shape.of(STEPS, 1),
                        "two", Shape.of(STEPS),
                        "three", Shape.of(STEPS)));
        return lowered.rows("x", X).rows("two", 0, 0, 1, 1).rows("three", 0, 0, 0, 1);
    }

    /** With distances of one to three steps, against the same with a variable for each step, by the same noise. */
    @Test
    void isTheSameAsWithAVariableForEachStep() {
        Objective two = expectation(ofTwo, kl(encoder, predicted)).noise("s", "two");
        Objective three = expectation(joint(ofThree, ofRolled), kl(encoder, predicted))
                .noise("r", "three")
                .noise("s", "three.s");
        Objective step = logProb(decoder)
                .minus(kl(encoder, transition))
                .minus(observed("two").times(two).times(0.5))
                .minus(observed("three").times(three).times(0.25));
        Lowered scan = lowered(chain.sum(step).mean(), 2);

        Lowered loop = Lowered.of(byHand().mean(), 2, variables());
        for (int t = 0; t < STEPS; t++) {
            loop.rows("x" + t, X[t]);
        }
        assertThat(scan.value()[0]).isCloseTo(loop.value()[0], within(1e-10));
        Map<String, double[]> slopes = loop.gradients(0);
        assertThat(slopes).hasSize(6);
        scan.gradients(0)
                .forEach((name, gradient) ->
                        assertThat(gradient).as(name).containsExactly(slopes.get(name), within(1e-10)));
    }

    private static Map<String, Shape> variables() {
        Map<String, Shape> data = new HashMap<>();
        for (int t = 0; t < STEPS; t++) {
            data.put("x" + t, Shape.of(1));
        }
        return data;
    }

    private static Factor after(Factor factor, int t) {
        return t < 0 ? factor.condition("z1", 0) : factor.rename("z1", "z" + t);
    }

    private Objective byHand() {
        List<Factor> posterior = new ArrayList<>();
        Objective total = null;
        for (int t = 0; t < STEPS; t++) {
            Factor q = after(encoder.rename("z", "now" + t).rename("x", "x" + t), t - 1)
                    .rename("now" + t, "z" + t);
            posterior.add(q);
            Objective step = logProb(decoder.rename("x", "x" + t).rename("z", "z" + t))
                    .minus(kl(q, after(transition.rename("z", "now"), t - 1).rename("now", "z" + t)));
            Factor next = transition.rename("z1", "s" + t).rename("z", "z" + t);
            if (t >= 2) {
                Factor rolled = transition.rename("z", "s" + t).rename("z1", "z" + (t - 2));
                step = step.minus(expectation(rolled, kl(q, next))
                        .noise("s" + t, "t" + t + "/two")
                        .times(0.5));
            }
            if (t >= 3) {
                Factor first = transition.rename("z", "r" + t).rename("z1", "z" + (t - 3));
                Factor second = transition.rename("z", "s" + t).rename("z1", "r" + t);
                step = step.minus(expectation(joint(first, second), kl(q, next))
                        .noise("r" + t, "t" + t + "/three")
                        .noise("s" + t, "t" + t + "/three.s")
                        .times(0.25));
            }
            total = total == null ? step : total.plus(step);
        }
        Expectation mean = expectation(joint(posterior.toArray(Factor[]::new)), total);
        for (int t = 0; t < STEPS; t++) {
            mean = mean.noise("z" + t, "t" + t + "/code");
        }
        return mean;
    }

    /** For linear means and fixed scales, the moments of the posterior go from step to step by hand. */
    @Test
    void hasTheMeanOfALinearChain() {
        Objective two = observed("two").times(expectation(ofTwo, kl(encoder, predicted)));
        // Rows of the weights are inputs: what they add to the mean, and to the scale.
        Lowered.Statistics statistics = lowered(chain.sum(two), 64)
                .set("z|x,z1.dense0.weight", 0.8, 0, 0.6, 0)
                .set("z|x,z1.dense0.bias", 0.1, -0.5)
                .set("z|z1.dense0.weight", 0.9, 0)
                .set("z|z1.dense0.bias", -0.2, 0.3)
                .statistics(200);
        double v = variance(-0.5);
        double w = variance(0.3);
        double[] means = new double[STEPS];
        double[] variances = new double[STEPS];
        double expected = 0;
        for (int t = 0; t < STEPS; t++) {
            double before = t == 0 ? 0 : means[t - 1];
            means[t] = 0.6 * before + 0.8 * X[t] + 0.1;
            variances[t] = v + (t == 0 ? 0 : 0.36 * variances[t - 1]);
            if (t >= 2) {
                // Between the mean of the posterior and that of the prediction, where z1 = 0.6 z2 + ... and s = 0.9 z2
                // - 0.2 + ...
                double mean = means[t] - (0.9 * (0.9 * means[t - 2] - 0.2) - 0.2);
                double variance = Math.pow(0.36 - 0.81, 2) * variances[t - 2] + 0.36 * v + 0.81 * w;
                expected += 0.5 * (Math.log(w / v) + v / w - 1 + (mean * mean + variance) / w);
            }
        }
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(expected, within(4.5 * statistics.errors().get("value")[0]));
    }

    private static double variance(double free) {
        double scale = Math.log1p(Math.exp(free)) + 1e-6;
        return scale * scale;
    }

    /** Predictions of what is observed later, by slices that look ahead, against the log-density by hand. */
    @Test
    void predictsLaterObservations() {
        Factor narrow = Normal.ofScale(1, "x").given("z").by(mlp(1, 1));
        Factor still = Normal.ofScale(1e-6, "z").given("z1").by(mlp(1, 1));
        Factor start = Normal.ofScale(1e-6, "z").given("x").by(mlp(1, 1)).as("q");
        Objective later = expectation(
                joint(
                        still.rename("z1", "now").rename("z", "r"),
                        still.rename("z1", "r").rename("z", "s")),
                logProb(narrow.rename("z", "s").rename("x", "x2")));
        Scan scan = Scan.over("x").slice("x2", "x", 2).draw(start.rename("z", "now"));
        Lowered lowered = Lowered.of(scan.sum(later), 1, Map.of("x", Shape.of(STEPS, 1)))
                .set("x", X)
                .set("q(z|x).dense0.weight", 0.5)
                .set("q(z|x).dense0.bias", 0.1)
                .set("z|z1.dense0.weight", -0.7)
                .set("z|z1.dense0.bias", 0.3)
                .set("x|z.dense0.weight", 2)
                .set("x|z.dense0.bias", -1);
        double expected = 0;
        for (int t = 0; t + 2 < STEPS; t++) {
            double z = 0.5 * X[t] + 0.1;
            for (int step = 0; step < 2; step++) {
                z = -0.7 * z + 0.3;
            }
            expected -= 0.5 * Math.pow(X[t + 2] - (2 * z - 1), 2) + 0.5 * Math.log(2 * Math.PI);
        }
        assertThat(lowered.value()[0]).isCloseTo(expected, within(1e-4));
    }
}
