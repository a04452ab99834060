package io.yume.loss;

import static io.yume.loss.Objectives.crossEntropy;
import static io.yume.loss.Objectives.entropy;
import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.joint;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Distribution;
import io.yume.distribution.Laplace;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Divergences and entropies of joint distributions, factor by factor, against sums over all values and means over draws of all. */
final class ChainRuleTest {

    private final Distribution forwards = joint(
            Bernoulli.of("a", 1).with(Parameter.constant(0.3)),
            Bernoulli.of("b").given("a").by(mlp(1, 1)));
    private final Distribution backwards = joint(
            Bernoulli.of("b", 1).with(Parameter.constant(-0.8)).as("r"),
            Bernoulli.of("a").given("b").by(mlp(1, 1)).as("r"));

    private static Lowered lowered(Objective objective) {
        Lowered lowered = Lowered.of(objective, 1, Map.of());
        Map.of("b|a.dense0", new double[] {1.7, -0.6}, "r(a|b).dense0", new double[] {-0.9, 0.4})
                .forEach((name, line) -> {
                    if (lowered.graph().specs().containsKey(name + ".weight")) {
                        lowered.set(name + ".weight", line[0]).set(name + ".bias", line[1]);
                    }
                });
        return lowered;
    }

    private static double coin(int value, double logit) {
        return 1 / (1 + Math.exp(value == 1 ? -logit : logit));
    }

    private static double forwards(int a, int b) {
        return coin(a, 0.3) * coin(b, 1.7 * a - 0.6);
    }

    private static double backwards(int a, int b) {
        return coin(b, -0.8) * coin(a, -0.9 * b + 0.4);
    }

    /** The sums of q log q and q log p. */
    private static double[] sums() {
        double[] sums = new double[2];
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
                sums[0] += forwards(a, b) * Math.log(forwards(a, b));
                sums[1] += forwards(a, b) * Math.log(backwards(a, b));
            }
        }
        return sums;
    }

    @Test
    void otherOrdersGoByEntropiesAndTheirRest() {
        Lowered divergence =
                lowered(kl(forwards, backwards).estimating("a", enumeration()).estimating("b", enumeration()));
        assertThat(divergence.value()[0]).isCloseTo(sums()[0] - sums()[1], within(1e-9));
        assertThat(divergence.graph().terms().keySet())
                .containsExactlyInAnyOrder(
                        "H[q(a)]",
                        "E_q(a)q(b|a)[log r(a|b)]",
                        "E_q(a)q(b|a)[KL[q(b|a) || r(b)]]",
                        "E_q(a)q(b|a)[-log r(a|b) + KL[q(b|a) || r(b)]]",
                        "KL[q(a)q(b|a) || r(b)r(a|b)]",
                        "objective");
    }

    @Test
    void entropiesOfJointsAreSums() {
        Lowered entropy = lowered(entropy(forwards).estimating("a", enumeration()));
        assertThat(entropy.value()[0]).isCloseTo(-sums()[0], within(1e-9));
        assertThat(entropy.graph().terms().keySet()).noneMatch(name -> name.contains("Monte Carlo"));
        Lowered cross = lowered(
                crossEntropy(forwards, backwards).estimating("a", enumeration()).estimating("b", enumeration()));
        assertThat(cross.value()[0]).isCloseTo(-sums()[1], within(1e-9));
        Lowered same = lowered(crossEntropy(forwards, forwards.detached()).estimating("a", enumeration()));
        assertThat(same.value()[0]).isCloseTo(-sums()[0], within(1e-9));
    }

    @Test
    void saysThatWhatTermsDependOnIsDrawn() {
        assertThat(lowered(entropy(forwards)).graph().terms().keySet())
                .contains("H[p(a)]", "E_p(a)[H[p(b|a)]]")
                .contains("H[p(a)p(b|a)] (Monte Carlo)");
    }

    /** The divergence of the middle one has no closed form and draws it once more, beside the draw on which the last depends. */
    @Test
    void aTermMayDrawWhatOthersDependOn() {
        Distribution q = joint(
                Normal.of("a", 1).with(Parameter.constant(0.4), Parameter.constant(0.8)),
                Normal.of("b", 1).with(Parameter.variable("a"), Parameter.constant(0.7)),
                Normal.of("c", 1).with(Parameter.variable("b"), Parameter.constant(0.6)));
        Distribution p = joint(
                Normal.standard("a", 1),
                Laplace.of("b", 1).with(Parameter.variable("a"), Parameter.constant(1)),
                Normal.of("c", 1).with(Parameter.variable("a"), Parameter.constant(1)));
        Lowered.Statistics chain = Lowered.of(kl(q, p), 256, Map.of()).statistics(200);
        Lowered.Statistics whole = Lowered.of(expectation(q, logProb(q).minus(logProb(p))), 256, Map.of())
                .statistics(200);
        // Of each part: between normals, from a Laplace around the same a, and between normals around b and around a.
        double first = 0.5 * (0.64 + 0.16 - 1) - Math.log(0.8);
        double second = Math.log(2) + 0.7 * Math.sqrt(2 / Math.PI) - 0.5 * Math.log(2 * Math.PI * Math.E * 0.49);
        double third = 0.5 * (0.36 + 0.49 - 1) - Math.log(0.6);
        for (Lowered.Statistics statistics : List.of(chain, whole)) {
            double error = statistics.errors().get("value")[0];
            assertThat(error).isLessThan(0.01);
            assertThat(statistics.means().get("value")[0]).isCloseTo(first + second + third, within(4.5 * error));
        }
        assertThat(chain.means().get("value")[0]).isNotEqualTo(whole.means().get("value")[0]);
    }
}
