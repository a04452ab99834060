package io.yume.loss;

import static io.yume.loss.Objectives.crossEntropy;
import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.entropy;
import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.joint;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.number;
import static io.yume.loss.Objectives.observed;
import static io.yume.loss.Objectives.parameter;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Categorical;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Laplace;
import io.yume.distribution.Marginal;
import io.yume.distribution.Normal;
import io.yume.distribution.Notation;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.graph.MatMul;
import io.yume.graph.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ObjectiveTest {

    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(3));

    private final Factor prior = Normal.standard("z", 2);
    private final Factor decoder = Bernoulli.of("x").given("z").by(mlp(2, 5, 3));
    private final Factor encoder = Normal.of("z").given("x").by(mlp(3, 5, 4));
    private final Objective elbo = elbo(decoder, prior, encoder);

    // ---- formulas

    @Test
    void printsTheBoundAsOnPaper() {
        assertThat(elbo.latex()).isEqualTo("\\mathbb{E}_{q(z|x)}[\\log p(x|z)] - D_{KL}[q(z|x) \\| p(z)]");
        assertThat(elbo).hasToString("E_q(z|x)[log p(x|z)] - KL[q(z|x) || p(z)]");
        assertThat(elbo.mean()).hasToString("mean(E_q(z|x)[log p(x|z)] - KL[q(z|x) || p(z)])");
    }

    @Test
    void keepsLettersThatWereGiven() {
        assertThat(kl(encoder.as("r"), prior.as("\\pi")).latex()).isEqualTo("D_{KL}[r(z|x) \\| \\pi(z)]");
    }

    @Test
    void printsArithmeticWithItsParentheses() {
        Objective beta = parameter("beta", Annealing.constant(2));
        Objective sum = kl(encoder, prior).plus(1);
        assertThat(number(1).minus(beta.times(sum)).latex())
                .isEqualTo("1 - \\beta \\cdot (D_{KL}[q(z|x) \\| p(z)] + 1)");
        assertThat(number(1).plus(sum.neg())).hasToString("1 - (KL[q(z|x) || p(z)] + 1)");
        assertThat(kl(encoder, prior).max(0.5).neg()).hasToString("-max(KL[q(z|x) || p(z)], 0.5)");
        assertThat(sum.dividedBy(beta).stopGradient()).hasToString("stop((KL[q(z|x) || p(z)] + 1) / beta)");
    }

    @Test
    void printsJointsFactorised() {
        assertThat(elbo(decoder.times(prior), encoder)).hasToString("E_q(z|x)[log p(x|z)p(z) - log q(z|x)]");
        assertThat(iwae(decoder.times(prior), encoder, 5).latex())
                .contains("\\frac{p(x|z)p(z)}{q(z|x)}")
                .contains("\\sum_{k=1}^{5}");
        assertThat(decoder.times(prior).equation(Notation.text())).isEqualTo("p(z,x) = p(x|z)p(z)");
        assertThat(encoder.as("q").equation(Notation.latex())).isEqualTo("q(z|x)");
        assertThat(decoder.rename("z", "z_t").latex()).isEqualTo("p(x|z_{t})");
        assertThat(Bernoulli.of("x").given("z1", "y").by(mlp(3, 3)).condition("y", 1))
                .hasToString("p(x|z1,y=1)");
    }

    // ---- values

    @Test
    void reportsEveryTermWithTheTotal() {
        Lowered lowered = Lowered.of(elbo.mean(), 2, DATA).rows("x", 1, 0, 1);
        assertThat(lowered.graph().terms().keySet())
                .containsExactly("E_q(z|x)[log p(x|z)]", "KL[q(z|x) || p(z)]", "objective");
        assertThat(lowered.term("objective"))
                .isCloseTo(lowered.term("E_q(z|x)[log p(x|z)]") - lowered.term("KL[q(z|x) || p(z)]"), within(1e-12));
    }

    @Test
    void reportsTheTermsWithinAnExpectation() {
        Lowered lowered = Lowered.of(
                        elbo(decoder.times(prior), encoder).samples(3).named("bound"), 2, DATA)
                .rows("x", 1, 0, 1);
        assertThat(lowered.graph().terms().keySet())
                .contains("E_q(z|x)[log p(x|z)]", "E_q(z|x)[log p(z)]", "E_q(z|x)[log q(z|x)]", "bound", "objective");
        assertThat(lowered.term("objective"))
                .isCloseTo(
                        lowered.term("E_q(z|x)[log p(x|z)]")
                                + lowered.term("E_q(z|x)[log p(z)]")
                                - lowered.term("E_q(z|x)[log q(z|x)]"),
                        within(1e-12));
    }

    @Test
    void drawsAVariableOnceInAnExpectation() {
        Objective difference = expectation(encoder, logProb(decoder).minus(logProb(decoder)));
        assertThat(Lowered.of(difference, 2, DATA).rows("x", 1, 0, 1).value()).containsOnly(0);
    }

    @Test
    void equalTermsShareDrawsAndOthersDoNot() {
        Expectation one = expectation(encoder, logProb(decoder));
        Expectation other = expectation(encoder, logProb(decoder));
        assertThat(Lowered.of(one.minus(one), 2, DATA).rows("x", 1, 0, 1).value())
                .containsOnly(0);
        assertThat(Lowered.of(one.minus(other), 2, DATA).rows("x", 1, 0, 1).value())
                .doesNotContain(0);
    }

    @Test
    void anotherTermDoesNotChangeDraws() {
        Expectation one = expectation(encoder, logProb(decoder));
        double[] alone = Lowered.of(one, 2, DATA).rows("x", 1, 0, 1).value();
        double beside = Lowered.of(kl(encoder, prior).plus(one).mean(), 2, DATA)
                .rows("x", 1, 0, 1)
                .term("E_q(z|x)[log p(x|z)]");
        assertThat(beside).isCloseTo((alone[0] + alone[1]) / 2, within(1e-12));
    }

    @Test
    void computesEachNetworkOnce() {
        Objective both =
                elbo(decoder.times(prior), encoder).minus(kl(encoder, prior)).minus(entropy(encoder));
        long products = Lowered.of(both, 2, DATA).graph().graph().nodes().stream()
                .filter(node -> node.primitive() instanceof MatMul)
                .count();
        assertThat(products).isEqualTo(4);
    }

    @Test
    void arithmeticIsThatOfItsParts() {
        Objective a = observed("x");
        double[] x = {0.2, 0.3, 1};
        double s = 1.5;
        record Case(Objective objective, double expected) {}
        for (Case example : new Case[] {
            new Case(a.plus(2), s + 2),
            new Case(a.minus(2), s - 2),
            new Case(a.times(2), 2 * s),
            new Case(a.times(a), s * s),
            new Case(a.dividedBy(4), s / 4),
            new Case(a.max(2), 2),
            new Case(a.min(1), 1),
            new Case(a.clip(0, 1), 1),
            new Case(a.neg().abs(), s),
            new Case(a.exp().log(), s),
            new Case(a.square(), s * s),
            new Case(a.stopGradient(), s),
            new Case(a.mean(), s),
            new Case(a.sum(), 2 * s),
            new Case(number(3).sum(), 6),
            new Case(number(3).logMeanExp(), 3),
            new Case(parameter("beta", Annealing.linear(0.5, 1, 10)), 0.5),
        }) {
            assertThat(Lowered.of(example.objective(), 2, DATA).rows("x", x).value()[0])
                    .as(example.objective().toString())
                    .isCloseTo(example.expected(), within(1e-12));
        }
    }

    @Test
    void meanOfExponentialsOverTheBatchDoesNotUnderflow() {
        Objective shared = observed("x").logMeanExp();
        assertThat(shared.latex()).isEqualTo("\\log \\operatorname{mean}(\\exp(x))");
        assertThat(Lowered.of(shared, 2, DATA).set("x", -900, 0, 0, -899, -3, 0).value()[0])
                .isCloseTo(-900 + Math.log((1 + Math.exp(-2)) / 2), within(1e-9));
    }

    @Test
    void saysWhereADivergenceIsDrawn() {
        Factor other = Laplace.of("z").with(Parameter.constant(new double[] {0, 0}, 2), Parameter.constant(1));
        Lowered lowered =
                Lowered.of(kl(encoder, other).samples(2000).mean(), 2, DATA).rows("x", 1, 0, 1);
        assertThat(lowered.graph().terms().keySet()).containsExactly("KL[q(z|x) || p(z)] (Monte Carlo)", "objective");
        assertThat(lowered.value()[0]).isPositive();
    }

    @Test
    void drawnDivergenceAgreesWithTheClosedForm() {
        Lowered closed = Lowered.of(kl(encoder, prior), 2, DATA).rows("x", 1, 0, 1);
        Lowered.Statistics drawn = Lowered.of(
                        expectation(encoder, logProb(encoder).minus(logProb(prior))), 64, DATA)
                .rows("x", 1, 0, 1)
                .statistics(200);
        assertThat(drawn.means().get("value")[0])
                .isCloseTo(closed.value()[0], within(4 * drawn.errors().get("value")[0]));
    }

    @Test
    void entropyAndCrossEntropyAndDivergenceBelongTogether() {
        Objective zero = crossEntropy(encoder, prior).minus(entropy(encoder)).minus(kl(encoder, prior));
        assertThat(Lowered.of(zero, 2, DATA).rows("x", 1, 0, 1).value()[0]).isCloseTo(0, within(1e-12));
    }

    /** KL[q(a)q(b|a) || p(a)p(b|a)] by the chain rule against the sum over all values. */
    @Test
    void divergenceOfJointsIsTheirChain() {
        Distribution q = joint(
                Bernoulli.of("a", 2).learned(), Bernoulli.of("b").given("a").by(mlp(2, 1)));
        Distribution p = joint(
                Bernoulli.of("a", 2).learned().as("r"),
                Bernoulli.of("b").given("a").by(mlp(2, 1)).as("r"));
        Objective chain = kl(q, p).estimating("a", enumeration());
        Objective whole = expectation(q, logProb(q).minus(logProb(p)))
                .estimating("a", enumeration())
                .estimating("b", enumeration());
        Lowered lowered = Lowered.of(chain.minus(whole), 1, Map.of())
                .set("a.free", 0.3, -0.8)
                .set("r(a).free", -0.5, 0.1);
        assertThat(lowered.value()[0]).isCloseTo(0, within(1e-12));
        assertThat(lowered.graph().terms().keySet())
                .contains("KL[q(a) || r(a)]", "E_q(a)[KL[q(b|a) || r(b|a)]]")
                .noneMatch(name -> name.contains("Monte Carlo"));
    }

    @Test
    void marginalSumsOverHiddenVariables() {
        Factor k =
                OneHotCategorical.of("k", 2).with(Parameter.constant(new double[] {Math.log(0.3), Math.log(0.7)}, 2));
        Factor x = Normal.of("x").given("k").by(mlp(2, 2));
        Objective marginal = logProb(k.times(x).marginalise("k"));
        Lowered lowered = Lowered.of(marginal, 1, Map.of("x", Shape.of(1)))
                .set("x|k.dense0.weight", -1, 0.2, 2, -0.4)
                .set("x|k.dense0.bias", 0, 0)
                .rows("x", 0.5);
        double expected =
                0.3 * density(0.5, -1, Math.log1p(Math.exp(0.2))) + 0.7 * density(0.5, 2, Math.log1p(Math.exp(-0.4)));
        assertThat(lowered.value()[0]).isCloseTo(Math.log(expected), within(1e-5));
        assertThat(marginal).hasToString("log sum_k p(k)p(x|k)");
    }

    private static double density(double x, double mean, double scale) {
        double z = (x - mean) / scale;
        return Math.exp(-z * z / 2) / (scale * Math.sqrt(2 * Math.PI));
    }

    @Test
    void detachedDistributionsAreNotTrained() {
        // Of a draw m + s e, -log q has no slope by m and 1 / s by s. Through the draw alone these are e / s and e^2 /
        // s.
        Factor q = Normal.of("z", 1).learned();
        Lowered draw = lowered(expectation(q, observed("z")));
        Lowered whole = lowered(expectation(q, logProb(q).neg()));
        Lowered through = lowered(expectation(q, logProb(q.detached()).neg()));
        double scale = Math.log1p(Math.exp(-0.3)) + 1e-6;
        double e = (draw.value()[0] - 0.4) / scale;
        double byFree = 1 / (1 + Math.exp(0.3));
        assertThat(Math.abs(e)).isGreaterThan(0.01);
        assertThat(through.value()).containsExactly(whole.value(), within(1e-12));
        assertThat(whole.gradients(0).get("z.free")).containsExactly(new double[] {0, byFree / scale}, within(1e-9));
        assertThat(through.gradients(0).get("z.free"))
                .containsExactly(new double[] {e / scale, e * e * byFree / scale}, within(1e-9));
        ObjectiveErrorsTest.assertRejected(
                logProb(decoder.detached()).mean(), Map.of("x", Shape.of(3), "z", Shape.of(2)), "x|z.dense0.weight");
    }

    private static Lowered lowered(Expectation ofOneDraw) {
        return Lowered.of(ofOneDraw.noise("z", "code"), 1, Map.of()).set("z.free", 0.4, -0.3);
    }

    @Test
    void renamedAndConditionedDistributionsShareWhatTheyLearn() {
        Factor p = Bernoulli.of("x").given("z", "y").by(mlp(3, 3));
        Objective both = logProb(p.condition("y", 1)).plus(logProb(p.rename("y", "w")));
        Lowered lowered = Lowered.of(both, 1, Map.of("x", Shape.of(3), "z", Shape.of(2), "w", Shape.of(1)))
                .rows("x", 1, 0, 1)
                .rows("z", 0.3, -0.2)
                .rows("w", 1);
        assertThat(lowered.graph().specs().keySet()).containsExactly("x|z,y.dense0.weight", "x|z,y.dense0.bias");
        assertThat(lowered.term("log p(x|z,y=1)")).isCloseTo(lowered.term("log p(x|z,w)"), within(1e-12));
    }

    /** A network sees as many numbers as the shape has, and events may have several axes. */
    @Test
    void conditionsHaveAnyShape() {
        Map<String, Shape> data = Map.of("x", Shape.of(3), "y", Shape.of(3), "w", Shape.of(2, 3));
        Factor p = Bernoulli.of("x").given("y").by(mlp(3, 3));
        Objective same = logProb(p.condition("y", new double[] {0.5}, 3)).minus(logProb(p));
        Lowered filled = Lowered.of(same, 1, data).rows("x", 1, 0, 1).rows("y", 0.5, 0.5, 0.5);
        assertThat(filled.value()[0]).isCloseTo(0, within(1e-12));
        assertThat(filled.graph().terms()).containsKey("log p(x|y=0.5)");
        double[] numbers = {0.1, 0.2, 0.3, -1, -2, -3};
        Factor rows = Normal.of("w").with(Parameter.variable("v"), Parameter.constant(1));
        double[] values = Lowered.of(logProb(rows.condition("v", numbers, 2, 3)), 1, data)
                .rows("w", numbers)
                .value();
        assertThat(values).containsExactly(new double[] {-3 * Math.log(2 * Math.PI)}, within(1e-12));
        assertThatThrownBy(() -> rows.condition("v", numbers, 2, 2))
                .hasMessage("a value must fill its shape: variable=v, shape=[2, 2], numbers=6");
        ObjectiveErrorsTest.assertRejected(
                logProb(p.condition("y", 1)).mean(), data, "must be [..., 3]", "term=log p(x|y=1)");
        Factor coin = OneHotCategorical.of("k", 2).with(Parameter.constant(0));
        Joint both = rows.times(coin).condition("v", numbers, 2, 3);
        Marginal left = rows.times(coin).marginalise("k").condition("v", numbers, 2, 3);
        for (Distribution each : new Distribution[] {both.marginalise("k"), left}) {
            assertThat(Lowered.of(logProb(each), 1, data).rows("w", numbers).value())
                    .containsExactly(new double[] {-3 * Math.log(2 * Math.PI)}, within(1e-12));
        }
        assertThatThrownBy(() -> rows.times(coin).condition("v", numbers, 5))
                .hasMessageContaining("shape=[5], numbers=6");
    }

    @Test
    void categoricalIndicesAndOneHotVectorsAgree() {
        Factor index = Categorical.of("y").given("x").by(mlp(3, 4)).named("y");
        Lowered one = Lowered.of(logProb(index), 2, Map.of("x", Shape.of(3), "y", Shape.SCALAR))
                .rows("x", 0.1, 0.2, 0.3)
                .set("y", 2, 3);
        Factor vector = OneHotCategorical.of("y").given("x").by(mlp(3, 4)).named("y");
        Lowered other = Lowered.of(logProb(vector), 2, Map.of("x", Shape.of(3), "y", Shape.of(4)))
                .rows("x", 0.1, 0.2, 0.3)
                .set("y", 0, 0, 1, 0, 0, 0, 0, 1);
        assertThat(one.value()).containsExactly(other.value(), within(1e-12));
    }
}
