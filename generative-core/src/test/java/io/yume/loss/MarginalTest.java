package io.yume.loss;

import static io.yume.loss.Objectives.crossEntropy;
import static io.yume.loss.Objectives.entropy;
import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Deterministic;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Marginal;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.train.Sampler;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Distributions without some of their variables, against sums and integrals by hand. */
final class MarginalTest {

    private static final Map<String, Shape> NONE = Map.of();

    /** A coin that depends on a hidden coin: p(x=1) = p(k=1) s(w + b) + p(k=0) s(b). */
    private final Factor k = Bernoulli.of("k", 1).with(Parameter.constant(0.4));

    private final Factor x = Bernoulli.of("x").given("k").by(mlp(1, 1));
    private final Marginal coin = k.times(x).marginalise("k");
    private final double heads = sigmoid(0.4) * sigmoid(1.5 - 0.5) + sigmoid(-0.4) * sigmoid(-0.5);

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    private static double plogp(double p, double q) {
        return p * Math.log(q) + (1 - p) * Math.log(1 - q);
    }

    private static Lowered lowered(Objective objective, Map<String, Shape> data) {
        return Lowered.of(objective, 1, data).set("x|k.dense0.weight", 1.5).set("x|k.dense0.bias", -0.5);
    }

    @Test
    void divergenceEntropyAndCrossEntropyAreOfWhatIsLeft() {
        Factor other = Bernoulli.of("x", 1).with(Parameter.constant(-0.7));
        double tails = sigmoid(-0.7);
        assertThat(lowered(kl(coin, other).estimating("x", enumeration()).estimating("k", enumeration()), NONE)
                        .value()[0])
                .isCloseTo(plogp(heads, heads) - plogp(heads, tails), within(1e-9));
        assertThat(lowered(entropy(coin).estimating("x", enumeration()).estimating("k", enumeration()), NONE)
                        .value()[0])
                .isCloseTo(-plogp(heads, heads), within(1e-9));
        assertThat(lowered(kl(other, coin).estimating("x", enumeration()), NONE).value()[0])
                .isCloseTo(plogp(tails, tails) - plogp(tails, heads), within(1e-9));
        assertThat(lowered(crossEntropy(other, coin).estimating("x", enumeration()), NONE)
                        .value()[0])
                .isCloseTo(-plogp(tails, heads), within(1e-9));
    }

    /** Both sides hide something on which nothing else depends, and which they have otherwise. */
    @Test
    void whatNothingDependsOnVanishes() {
        Distribution q = Normal.of("z", 1)
                .with(Parameter.constant(1), Parameter.constant(1))
                .times(Normal.of("h").given("z").by(mlp(1, 2)).named("one"));
        Distribution p = Normal.standard("z", 1)
                .times(Normal.of("h").given("z").by(mlp(1, 2)).named("two"));
        Lowered divergence = Lowered.of(kl(q.marginalise("h"), p.marginalise("h")), 1, NONE);
        assertThat(divergence.value()[0]).isCloseTo(0.5, within(1e-12));
        assertThat(divergence.graph().terms()).doesNotContainKey("KL[q(z) || p(z)] (Monte Carlo)");
        assertThat(divergence.graph().specs()).isEmpty();
        Lowered entropies = Lowered.of(
                entropy(q.marginalise("h")).plus(crossEntropy(q.marginalise("h"), p.marginalise("h"))), 1, NONE);
        assertThat(entropies.value()[0]).isCloseTo(Math.log(2 * Math.PI) + 1.5, within(1e-9));
        assertThat(entropies.graph().terms().keySet()).noneMatch(name -> name.contains("Monte Carlo"));
        assertThat(q.marginalise("h").hidden()).isEmpty();
        assertThat(q.marginalise("h")).hasToString("p(z)");
    }

    @Test
    void drawsForgetHiddenVariables() {
        assertThatThrownBy(() -> lowered(expectation(coin, observed("k")).estimating("x", enumeration()), NONE))
                .hasMessageContaining("nobody provides the variable: variable=k");
        // Hidden is another k than the one of the data.
        Map<String, Shape> data = Map.of("k", Shape.of(2));
        assertThat(lowered(expectation(coin, observed("k")).estimating("x", enumeration()), data)
                        .rows("k", 3, 4)
                        .value()[0])
                .isCloseTo(7, within(1e-12));
        Map<String, Shape> both = Map.of("k", Shape.of(1), "x", Shape.of(1));
        assertThat(lowered(logProb(coin), both).rows("k", 0).rows("x", 1).value()[0])
                .isCloseTo(Math.log(heads), within(1e-12));
    }

    @Test
    void samplersLeaveHiddenVariablesOut() {
        Distribution marginal = k.times(Normal.of("y", 1).with(Parameter.variable("k"), Parameter.constant(1)))
                .marginalise("k");
        try (Parameters nothing = new Parameters(Map.of(), Seed.root(1));
                Sampler sampler = new Sampler(marginal, nothing, 3, NONE)) {
            assertThat(sampler.draw(Seed.root(1), Map.of()).draws()).containsOnlyKeys("y");
        }
    }

    @Test
    void oneVariableAfterTheOther() {
        Factor first = Bernoulli.of("a", 1).with(Parameter.constant(0.3));
        Distribution all = first.times(k).times(x);
        assertThat(all.marginalise("a").marginalise("k")).hasToString("sum_k p(k)p(x|k)");
        assertThat(lowered(logProb(all.marginalise("a").marginalise("k")), Map.of("x", Shape.of(1)))
                        .rows("x", 0)
                        .value()[0])
                .isCloseTo(Math.log(1 - heads), within(1e-12));
    }

    @Test
    void functionsOfHiddenVariablesNeedNoSum() {
        Factor twice = Deterministic.of("d").given("k").by(mlp(1, 1));
        Factor seen = Bernoulli.of("x", 1).with(Parameter.variable("d"));
        Lowered sum = Lowered.of(logProb(k.times(twice).times(seen).marginalise("k", "d")), 1, Map.of("x", Shape.of(1)))
                .set("d|k.dense0.weight", 1.5)
                .set("d|k.dense0.bias", -0.5)
                .rows("x", 1);
        assertThat(sum.value()[0]).isCloseTo(Math.log(heads), within(1e-12));
    }

    /** A line through the code, z ~ N(0, 1) and y ~ N(2 z, 1): p(y) = N(0, 5), and the posterior is N(2 y / 5, 1 / 5). */
    @Test
    void proposalsIntegrate() {
        Factor code = Normal.standard("z", 1);
        Factor line = Normal.of("y").given("z").by(mlp(1, 2)).named("line");
        Factor posterior = Normal.of("z").given("y").by(mlp(1, 2)).named("posterior");
        Marginal marginal = line.times(code).marginalise("z").proposing(posterior, 3);
        Lowered exact = line(logProb(marginal));
        double expected = -Math.log(2 * Math.PI * 5) / 2 - 0.7 * 0.7 / 10;
        // Deviations from a network are a little above what they would be.
        assertThat(exact.value()[0]).isCloseTo(expected, within(1e-5));
        assertThat(exact.graph().terms()).containsKey("log int_z p(y|z)p(z) (3 draws of q(z|y))");
        assertThat(logProb(marginal).latex()).isEqualTo("\\log \\int_{z}p(y|z)p(z)");
        // Weights of a proposal that is not the posterior: 4,000 draws of the prior.
        Lowered rough = line(logProb(marginal.proposing(code.as("r"), 4000)));
        assertThat(rough.value()[0]).isCloseTo(expected, within(0.05)).isNotEqualTo(exact.value()[0]);
        assertThat(line(logProb(marginal.rename("z", "code").rename("y", "w").rename("w", "y")))
                        .value()[0])
                .isCloseTo(expected, within(1e-5));
    }

    private static Lowered line(Objective objective) {
        double one = Math.log(Math.expm1(1));
        double fifth = Math.log(Math.expm1(Math.sqrt(0.2)));
        Lowered lowered = Lowered.of(objective, 1, Map.of("y", Shape.of(1))).rows("y", 0.7);
        lowered.set("line.dense0.weight", 2, 0).set("line.dense0.bias", 0, one);
        return lowered.graph().specs().containsKey("posterior.dense0.weight")
                ? lowered.set("posterior.dense0.weight", 0.4, 0).set("posterior.dense0.bias", 0, fifth)
                : lowered;
    }

    @Test
    void refusesWhatItCannotLeaveOut() {
        Factor code = Normal.standard("z", 2);
        Factor image = Bernoulli.of("x", 3).given("z").by(mlp(2, 3));
        Marginal marginal = image.times(code).marginalise("z");
        assertThatThrownBy(() -> Lowered.of(logProb(marginal), 1, Map.of("x", Shape.of(3))))
                .hasMessageContainingAll("summed out without a proposal", "variable=z", "family=Normal");
        assertThatThrownBy(() -> marginal.proposing(Normal.standard("w", 2), 5))
                .hasMessageContaining("a proposal is of the hidden variables: proposal=[w], hidden=[z]");
        assertThatThrownBy(() -> marginal.proposing(code, 0)).hasMessageContaining("samples=0");
        assertThatThrownBy(() -> marginal.marginalise("x")).hasMessageContaining("variables=[x]");
        assertThatThrownBy(() -> Scan.over("x").draw(k.times(x).marginalise("k")))
                .hasMessageContaining("hidden=[k]");
        assertThat(OneHotCategorical.of("k", 2).learned().hidden()).isEmpty();
    }

    /** log p(x) by a proposal of z, whether y is left out before or after. */
    @Test
    void aProposalStaysWhenWhatDependsOnItIsLeftOut() {
        Factor z = Normal.standard("z", 1);
        Factor seen = Normal.of("x", 1).with(Parameter.variable("z"), Parameter.constant(1));
        Factor idle = Normal.of("y", 1).with(Parameter.variable("z"), Parameter.constant(1));
        Factor q = Normal.of("z", 1)
                .with(Parameter.constant(0.2), Parameter.constant(0.8))
                .as("q");
        Distribution all = Joint.of(seen, idle, z);
        Map<String, Shape> data = Map.of("x", Shape.of(1));
        Marginal after = all.marginalise("z").proposing(q, 4000).marginalise("y");
        assertThat(after.proposal()).isPresent();
        double exact = -0.25 * 0.49 - 0.5 * Math.log(4 * Math.PI);
        assertThat(Lowered.of(logProb(after), 1, data).rows("x", 0.7).value()[0])
                .isCloseTo(exact, within(0.05));
    }

    @Test
    void aProposalThatSeesWhatIsGoneIsRefused() {
        Factor z = Normal.standard("z", 1);
        Factor seen = Normal.of("x", 1).with(Parameter.variable("z"), Parameter.constant(1));
        Factor other = Normal.of("y", 1).with(Parameter.variable("z"), Parameter.constant(1));
        Factor q = Normal.of("z", 1)
                .with(Parameter.variable("y"), Parameter.constant(1))
                .as("q");
        Marginal without = Joint.of(seen, other, z).marginalise("z").proposing(q, 5);
        assertThatThrownBy(() -> without.marginalise("y")).hasMessageContaining("marginalise first, propose then");
    }

    @Test
    void nothingTakesTheNameOfAHiddenVariable() {
        Factor w = Normal.of("w", 1).with(Parameter.variable("u"), Parameter.constant(1));
        Marginal hidden = Joint.of(w, x, k).marginalise("k");
        assertThatThrownBy(() -> hidden.rename("u", "k"))
                .hasMessage("a variable cannot take the name of one that is summed out: from=u, to=k, hidden=[k]");
        assertThat(hidden.rename("u", "v").given()).containsExactly("v");
    }

    @Test
    void crossEntropyIsOfOneShape() {
        Objective broadcast = crossEntropy(Normal.standard("z", 2), Normal.standard("z", 1));
        assertThatThrownBy(() -> Lowered.of(broadcast, 1, NONE)).hasMessageContaining("left=[2], right=[1]");
    }
}
