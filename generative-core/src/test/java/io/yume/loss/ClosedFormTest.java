package io.yume.loss;

import static io.yume.loss.Objectives.crossEntropy;
import static io.yume.loss.Objectives.entropy;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.joint;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.observed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Laplace;
import io.yume.distribution.Mixture;
import io.yume.distribution.MultivariateNormal;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.StraightThrough;
import io.yume.graph.Shape;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Terms between laws of several families that need no draws. */
final class ClosedFormTest {

    /** Closed on either side: values of straight-through laws are those of the discrete ones. */
    @Test
    void divergencesAreClosedBetweenRelatedFamilies() {
        Parameter a = Parameter.constant(new double[] {0.4, -1}, 2);
        Parameter b = Parameter.constant(new double[] {-0.3, 0.2}, 2);
        Factor coin = Bernoulli.of("k").with(a).as("q");
        Factor vector = OneHotCategorical.of("k").with(a).as("q");
        assertThat(closed(coin, StraightThrough.bernoulli("k", 1).with(b)))
                .isEqualTo(closed(coin, Bernoulli.of("k").with(b)))
                .isEqualTo(closed(
                        StraightThrough.bernoulli("k", 2).with(a).as("q"),
                        StraightThrough.bernoulli("k", 1).with(b)));
        assertThat(closed(vector, StraightThrough.oneHotCategorical("k", 1).with(b)))
                .isEqualTo(closed(vector, OneHotCategorical.of("k").with(b)));
        assertThat(closed(
                        Normal.standard("k", 2).as("q"),
                        MultivariateNormal.ofDiagonal("k", 2).with(a, Parameter.constant(2))))
                .isCloseTo(Math.log(4) - 1 + (2 + 0.16 + 1) / 8, within(1e-12));
    }

    private static final Factor Q = Laplace.of("z", 1).with(Parameter.constant(0.4), Parameter.constant(0.6));
    private static final Factor P = Normal.standard("z", 1);

    private static final Joint CHAIN = joint(
            Normal.of("a", 1).with(Parameter.constant(0.4), Parameter.constant(0.8)),
            Laplace.of("b", 1).with(Parameter.variable("a"), Parameter.constant(0.7)));
    private static final Joint OTHER =
            joint(Normal.standard("a", 1), Normal.of("b", 1).with(Parameter.variable("a"), Parameter.constant(1)));

    static Stream<Objective> drawn() {
        return Stream.of(
                kl(Q, P),
                entropy(Mixture.of(Normal.family(), 2, "z").with(parameters())),
                crossEntropy(Mixture.of(Normal.family(), 2, "z").with(parameters()), P),
                kl(CHAIN, OTHER),
                crossEntropy(CHAIN, OTHER));
    }

    private static Parameter[] parameters() {
        return new Parameter[] {
            Parameter.constant(new double[] {0.2, -0.3}, 2),
            Parameter.constant(new double[] {-1, 2}, 2, 1),
            Parameter.constant(new double[] {0.5, 0.8}, 2, 1)
        };
    }

    /** One object is one draw, wherever it stands. */
    @ParameterizedTest
    @MethodSource("drawn")
    void whatIsDrawnIsDrawnOnceForATermThatStandsTwice(Objective term) {
        assertThat(Lowered.of(term.minus(term), 3, Map.of()).value()).containsOnly(0);
        Objective rate = term.named("rate");
        Lowered lowered =
                Lowered.of(rate.plus(rate.square()).reporting(term.atMost(1).named("low")), 1, Map.of());
        double value = lowered.term("rate");
        assertThat(lowered.value()[0]).isCloseTo(value + value * value, within(1e-12));
        assertThat(lowered.term("low")).isEqualTo(value <= 1 ? 1 : 0);
    }

    /** What stands in means over other numbers of samples cannot be one draw. */
    @Test
    void aTermMayStandInMeansOverOtherNumbersOfSamples() {
        Objective rate = kl(Q, P);
        Factor u = Normal.standard("u", 1);
        Objective means = rate.plus(expectation(u, rate).samples(3))
                .plus(expectation(u, rate).samples(4));
        assertThat(Lowered.of(means, 2, Map.of()).value()).hasSize(2);
        Lowered.Statistics statistics = Lowered.of(means, 64, Map.of()).statistics(200);
        assertThat(statistics.means().get("value")[0])
                .isCloseTo(3 * rate(), within(4.5 * statistics.errors().get("value")[0]));
    }

    /** {@code KL[Laplace(m, b) || N(0, 1)]} is {@code log(2 pi) / 2 + (m^2 + 2 b^2) / 2 - log(2 b) - 1}. */
    private static double rate() {
        return 0.5 * Math.log(2 * Math.PI) + 0.5 * (0.4 * 0.4 + 2 * 0.6 * 0.6) - Math.log(2 * 0.6) - 1;
    }

    @Test
    void drawsADivergenceWhereTheVariableIsDrawnAlready() {
        Objective alone = kl(Q, P);
        Map<String, Shape> data = Map.of("x", Shape.of(2, 1));
        for (Objective divergence : new Objective[] {
            alone,
            expectation(Q, alone),
            expectation(P, alone.plus(observed("z")).minus(observed("z"))),
            Scan.over("x").draw(Q).sum(alone).times(0.5)
        }) {
            Lowered.Statistics statistics =
                    Lowered.of(divergence, 64, data).set("x", new double[128]).statistics(200);
            assertThat(statistics.means().get("value")[0])
                    .as(divergence.toString())
                    .isCloseTo(rate(), within(4.5 * statistics.errors().get("value")[0]));
        }
        Lowered within = Lowered.of(expectation(CHAIN, kl(CHAIN, OTHER)), 3, Map.of());
        Lowered outside = Lowered.of(kl(CHAIN, OTHER), 3, Map.of());
        assertThat(within.value()).containsExactly(outside.value(), within(1e-12));
    }

    private static double closed(Factor q, Factor p) {
        Lowered lowered = Lowered.of(kl(q, p).mean(), 1, Map.of());
        assertThat(lowered.graph().terms().keySet()).noneMatch(name -> name.contains("Monte Carlo"));
        return lowered.value()[0];
    }
}
