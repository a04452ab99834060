package io.yume.loss;

import static io.yume.loss.Objectives.activeUnits;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.number;
import static io.yume.loss.Objectives.observed;
import static io.yume.loss.Objectives.squaredError;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Cauchy;
import io.yume.distribution.Factor;
import io.yume.distribution.Logistic;
import io.yume.distribution.Normal;
import io.yume.distribution.Notation;
import io.yume.distribution.Parameter;
import io.yume.graph.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Terms that are no expectation of a log-probability, what is reported beside a loss, and the names of both and of draws. */
final class TermsTest {

    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(3), "d", Shape.of(2));
    private static final double[] X = {0.2, -0.7, 1, 0.4, 0.1, -2};

    private final Factor prior = Normal.standard("z", 2);
    private final Factor encoder = Normal.of("z").given("x").by(mlp(3, 5, 4));
    private final Factor decoder =
            Normal.ofScale(Math.sqrt(0.5), "x").given("z").by(mlp(2, 5, 3));

    private static Lowered lowered(Objective objective) {
        Lowered lowered = Lowered.of(objective, 2, DATA);
        Map.of("x", X, "d", new double[] {1, 0, 0, 0}).forEach((name, values) -> {
            if (lowered.graph().observed().containsKey(name)) {
                lowered.set(name, values);
            }
        });
        return lowered;
    }

    // ---- squared errors

    @Test
    void aSquaredErrorIsALogProbabilityWithoutItsConstant() {
        Factor wide = Normal.ofScale(1, "x").given("z").by(mlp(2, 5, 3)).named("x|z");
        double constant = 3 * 0.5 * Math.log(Math.PI);
        double[] negative = lowered(expectation(encoder, logProb(decoder).neg()).noise("z", "z"))
                .value();
        Lowered error = lowered(expectation(encoder, squaredError(decoder)).noise("z", "z"));
        double[] half = lowered(
                        expectation(encoder, squaredError(wide).times(0.5)).noise("z", "z"))
                .value();
        for (int row = 0; row < 2; row++) {
            assertThat(error.value()[row]).isCloseTo(negative[row] - constant, within(1e-12));
            assertThat(half[row]).isCloseTo(error.value()[row] / 2, within(1e-12));
        }
        FiniteDifferences.check(
                lowered(expectation(encoder, squaredError(decoder)).mean()), 1e-7);
    }

    @Test
    void aSquaredErrorIsPrintedAsADistanceFromTheMean() {
        Objective error = expectation(encoder, squaredError(decoder))
                .plus(kl(encoder, prior).max(4));
        assertThat(error.latex())
                .isEqualTo("\\mathbb{E}_{q(z|x)}[\\|x - \\mathbb{E}_{p(x|z)}[x]\\|^2] + "
                        + "\\max(D_{KL}[q(z|x) \\| p(z)], 4)");
        assertThat(error).hasToString("E_q(z|x)[|x - E_p(x|z)[x]|^2] + max(KL[q(z|x) || p(z)], 4)");
    }

    @Test
    void aSquaredErrorNeedsAMeanAndTheShapeOfIt() {
        Factor heavy = Cauchy.of("x", 3).with(Parameter.constant(0), Parameter.constant(1));
        assertThatThrownBy(() -> lowered(squaredError(heavy)))
                .hasMessageContaining("which this family has not: variable=x, family=Cauchy");
        Factor narrow = Normal.standard("x", 2);
        assertThatThrownBy(() -> lowered(squaredError(narrow))).hasMessageContaining("expected=[2], actual=[3]");
        assertThatThrownBy(() -> Normal.ofScale(0, "x")).hasMessage("scale must be > 0: scale=0.0");
    }

    // ---- one value

    @Test
    void theLogProbabilityOfAValueIsThatOfDataWithThisValue() {
        Factor coin = Bernoulli.of("d").given("x").by(mlp(3, 2));
        Lowered data = Lowered.of(logProb(coin), 2, DATA).set("x", X);
        double[] ones = data.set("d", 1, 1, 1, 1).value();
        double[] zeros = data.set("d", 0, 0, 0, 0).value();
        double[] fixedOnes = lowered(logProb(coin, 1)).value();
        double[] fixedZeros = lowered(logProb(coin, 0)).value();
        for (int row = 0; row < 2; row++) {
            assertThat(fixedOnes[row]).isCloseTo(ones[row], within(1e-12));
            assertThat(fixedZeros[row]).isCloseTo(zeros[row], within(1e-12));
        }
        assertThat(logProb(coin, 1).latex()).isEqualTo("\\log p(d=1|x)");
        assertThat(logProb(Normal.standard("z", 2), 0.5)).hasToString("log p(z=0.5)");
        assertThat(lowered(logProb(Normal.standard("z", 2), 0.5)).value()[0])
                .isCloseTo(-0.25 - Math.log(2 * Math.PI), within(1e-12));
    }

    @Test
    void theLogProbabilityOfACoinsSideIsExactHoweverSmallItIs() {
        Factor coin = Bernoulli.of("d", 2).with(Parameter.constant(40));
        // In terms of the other side it would be 0.
        assertThat(lowered(logProb(coin, 1)).value()[0]).isEqualTo(-2 * Math.exp(-40), within(1e-30));
        assertThat(lowered(logProb(coin, 0)).value()[0]).isCloseTo(-80, within(1e-12));
    }

    @Test
    void aCrossEntropyMayWeighItsSides() {
        Factor coin = Bernoulli.of("d").given("x").by(mlp(3, 2));
        Factor first = Bernoulli.of("e").given("x").by(mlp(3, 1));
        Objective weighed = observed("e")
                .times(7)
                .times(logProb(first, 1))
                .plus(number(1).minus(observed("e")).times(logProb(first, 0)));
        assertThat(weighed.latex()).isEqualTo("7 \\cdot e \\cdot \\log p(e=1|x) + (1 - e) \\cdot \\log p(e=0|x)");
        Map<String, Shape> data = Map.of("x", Shape.of(3), "e", Shape.of(1));
        Lowered plain = Lowered.of(logProb(first), 2, data).set("x", X).set("e", 1, 0);
        Lowered seven = Lowered.of(weighed, 2, data).set("x", X).set("e", 1, 0);
        assertThat(seven.value()[0]).isCloseTo(7 * plain.value()[0], within(1e-12));
        assertThat(seven.value()[1]).isCloseTo(plain.value()[1], within(1e-12));
        assertThat(coin.print(Notation.text(), 1)).isEqualTo("p(d=1|x)");
        FiniteDifferences.check(Lowered.of(weighed.mean(), 2, data).set("x", X).set("e", 1, 0), 1e-7);
    }

    // ---- what is reported

    @Test
    void whatIsReportedBesideALossIsNoPartOfIt() {
        Objective rate = kl(encoder, prior).named("rate");
        Objective alone = rate.mean();
        Objective beside = rate.reporting(
                        rate.atMost(0.1).named("low"),
                        activeUnits(encoder, 0.01).named("active"))
                .mean();
        assertThat(beside).hasToString(alone.toString());
        Lowered lowered = lowered(beside);
        assertThat(lowered.value()).isEqualTo(lowered(alone).value());
        assertThat(lowered.graph().terms().keySet())
                .containsExactly("KL[q(z|x) || p(z)]", "rate", "low", "active", "objective");
        double[] each = lowered.evaluate(lowered.graph().each("rate"), 0);
        assertThat(each).hasSize(2);
        assertThat(lowered.term("rate")).isCloseTo((each[0] + each[1]) / 2, within(1e-12));
        int low = (each[0] <= 0.1 ? 1 : 0) + (each[1] <= 0.1 ? 1 : 0);
        assertThat(lowered.term("low")).isEqualTo(low / 2.0);
        assertThatThrownBy(() -> lowered.graph().each("distortion"))
                .hasMessageContaining("unknown term: term=distortion, known=[KL[q(z|x) || p(z)], rate");
        assertThat(rate.atMost(0.5).latex()).isEqualTo("\\mathbf{1}[D_{KL}[q(z|x) \\| p(z)] \\le 0.5]");
    }

    @Test
    void aBoundIsAtMostItself() {
        Lowered sums = Lowered.of(observed("x").atMost(1.5), 3, DATA).set("x", 0.5, 0.5, 0.5, 1, 1, 0, -1, 0, 0);
        assertThat(sums.value()).containsExactly(1, 0, 1);
    }

    @Test
    void activeUnitsAreThoseWhoseMeanVariesOverTheBatch() {
        Factor q = Normal.of("z").with(Parameter.variable("x"), Parameter.constant(1));
        // Variances over the batch: 0, 1 and 0.01.
        double[] x = {3, 1, 0.2, 3, -1, 0.4};
        assertThat(Lowered.of(activeUnits(q, 0.02), 2, DATA).set("x", x).value())
                .containsExactly(1);
        assertThat(Lowered.of(activeUnits(q, 0.009), 2, DATA).set("x", x).value())
                .containsExactly(2);
        assertThat(Lowered.of(activeUnits(Normal.of("z", 3).learned(), 0.02), 4, Map.of())
                        .set("z.free", 0, 1, 2, 0, 0, 0)
                        .value())
                .as("means that depend on no data")
                .containsExactly(0);
        assertThat(activeUnits(q, 0.02)).hasToString("active(p(z|x))");
        assertThatThrownBy(() -> lowered(expectation(prior, activeUnits(encoder.rename("z", "u"), 1))
                        .samples(2)))
                .hasMessageContaining("outside of expectations");
    }

    @Test
    void aNameThatWasGivenStaysWithinExpectationsAndScans() {
        Objective inside = expectation(encoder, squaredError(decoder).named("distortion"));
        assertThat(lowered(inside.mean()).graph().terms().keySet())
                .containsExactly("E_p(z|x)[|x - E_p(x|z)[x]|^2]", "distortion", "objective");
        Lowered scan = Lowered.of(
                        Scan.over("x").sum(observed("x").named("number")).mean(), 2, DATA)
                .set("x", X);
        assertThat(scan.term("number")).isEqualTo(scan.value()[0], within(1e-12));
    }

    @Test
    void twoTermsMustNotHaveOneName() {
        Objective rate = kl(encoder, prior).named("rate");
        assertThat(lowered(rate.plus(rate.square()).mean()).term("rate")).isPositive();
        assertThatThrownBy(() ->
                        lowered(rate.plus(squaredError(decoder.rename("z", "d")).named("rate"))))
                .hasMessageContaining("a name must be used once: term=rate");
    }

    @Test
    void noTermHasTheNameOfTheTotal() {
        assertThatThrownBy(() -> kl(encoder, prior).named("objective"))
                .hasMessage("the total has this name: name=objective");
    }

    /** Two decoders print the same; one that stands twice is one. */
    @Test
    void termsThatPrintTheSameAreAllReported() {
        Factor other =
                Normal.ofScale(1, "x").given("z").by(mlp(2, 3)).named("another").as("p");
        Objective both = logProb(decoder.as("p")).plus(logProb(other)).plus(logProb(decoder.as("p")));
        Lowered lowered = lowered(expectation(encoder, both).mean());
        assertThat(lowered.graph().terms().keySet())
                .containsExactly(
                        "E_p(z|x)[log p(x|z)]",
                        "E_p(z|x)[log p(x|z)] #2",
                        "E_p(z|x)[log p(x|z) + log p(x|z) + log p(x|z)]",
                        "objective");
        assertThat(2 * lowered.term("E_p(z|x)[log p(x|z)]") + lowered.term("E_p(z|x)[log p(x|z)] #2"))
                .isCloseTo(lowered.term("objective"), within(1e-12));
        Map<String, Shape> data = Map.of("x", Shape.of(4, 2));
        Factor one = Normal.ofScale(1, "x").given("u").by(mlp(1, 2)).as("p");
        Factor two =
                Normal.ofScale(1, "x").given("u").by(mlp(1, 2)).named("two").as("p");
        Scan scan = Scan.over("x").draw(Normal.standard("u", 1));
        Lowered steps = Lowered.of(scan.sum(logProb(one).plus(logProb(two))).mean(), 1, data)
                .set("x", 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(steps.term("sum_t log p(x|u)") + steps.term("sum_t log p(x|u) #2"))
                .isCloseTo(steps.value()[0], within(1e-12));
    }

    // ---- names of noise

    @Test
    void noiseWithANameDoesNotDependOnTheFormula() {
        Expectation one = expectation(encoder, squaredError(decoder));
        Expectation other = expectation(encoder, squaredError(decoder).times(1));
        assertThat(lowered(one).value()).isNotEqualTo(lowered(other).value());
        double[] named = lowered(one.noise("z", "code")).value();
        assertThat(lowered(other.noise("z", "code")).value()).isEqualTo(named);
        assertThat(named).isNotEqualTo(lowered(one.noise("z", "another")).value());
        assertThat(lowered(one.samples(3).noise("z", "code")).value())
                .hasSize(2)
                .isNotEqualTo(named);
    }

    @Test
    void twoTermsMustNotDrawFromOneNoise() {
        Expectation one = expectation(encoder, squaredError(decoder)).noise("z", "code");
        Expectation other = expectation(encoder, logProb(decoder)).noise("z", "code");
        assertThat(lowered(one.minus(one)).value()).containsOnly(0);
        assertThatThrownBy(() -> lowered(one.plus(other)))
                .hasMessageContaining("two draws must not have one noise: noise=code");
        assertThatThrownBy(() -> one.noise("x", "code"))
                .hasMessageContaining("for a variable that is drawn: variable=x, noise='code', drawn=[z]");
        assertThatThrownBy(() -> one.noise("z", "")).hasMessageContaining("noise=''");
    }

    @Test
    void everyStepOfAScanHasNoiseOfItsOwn() {
        Scan scan = Scan.over("x").draw(prior).noise("z", "code");
        double[] each = new double[3];
        for (int t = 0; t < 3; t++) {
            Expectation step = expectation(prior, observed("z").square()).noise("z", "t" + t + "/code");
            each[t] = Lowered.of(step, 1, DATA).value()[0];
        }
        assertThat(each).doesNotHaveDuplicates();
        assertThat(Lowered.of(scan.sum(observed("z").square()), 1, DATA)
                        .set("x", 0, 0, 0)
                        .value()[0])
                .isCloseTo(each[0] + each[1] + each[2], within(1e-12));
        assertThatThrownBy(() -> scan.noise("x", "code")).hasMessageContaining("drawn=[z]");
    }

    // ---- scales

    @Test
    void aLogVarianceIsTwiceALogScale() {
        double[] loc = {0.3, -1};
        double[] logVariance = {-1.4, 0.6};
        Factor byVariance =
                Normal.ofLogVariance("z").with(Parameter.constant(loc, 2), Parameter.constant(logVariance, 2));
        Factor byScale = Normal.of("z")
                .with(Parameter.constant(loc, 2), Parameter.constant(new double[] {Math.exp(-0.7), Math.exp(0.3)}, 2));
        Factor other = Normal.of("z", 2).with(Parameter.constant(0.4), Parameter.constant(1.3));
        double expected = Lowered.of(kl(byScale, other), 1, DATA).value()[0];
        assertThat(Lowered.of(kl(byVariance, other), 1, DATA).value()[0]).isCloseTo(expected, within(1e-12));
        assertThat(Lowered.of(kl(other, byVariance), 1, DATA).value()[0])
                .isCloseTo(Lowered.of(kl(other, byScale), 1, DATA).value()[0], within(1e-12));
        assertThat(Lowered.of(kl(byVariance, byVariance.named("same")), 1, DATA).value()[0])
                .isCloseTo(0, within(1e-15));
        assertThat(Lowered.of(logProb(byVariance, 0.2), 1, DATA).value()[0])
                .isCloseTo(Lowered.of(logProb(byScale, 0.2), 1, DATA).value()[0], within(1e-12));
    }

    @Test
    void aFixedScaleIsThatOfEveryElement() {
        Factor fixed = Normal.ofScale(0.7, "z").with(Parameter.variable("d"));
        Factor usual = Normal.of("z").with(Parameter.variable("d"), Parameter.constant(0.7));
        assertThat(lowered(kl(fixed, prior)).value())
                .containsExactly(lowered(kl(usual, prior)).value(), within(1e-12));
        assertThat(lowered(logProb(fixed, 0.2)).value())
                .containsExactly(lowered(logProb(usual, 0.2)).value(), within(1e-12));
    }

    @Test
    void freeBitsLeaveADivergenceBelowThemWithoutAGradient() {
        Objective low = kl(encoder, prior).max(1e6);
        Objective high = kl(encoder, prior).max(0);
        lowered(low.mean()).gradients(0).values().forEach(gradient -> assertThat(gradient)
                .containsOnly(0));
        FiniteDifferences.check(lowered(high.mean()), 1e-7);
        assertThat(lowered(low).value()).containsOnly(1e6);
    }

    /** A student's divergence from its teacher in probability density distillation, by quadrature: over draws here. */
    @ParameterizedTest
    @CsvSource({"0, 1, 1, 1, 0.163954", "0, 1, 0, 2, 0.263944", "1, 0.5, 0, 1, 0.472703"})
    void logisticLawsDivergeAsQuadratureSays(
            double loc, double scale, double otherLoc, double otherScale, double exact) {
        Factor student = Logistic.of("z", 1).with(Parameter.constant(loc), Parameter.constant(scale));
        Factor teacher = Logistic.of("z", 1)
                .with(Parameter.constant(otherLoc), Parameter.constant(otherScale))
                .named("teacher");
        Lowered.Statistics statistics =
                Lowered.of(kl(student, teacher), 512, Map.of()).statistics(400);
        assertThat(statistics.errors().get("value")[0]).isLessThan(0.003);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(exact, within(4.5 * statistics.errors().get("value")[0]));
        // A divergence from itself is nothing for every draw.
        assertThat(Lowered.of(kl(teacher, teacher.named("same")), 4, Map.of()).value())
                .containsOnly(0);
    }
}
