package io.yume.loss;

import static io.yume.loss.Objectives.crossEntropy;
import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.entropy;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Dequantised;
import io.yume.distribution.Factor;
import io.yume.distribution.Logistic;
import io.yume.distribution.Mixture;
import io.yume.distribution.MultivariateNormal;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.Poisson;
import io.yume.distribution.Transformed;
import io.yume.distribution.Unnormalised;
import io.yume.flow.ActNorm;
import io.yume.flow.Autoregressive;
import io.yume.flow.Coupling;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.InvertibleLinear;
import io.yume.flow.Logit;
import io.yume.flow.Mask;
import io.yume.flow.Permutation;
import io.yume.flow.Planar;
import io.yume.flow.Radial;
import io.yume.graph.Node;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.nn.Activation;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Distributions that were taken through flows, where objectives use them. */
final class FlowObjectiveTest {

    private static final Map<String, Shape> X = Map.of("x", Shape.of(2));

    private static Coupling coupling(Mask mask) {
        return Coupling.affine(mask, mlp(Activation.TANH, 2, 6, 4));
    }

    private static Factor through(Flow... flows) {
        return Transformed.of(Normal.standard("x", 2), Flows.compose(flows));
    }

    static Stream<Factor> planes() {
        return Stream.of(
                through(coupling(Mask.half()), coupling(Mask.half().flipped())),
                through(
                        InvertibleLinear.of(2, Seed.root(1)),
                        Coupling.additive(Mask.alternating(), mlp(Activation.TANH, 2, 6, 2)),
                        ActNorm.of(2)),
                through(
                        Autoregressive.masked(2, 6).with(Activation.TANH),
                        Permutation.reversed(2),
                        Autoregressive.masked(2, 6).with(Activation.TANH)),
                through(Autoregressive.inverse(2, 6).with(Activation.TANH), Permutation.reversed(2)),
                Transformed.of(
                        Normal.standard("x", 2),
                        Autoregressive.masked(2, 6).given(2).with(Activation.TANH),
                        Parameter.of(mlp(3, 2), "y")),
                Transformed.of(Mixture.of(Normal.family(), 2, "x", 2).learned(), coupling(Mask.half())));
    }

    /** The sum over a grid that holds nearly all of the weight. */
    @ParameterizedTest
    @MethodSource("planes")
    void densitiesOfThePlaneIntegrateToOne(Factor factor) {
        int side = 480;
        double reach = 24;
        double step = 2 * reach / side;
        double[] points = new double[2 * side * side];
        for (int i = 0; i < side * side; i++) {
            points[2 * i] = -reach + (i / side + 0.5) * step;
            points[2 * i + 1] = -reach + (i % side + 0.5) * step;
        }
        Map<String, Shape> given = Map.of("x", Shape.of(2), "y", Shape.of(3));
        Lowered lowered =
                Lowered.of(logProb(factor), side * side, given).set("x", points).rows("y", 0.3, -0.5, 0.9);
        double[] logs = lowered.evaluate(lowered.graph().value(), 0);
        assertThat(Arrays.stream(logs).map(Math::exp).sum() * step * step).isCloseTo(1, within(2e-3));
    }

    @Test
    void densitiesOfTheLineIntegrateToOne() {
        Factor unit = Transformed.of(Normal.of("x", 1).learned(), Logit.of(0));
        int count = 4000;
        double[] points = new double[count];
        Arrays.setAll(points, i -> (i + 0.5) / count);
        Lowered lowered =
                Lowered.of(logProb(unit), count, Map.of("x", Shape.of(1))).set("x", points);
        assertThat(Arrays.stream(lowered.value()).map(Math::exp).average().orElseThrow())
                .isCloseTo(1, within(1e-6));
    }

    @Test
    void theLogitOfALogisticIsUniform() {
        Factor unit =
                Transformed.of(Logistic.of("x", 1).with(Parameter.constant(0), Parameter.constant(1)), Logit.of(0));
        Lowered lowered = Lowered.of(logProb(unit), 3, Map.of("x", Shape.of(1))).set("x", 0.1, 0.5, 0.97);
        assertThat(lowered.value()).containsExactly(new double[3], within(1e-9));
        assertThat(lowered.graph().supports().get("x").contains().test(0.5)).isTrue();
        assertThat(lowered.graph().supports().get("x").contains().test(1)).isFalse();
    }

    /** A linear flow of a normal is a normal. */
    @Test
    void aScaledNormalIsTheOtherNormal() {
        ActNorm norm = ActNorm.standardising(new float[] {-1, 0, 3, 8}, 2);
        Factor flow = Transformed.of(Normal.standard("x", 2), norm);
        Factor closed = MultivariateNormal.ofDiagonal("x", 2)
                .with(Parameter.constant(new double[] {1, 4}, 2), Parameter.constant(new double[] {2, 4}, 2));
        Lowered left = Lowered.of(logProb(flow), 2, X).zeros().set("x", 0.3, 1, -2, 9);
        Lowered right = Lowered.of(logProb(closed), 2, X).set("x", 0.3, 1, -2, 9);
        assertThat(left.value()).containsExactly(right.value(), within(1e-6));
    }

    /** The same draws, once with the way that they came, once as values that anyone could have. */
    @Test
    void densityOfOwnDrawsIsThatOfTheWayBack() {
        Factor q = through(Autoregressive.inverse(2, 5), coupling(Mask.half()));
        Lowered own = Lowered.of(expectation(q, logProb(q)).samples(3), 4, Map.of());
        Objective fixed =
                expectation(q, logProb(q)).samples(3).estimating("x", Objectives.scoreFunction(Baseline.none()));
        Lowered any = Lowered.of(fixed, 4, Map.of());
        assertThat(own.value()).containsExactly(any.value(), within(1e-9));
        assertThat(own.graph().graph().nodes().size())
                .isLessThan(any.graph().graph().nodes().size());
    }

    /** With sticking the landing, nothing is left where q is the posterior. */
    @Test
    void stickingTheLandingSeesThroughFlows() {
        Factor q = through(coupling(Mask.half()), Autoregressive.inverse(2, 5));
        Objective bound = elbo(q.detached(), q).estimating("x", Estimator.stickingTheLanding());
        Lowered lowered = Lowered.of(bound, 3, Map.of());
        lowered.gradients(0)
                .forEach((name, gradient) ->
                        assertThat(gradient).as(name).containsExactly(new double[gradient.length], within(1e-9)));
        assertThat(lowered.value()).containsExactly(new double[lowered.value().length], within(1e-9));
    }

    static Stream<Flow> posteriors() {
        return Stream.of(
                Flows.compose(Planar.of(2), Planar.of(2)),
                Radial.of(2),
                Flows.compose(Autoregressive.inverse(2, 4).with(Activation.TANH), coupling(Mask.half())));
    }

    @ParameterizedTest
    @MethodSource("posteriors")
    void gradientsOfBoundsWithFlowPosteriorsAreSlopes(Flow flow) {
        Factor prior = Normal.standard("z", 2);
        Factor decoder = Bernoulli.of("x").given("z").by(mlp(2, 2));
        Factor encoder = Transformed.of(Normal.of("z").given("x").by(mlp(2, 4)), flow);
        for (Objective bound : new Objective[] {
            elbo(decoder, prior, encoder), elbo(decoder.times(prior), encoder), iwae(decoder.times(prior), encoder, 3)
        }) {
            Lowered lowered = Lowered.of(bound.mean(), 2, X).set("x", 0, 1, 1, 1);
            FiniteDifferences.check(lowered, 1e-6);
        }
    }

    @Test
    void gradientsReachTheNetworkOfTheContext() {
        Factor prior = Normal.standard("z", 2);
        Factor decoder = Bernoulli.of("x").given("z").by(mlp(2, 2));
        Factor encoder = Transformed.of(
                Normal.standard("z", 2),
                Planar.of(2).given(3),
                Parameter.of(mlp(2, 3).named("context"), "x"));
        Lowered lowered = Lowered.of(elbo(decoder, prior, encoder).mean(), 2, X).set("x", 0, 1, 1, 1);
        assertThat(lowered.gradients(0).keySet()).anyMatch(name -> name.contains("context.dense0"));
        FiniteDifferences.check(lowered, 1e-6);
        assertThat(encoder.given()).containsExactly("x");
        assertThat(encoder.toString()).isEqualTo("p(z|x)");
    }

    /** An invertible function changes no divergence. */
    @Test
    void divergenceThroughOneFlowIsThatOfTheBases() {
        Flow flow = coupling(Mask.half());
        Factor base = Normal.of("x", 2).learned();
        Factor q = Transformed.of(base, flow).named("q");
        Factor p = Transformed.of(Normal.standard("x", 2), flow).named("p");
        Lowered flowed = Lowered.of(kl(q, p).mean(), 1, Map.of());
        Lowered plain = Lowered.of(kl(base, Normal.standard("x", 2)).mean(), 1, Map.of());
        assertThat(flowed.value()).containsExactly(plain.value(), within(1e-12));
        assertThat(flowed.graph().terms()).containsKey("KL[q(x) || p(x)]");
    }

    @Test
    void divergencesAndEntropiesAreDrawnAndSaySo() {
        Factor q = through(Autoregressive.inverse(2, 4));
        Factor p = Normal.standard("x", 2);
        Objective all = kl(q, p).samples(2).plus(entropy(q)).plus(crossEntropy(q, p));
        Lowered lowered = Lowered.of(all.mean(), 2, Map.of());
        assertThat(lowered.graph().terms().keySet())
                .filteredOn(name -> name.endsWith("(Monte Carlo)"))
                .containsExactlyInAnyOrder(
                        "KL[q(x) || p(x)] (Monte Carlo)", "H[q(x)] (Monte Carlo)", "H[q(x), p(x)] (Monte Carlo)");
    }

    @Test
    void divergenceByDrawsIsRightOnAverage() {
        ActNorm norm = ActNorm.standardising(new float[] {-1, 0, 3, 8}, 2);
        Factor q = Transformed.of(Normal.standard("x", 2), norm);
        Factor p = Normal.standard("x", 2);
        Lowered lowered = Lowered.of(kl(q, p).mean(), 100, Map.of()).zeros();
        Lowered.Statistics statistics = lowered.statistics(200);
        // Normals with means 1, 4 and deviations 2, 4.
        double expected = 0.5 * (4 + 16 + 1 + 16 - 2) - Math.log(2 * 4);
        double error = statistics.errors().get("value")[0];
        assertThat(statistics.means().get("value")[0]).isCloseTo(expected, within(4 * error));
    }

    /** Of a uniform density, every level has the same weight, and the bound is that exactly. */
    @Test
    void boundOfLevelsUnderAUniformDensityIsExact() {
        Factor p = Transformed.of(Logistic.of("v", 2).with(Parameter.constant(0), Parameter.constant(1)), Logit.of(0));
        Factor q = Dequantised.of("v", "x", 4);
        Lowered lowered = Lowered.of(elbo(p, q), 2, X).set("x", 0, 1 / 3.0, 2 / 3.0, 1);
        assertThat(lowered.value()).containsExactly(new double[] {-2 * Math.log(4), -2 * Math.log(4)}, within(1e-5));
        assertThatThrownBy(() -> Dequantised.of("v", "x", 1)).hasMessageContaining("levels must be >= 2: levels=1");
    }

    @Test
    void renamedAndConditionedFormsShareWhatWasLearned() {
        Factor p = Transformed.of(
                Normal.standard("x", 2), Autoregressive.masked(2, 4).given(1), Parameter.variable("y"));
        Factor other = p.rename("x", "w").condition("y", 0.5);
        Lowered lowered = Lowered.of(
                        logProb(p).minus(logProb(other)),
                        1,
                        Map.of("x", Shape.of(2), "w", Shape.of(2), "y", Shape.of(1)))
                .set("x", 0.4, -1)
                .set("w", 0.4, -1)
                .set("y", 0.5);
        assertThat(lowered.value()[0]).isCloseTo(0, within(1e-12));
        assertThat(lowered.graph().specs().keySet()).allMatch(name -> name.startsWith("x|y.flow."));
    }

    @Test
    void whatDoesNotFitIsAnErrorThatNamesTheTerm() {
        Factor planar = through(Planar.of(2));
        assertThatThrownBy(() -> Lowered.of(logProb(planar), 1, X))
                .hasMessageContaining("log p(x)")
                .hasStackTraceContaining("a flow without an inverse has densities of its own draws only");
        assertThatThrownBy(() -> Lowered.of(logProb(through(Planar.of(3))), 1, X))
                .hasMessageContaining("log p(x)")
                .hasStackTraceContaining("expected=[3], actual=[2]");
        assertThatThrownBy(() -> through(Planar.of(2).given(3)))
                .hasMessageContaining("a flow must get a context if it depends on one, and only then");
        assertThatThrownBy(() -> Transformed.of(Normal.standard("x", 2), Planar.of(2), Parameter.variable("y")))
                .hasMessageContaining("length=0, given=true");
        Factor wrong = Transformed.of(
                Normal.standard("x", 2), Autoregressive.masked(2, 4).given(3), Parameter.variable("y"));
        assertThatThrownBy(() -> Lowered.of(logProb(wrong), 1, Map.of("x", Shape.of(2), "y", Shape.of(2))))
                .hasStackTraceContaining(
                        "a context must have the length that its flow was made for: expected=3, actual=[2]");
        for (Factor discrete : new Factor[] {
            OneHotCategorical.of("x", 2).learned(), Poisson.of("x", 2).learned()
        }) {
            assertThatThrownBy(() -> Lowered.of(logProb(Transformed.of(discrete, ActNorm.of(2))), 1, X))
                    .hasStackTraceContaining("its base must be continuous");
        }
    }

    /** Bounded by the constant of the density: a ring, by quadrature. */
    @Test
    void boundOnAnUnnormalisedDensityStaysBelowItsConstant() {
        Factor target = Unnormalised.of(
                "x",
                x -> {
                    Node radius = x.square().sum(-1).sqrt();
                    return radius.minus(2)
                            .dividedBy(0.4)
                            .square()
                            .times(-0.5)
                            .reshape(x.shape().dim(0));
                },
                2);
        Factor q = through(Planar.of(2), Planar.of(2));
        Lowered lowered = Lowered.of(elbo(target, q).mean(), 500, Map.of());
        double constant = 0;
        for (double r = 0.0005; r < 6; r += 0.001) {
            constant += 2 * Math.PI * r * Math.exp(-0.5 * Math.pow((r - 2) / 0.4, 2)) * 0.001;
        }
        assertThat(lowered.statistics(20).means().get("value")[0]).isLessThan(Math.log(constant));
        // Flows of zeros leave the normal what it is: E[r^2] = 2, E[r] = sqrt(pi / 2), and an entropy of log(2 pi e).
        Lowered.Statistics still = lowered.zeros().statistics(20);
        double expected = Math.log(2 * Math.PI * Math.E) - 0.5 / 0.16 * (6 - 4 * Math.sqrt(Math.PI / 2));
        assertThat(still.means().get("value")[0])
                .isCloseTo(expected, within(5 * still.errors().get("value")[0]));
    }
}
