package io.yume.loss;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.enumeration;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.observed;
import static io.yume.loss.Objectives.parameter;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Binomial;
import io.yume.distribution.Dirichlet;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.distribution.Parameter;
import io.yume.distribution.Poisson;
import io.yume.distribution.RelaxedOneHotCategorical;
import io.yume.distribution.Support;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Shape;
import io.yume.nn.Fixed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an objective refuses when it is built, naming the term. */
final class ObjectiveErrorsTest {

    private static final Map<String, Shape> DATA = Map.of("x", Shape.of(3));

    private final Factor prior = Normal.standard("z", 2);
    private final Factor decoder = Bernoulli.of("x").given("z").by(mlp(2, 5, 3));
    private final Factor encoder = Normal.of("z").given("x").by(mlp(3, 5, 4));
    private final Objective elbo = elbo(decoder, prior, encoder);

    static void assertRejected(Objective objective, Map<String, Shape> data, String... messages) {
        assertThatThrownBy(() -> ObjectiveGraph.training(objective, 4, data).loss(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(messages);
    }

    /** One distribution of a variable may allow what another one does not. */
    @Test
    void dataMustLieWhereAllDistributionsDo() {
        Factor grey = Bernoulli.grey("x", 1).with(Parameter.constant(0));
        Factor coin = Bernoulli.of("x", 1).with(Parameter.constant(1)).as("q");
        Map<String, Shape> x = Map.of("x", Shape.of(1));
        Support both = Lowered.of(logProb(grey).plus(logProb(coin)), 1, x)
                .graph()
                .supports()
                .get("x");
        assertThat(both).hasToString("[0, 1] and {0, 1}");
        assertThat(both.contains().test(0.5)).isFalse();
        assertThat(Lowered.of(logProb(grey).plus(logProb(grey.as("q"))), 1, x)
                        .graph()
                        .supports())
                .containsEntry("x", Support.UNIT);
    }

    @Test
    void rejectsADiscreteLatentWithoutAnEstimator() {
        Factor q = Bernoulli.of("b").given("x").by(mlp(3, 2));
        Factor p = Bernoulli.of("x").given("b").by(mlp(2, 3));
        assertRejected(
                expectation(q, logProb(p)).mean(),
                DATA,
                "estimating(\"b\"",
                "family=Bernoulli",
                "term=E_p(b|x)[log p(x|b)]");
    }

    @Test
    void rejectsAPathwiseEstimatorOfADiscreteLatent() {
        Factor q = Bernoulli.of("b", 2).with(Parameter.constant(0.5));
        Factor p = Bernoulli.of("x").given("b").by(mlp(2, 3));
        assertRejected(
                expectation(q, logProb(p)).estimating("b", Estimator.pathwise()).mean(),
                DATA,
                "pathwise needs draws through which gradients flow");
    }

    @Test
    void needsNoEstimatorWhereNothingIsTrained() {
        Factor q = Bernoulli.of("b", 2).with(Parameter.constant(0.5));
        Factor p = Bernoulli.of("x").given("b").by(mlp(2, 3));
        assertThat(Lowered.of(expectation(q, logProb(p)), 2, DATA)
                        .rows("x", 1, 0, 1)
                        .value()[0])
                .isNegative();
    }

    @Test
    void rejectsEnumeratingWhatIsNotFinite() {
        assertRejected(
                expectation(encoder, logProb(decoder))
                        .estimating("z", enumeration())
                        .mean(),
                DATA,
                "only a variable with few values",
                "variable=z",
                "family=Normal");
    }

    @Test
    void rejectsAVariableThatNobodyProvides() {
        assertRejected(
                logProb(decoder).mean(), DATA, "nobody provides the variable: variable=z, data=[x]", "term=log p(x|z)");
    }

    @Test
    void rejectsAGradientThatReachesNothing() {
        assertRejected(
                elbo.minus(logProb(Bernoulli.of("x", 3).learned()).stopGradient())
                        .mean(),
                DATA,
                "without one=[x.free]",
                "stop(log p(x))");
    }

    @Test
    void rejectsAnUnreducedObjective() {
        assertRejected(elbo, DATA, "use mean() or sum()");
    }

    @Test
    void rejectsAMeanWithinAnExpectation() {
        assertRejected(expectation(encoder, logProb(decoder).mean()).samples(2), DATA, "stand outside of expectations");
        Factor coins = Bernoulli.of("b", 2).learned();
        Objective likelihood = logProb(Bernoulli.of("x").given("b").by(mlp(2, 3)));
        Objective contrast = Objectives.infoNce(Critic.of("T", mlp(5, 1), "x", "b"), "x");
        for (Estimator estimator :
                new Estimator[] {Estimator.scoreFunction(Baseline.none()), Estimator.muProp(), Estimator.rebar(0.5, 1)
                }) {
            for (Objective together : new Objective[] {
                likelihood.mean(),
                likelihood.sum(),
                contrast,
                Objectives.shuffled(likelihood, "b"),
                Scan.over("x").mean(observed("x").times(observed("b"))),
                Objectives.slicedWasserstein(
                        Samples.data("x"),
                        Samples.of(decoder.rename("z", "b"), "x").estimating("x", Estimator.straightThrough()),
                        4)
            }) {
                assertRejected(
                        expectation(coins, together).estimating("b", estimator).mean(),
                        DATA,
                        "outside of expectations",
                        "variables=[b]");
            }
        }
    }

    /** Draws of earlier steps, and of variables that were summed out, are seen no more, but what is seen hangs on them. */
    @Test
    void rejectsAMeanOfWhatHangsOnScoredDrawsThatAreNotSeen() {
        Factor coin = Bernoulli.of("b").given("before").by(mlp(1, 1));
        Scan scan = Scan.over("x")
                .draw(coin)
                .state("before", "after", 1, mlp(1, 1), "b")
                .estimating("b", Estimator.scoreFunction());
        Objective contrast = Objectives.infoNce(Critic.of("T", mlp(2, 1), "x", "before"), "x");
        for (Objective together : new Objective[] {observed("before").mean(), contrast}) {
            assertRejected(scan.sum(together).mean(), DATA, "outside of expectations", "variables=[b]");
        }
        assertThat(Lowered.of(scan.sum(observed("x").mean()), 2, DATA)
                        .rows("x", 1, 0, 1)
                        .value()[0])
                .isEqualTo(2);
        Factor k = Bernoulli.of("k", 1).learned();
        Factor u = Normal.of("u").given("k").by(mlp(1, 2));
        assertRejected(
                expectation(k.times(u).marginalise("k"), observed("u").mean())
                        .estimating("k", Estimator.scoreFunction()),
                DATA,
                "outside of expectations",
                "variables=[k]");
    }

    /** A mean of pathwise draws has the gradient of the mean of all; and a term that no scored draw goes into may be a mean, too. */
    @Test
    void allowsAMeanOfPathwiseDraws() {
        Expectation each = expectation(encoder, logProb(decoder)).noise("z", "codes");
        Expectation mean = expectation(encoder, logProb(decoder).mean()).noise("z", "codes");
        Lowered inside = Lowered.of(mean, 4, DATA).rows("x", 1, 0, 1);
        assertThat(inside.graph().value().shape().rank()).isZero();
        Map<String, double[]> outside =
                Lowered.of(each.mean(), 4, DATA).rows("x", 1, 0, 1).gradients(0);
        inside.gradients(0).forEach((name, gradient) -> assertThat(gradient)
                .as(name)
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(outside.get(name)));
        Factor coins = Bernoulli.of("b", 2).learned();
        Objective prior = logProb(this.prior, 0.5)
                .mean()
                .plus(logProb(Bernoulli.of("b", 2).learned().as("p")));
        assertThat(Lowered.of(
                                expectation(coins, prior)
                                        .estimating("b", Estimator.scoreFunction())
                                        .mean(),
                                4,
                                Map.of())
                        .value())
                .hasSize(1);
    }

    @Test
    void rejectsNamesUsedTwice() {
        assertThatThrownBy(() -> decoder.times(Bernoulli.of("x", 3).learned()))
                .hasMessageContaining("a name must be used once: variable=x");
        assertThatThrownBy(() -> Normal.of("z").given("z").by(mlp(2, 4)))
                .hasMessageContaining("must not be given itself");
        assertThatThrownBy(() -> Normal.of("z").given("x", "x").by(mlp(2, 4)))
                .hasMessageContaining("a name must be used once: given=[x, x]");
        assertRejected(
                expectation(encoder, logProb(decoder)).mean(),
                Map.of("x", Shape.of(3), "z", Shape.of(2)),
                "the variable has a value: variable=z");
    }

    @Test
    void rejectsLearnedTensorsUnderOneName() {
        Parameter a = Parameter.learned("a", Initial.zeros(), 1);
        assertThatThrownBy(() -> Normal.of("x", 1).with(a, Parameter.learned("a", Initial.zeros(), 1)))
                .hasMessage("a name must be used once: learned=a, variable=x");
        Factor left = Normal.of("x", 1)
                .with(Parameter.learned("b.c", Initial.zeros(), 1), Parameter.constant(1))
                .named("n");
        Factor right = Normal.of("x", 1)
                .with(Parameter.learned("c", Initial.zeros(), 1), Parameter.constant(2))
                .named("n.b");
        assertRejected(
                logProb(left).plus(logProb(right)).mean(), Map.of("x", Shape.of(1)), "must be used once", "name=n.b.c");
    }

    @Test
    void rejectsCircles() {
        Factor a = Bernoulli.of("a").given("b").by(mlp(1, 1));
        Factor b = Bernoulli.of("b").given("a").by(mlp(1, 1));
        assertThatThrownBy(() -> a.times(b)).hasMessageContaining("in a circle");
    }

    @Test
    void rejectsShapesThatDoNotAgree() {
        assertRejected(elbo.mean(), Map.of("x", Shape.of(4)), "must be [..., 3]", "term=E_q(z|x)[log p(x|z)]");
        Factor wide = Bernoulli.of("x").given("z").by(mlp(2, 5));
        assertRejected(elbo(wide, prior, encoder).mean(), DATA, "variable=x, expected=[5], actual=[3]");
        assertRejected(kl(encoder, Normal.standard("z", 3)).mean(), DATA, "left=[2], right=[3]");
        assertRejected(
                logProb(Normal.of("z").given("x").by(mlp(3, 5))).mean(),
                Map.of("x", Shape.of(3), "z", Shape.of(2)),
                "2 numbers per element of a Normal",
                "[5]");
        assertRejected(
                logProb(Normal.of("z", 2).given("x").by(mlp(3, 6))).mean(),
                Map.of("x", Shape.of(3), "z", Shape.of(2)),
                "expected=[4], actual=[6]");
    }

    @Test
    void rejectsTwoNetworksUnderOneName() {
        Factor conditionalPrior = Normal.of("z").given("x").by(mlp(3, 4));
        assertRejected(kl(encoder, conditionalPrior).mean(), DATA, "name=z|x", "named(...)");
        assertThat(Lowered.of(kl(encoder, conditionalPrior.named("prior")), 1, DATA)
                        .rows("x", 1, 0, 1)
                        .value()[0])
                .isPositive();
    }

    @Test
    void rejectsOptionsThatDoNotExist() {
        assertThatThrownBy(() -> expectation(encoder, logProb(decoder)).estimating("w", enumeration()))
                .hasMessageContaining("variable=w, drawn=[z]");
        assertThatThrownBy(() -> expectation(encoder, logProb(decoder)).samples(0))
                .hasMessageContaining("samples=0");
        assertThatThrownBy(() -> decoder.rename("w", "v")).hasMessageContaining("name=w");
        assertThatThrownBy(() -> decoder.condition("x", 1)).hasMessageContaining("only what is given");
        assertThatThrownBy(() -> kl(encoder, decoder)).hasMessageContaining("left=[z], right=[x]");
        assertThatThrownBy(() -> Normal.of("z").given("x").learned()).hasMessageContaining("given=[x]");
        assertThatThrownBy(() -> Normal.of("z").learned()).hasMessageContaining("shape of the event");
        assertThatThrownBy(() -> Normal.of("z").with(Parameter.constant(0)))
                .hasMessageContaining("[loc, scale]: given=1");
        assertRejected(
                elbo.times(parameter("x", Annealing.constant(1))).mean(), DATA, "a name must stand for one thing");
        assertRejected(
                expectation(encoder, logProb(decoder))
                        .estimating("z", Estimator.scoreFunction(Baseline.leaveOneOut()))
                        .mean(),
                DATA,
                "leaving one out needs two samples");
    }

    @Test
    void baselineMustNotDependOnItsOwnDraw() {
        Factor q = Bernoulli.of("b").given("x").by(mlp(3, 2));
        Factor p = Bernoulli.of("x").given("b").by(mlp(2, 3));
        assertRejected(
                expectation(q, logProb(p))
                        .estimating("b", Estimator.scoreFunction(Baseline.learned(mlp(2, 1), "b")))
                        .mean(),
                DATA,
                "nobody provides the variable: variable=b");
    }

    @Test
    void aValueThatCannotBeHasNoLogProbability() {
        String rule = "a variable must lie where its distribution does: variable=v, expected=";
        Map<Factor, Double> impossible = Map.of(
                Bernoulli.of("v", 2).with(Parameter.constant(0)), 7.0,
                Poisson.of("v").with(Parameter.constant(3)), 1.5,
                Binomial.of("v", 4).with(Parameter.constant(0)), 9.0,
                OneHotCategorical.of("v", 3).with(Parameter.constant(0)), 1.0,
                Dirichlet.of("v", 3).with(Parameter.constant(2)), 0.9);
        impossible.forEach((factor, value) -> assertThatThrownBy(() -> Lowered.of(logProb(factor, value), 1, Map.of()))
                .as("%s at %s", factor.family().name(), value)
                .hasMessageContaining(rule));
        double third = 1 / 3.0;
        assertThat(Lowered.of(logProb(Dirichlet.of("v", 3).with(Parameter.constant(1)), third), 1, Map.of())
                        .value()[0])
                .isCloseTo(Math.log(2), within(1e-6));
    }

    /** A relaxed draw has a density, classes have masses: their ratio says nothing, and can say that a divergence is negative. */
    @Test
    void densitiesAndMassesHaveNoRatio() {
        Factor relaxed = RelaxedOneHotCategorical.of("k", 0.5, 3).with(Parameter.constant(0));
        Factor classes = OneHotCategorical.of("k", 3).with(Parameter.constant(0));
        Factor seen = Normal.of("x", 1)
                .with(Parameter.of(Fixed.product(new double[] {1, 2, 3}, 3, 1), "k"), Parameter.constant(1));
        Map<String, Shape> data = Map.of("x", Shape.of(1));
        for (Objective ratio : List.of(
                kl(relaxed, classes),
                kl(classes, relaxed),
                elbo(seen, classes, relaxed),
                elbo(seen.times(classes), relaxed),
                iwae(seen.times(classes), relaxed, 2))) {
            assertThatThrownBy(() -> Lowered.of(ratio, 1, data))
                    .as(ratio.toString())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("both sides must have densities, or both masses: variable=k, left=")
                    .hasMessageContaining("OneHotCategorical (masses)")
                    .hasMessageContaining("RelaxedOneHotCategorical (density)")
                    .hasMessageContaining("term=");
        }
        assertThatThrownBy(() ->
                        Lowered.of(logProb(seen.times(classes).marginalise("k").proposing(relaxed, 3)), 1, data))
                .hasMessageContaining("both sides must have densities, or both masses: variable=k");
        assertThatThrownBy(() -> Lowered.of(
                        expectation(
                                relaxed, logProb(classes).plus(logProb(relaxed).neg())),
                        1,
                        data))
                .hasMessageContaining("both sides must have densities, or both masses: variable=k");
        // Alone, the mass of classes at a relaxed value is no ratio.
        assertThatCode(() -> Lowered.of(expectation(relaxed, logProb(classes)), 1, data))
                .doesNotThrowAnyException();
    }

    /** Posteriors with hidden variables of their own, which have no value where weights are computed. */
    @Test
    void hiddenVariablesOfAPosteriorAreNotCompared() {
        Factor hidden = Bernoulli.of("h", 1).with(Parameter.constant(0));
        Factor code = Normal.of("z", 1).given("h").by(mlp(1, 2));
        Factor weights = Normal.of("w", 1).with(Parameter.constant(0), Parameter.constant(1));
        Distribution p = Normal.standard("z", 1).times(Normal.standard("w", 1));
        Distribution q = weights.times(hidden).times(code).marginalise("h");
        Distribution drawn = weights.times(hidden).times(code).marginalise("h").proposing(hidden.named("r"), 3);
        Map<String, Shape> data = Map.of("x", Shape.of(1));
        for (Objective ratio : List.of(
                kl(q, p).estimating("h", enumeration()),
                iwae(p, q.detached(), 3),
                iwae(p, drawn.detached(), 3),
                expectation(q.detached(), logProb(p).minus(logProb(q))))) {
            assertThatCode(() -> Lowered.of(ratio, 2, data))
                    .as(ratio.toString())
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> WeightGraph.of(p, q, 3, 2, data)).doesNotThrowAnyException();
    }

    @Test
    void whatNobodyProvidesIsNamedWithItsTerm() {
        assertThatThrownBy(() -> Lowered.of(observed("w").square(), 1, Map.of("x", Shape.of(1))))
                .hasMessage("nobody provides the variable: variable=w, data=[x]: term=w");
        Annealing rise = Annealing.linear(0, 1, 10);
        Objective twice = parameter("beta", rise).plus(parameter("beta", Annealing.linear(0, 1, 10)));
        assertThatCode(() -> Lowered.of(twice, 1, Map.of())).doesNotThrowAnyException();
        Objective other = parameter("beta", rise).plus(parameter("beta", Annealing.constant(1)));
        assertThatThrownBy(() -> Lowered.of(other, 1, Map.of()))
                .hasMessage("a name must stand for one thing: parameter=beta, also=another schedule: term=beta");
    }
}
