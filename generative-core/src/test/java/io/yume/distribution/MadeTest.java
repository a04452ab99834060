package io.yume.distribution;

import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Laws that are made from other factors or from data, against what they mean. */
final class MadeTest {

    private static final int DRAWS = 20_000;

    private static double normal(double x, double loc, double scale) {
        return Math.exp(-0.5 * Math.pow((x - loc) / scale, 2)) / (scale * Math.sqrt(2 * Math.PI));
    }

    private static Factor expert(String given, double scale) {
        return Normal.of("z", 1).with(Parameter.variable(given), Parameter.constant(scale));
    }

    // ---- posterior of a mixture

    @Test
    void posteriorOfAMixtureIsBayesRule() {
        Factor mixture = Mixture.of(Normal.family(), 2, "x", 1)
                .with(
                        Parameter.constant(new double[] {Math.log(0.3), Math.log(0.7)}, 2),
                        Parameter.constant(new double[] {-1, 2}, 2, 1),
                        Parameter.constant(new double[] {0.8, 1.5}, 2, 1));
        Room room = new Room().with("x", Shape.of(1), -0.5, 3);
        Law posterior = Mixture.posterior(mixture, "k").law(room);

        double[] actual = room.evaluate(posterior.logProb(room.graph().constant(1, Shape.of(2))), 2);

        for (int i = 0; i < 2; i++) {
            double x = i == 0 ? -0.5 : 3;
            double first = 0.3 * normal(x, -1, 0.8);
            double second = 0.7 * normal(x, 2, 1.5);
            assertThat(actual[i]).isCloseTo(Math.log(second / (first + second)), within(1e-9));
        }
        assertThat(posterior.event()).isEqualTo(Shape.SCALAR);
    }

    @Test
    void posteriorOfElementsHasOneComponentForEach() {
        Factor mixture = Mixture.ofElements(Normal.family(), 2, "x", 3).learned();
        Factor posterior = Mixture.posterior(mixture, "k").rename("x", "y");
        Room room = new Room().with("y", Shape.of(3), 0.1, 0.2, 0.3);
        Law law = posterior.law(room);
        Mixture own = (Mixture) mixture.law(room);

        assertThat(law.event()).isEqualTo(Shape.of(3));
        assertThat(posterior.given()).containsExactly("y");
        assertThat(posterior.learns()).isTrue();
        double[] log = room.evaluate(((Categorical) law).logProbs(), 1);
        double[] expected = room.evaluate(own.logPosterior(room.value("y").node()), 1);
        for (int element = 0; element < 3; element++) {
            assertThat(log[2 * element + 1]).isCloseTo(expected[3 + element], within(1e-12));
        }
    }

    // ---- mixtures of events

    /** Two corners of a square: one component makes both elements, whereas elements on their own would mix the corners. */
    @Test
    void oneComponentMakesTheWholeEvent() {
        Factor mixture = Mixture.of(Normal.family(), 2, "x", 2)
                .with(
                        Parameter.constant(new double[] {Math.log(0.3), Math.log(0.7)}, 2),
                        Parameter.constant(new double[] {-5, -4, 5, 6}, 2, 2),
                        Parameter.constant(new double[] {1, 0.5, 2, 1}, 2, 2));
        double[] points = {-5, -4, 5, 6, -5, 6, 4.2, 5.1};
        Room room = new Room().with("x", Shape.of(2), points);
        Law law = mixture.law(room);
        double[] actual = room.evaluate(law.logProb(room.value("x").node()), 4);
        for (int i = 0; i < 4; i++) {
            double x = points[2 * i];
            double y = points[2 * i + 1];
            double expected = 0.3 * normal(x, -5, 1) * normal(y, -4, 0.5) + 0.7 * normal(x, 5, 2) * normal(y, 6, 1);
            assertThat(actual[i]).isCloseTo(Math.log(expected), within(1e-9));
        }

        double[] draws = room.evaluate(law.sample(LawTest.batch(room.graph(), DRAWS)), DRAWS);
        double[] right = IntStream.range(0, DRAWS)
                .filter(i -> draws[2 * i + 1] > 0)
                .mapToDouble(i -> draws[2 * i])
                .toArray();
        assertThat(right.length / (double) DRAWS).isCloseTo(0.7, within(4 * Math.sqrt(0.21 / DRAWS)));
        assertThat(Arrays.stream(right).average().orElseThrow()).isCloseTo(5, within(4 * 2 / Math.sqrt(right.length)));
        // Six of its deviations away from both centres of its component.
        assertThat(IntStream.range(0, DRAWS).filter(i -> draws[2 * i + 1] < 0 && draws[2 * i] > 1))
                .isEmpty();
    }

    /** What is one number for all components broadcasts to them, and the event is what is left. */
    @Test
    void componentsMayShareASingleNumber() {
        Room room = new Room().with("x", Shape.SCALAR, 0.4).with("v", Shape.of(3), 0.4, 0.1, -1);
        Law single = Mixture.of(Normal.family(), 2, "x")
                .with(
                        Parameter.constant(new double[] {1, 2}, 2),
                        Parameter.constant(0.1),
                        Parameter.constant(new double[] {0.5, 2}, 2))
                .law(room);
        assertThat(single.event()).isEqualTo(Shape.SCALAR);
        double w = 1 / (1 + Math.E);
        assertThat(room.evaluate(single.logProb(room.value("x").node()), 1)[0])
                .isCloseTo(Math.log(w * normal(0.4, 0.1, 0.5) + (1 - w) * normal(0.4, 0.1, 2)), within(1e-12));
        Law same = Mixture.of(Normal.family(), 2, "x")
                .with(Parameter.constant(new double[] {1, 2}, 2), Parameter.constant(0.1), Parameter.constant(1))
                .law(room);
        assertThat(room.evaluate(same.logProb(room.value("x").node()), 1)[0])
                .isCloseTo(Math.log(normal(0.4, 0.1, 1)), within(1e-12));
        Law elements = Mixture.ofElements(Normal.family(), 2, "v")
                .with(
                        Parameter.constant(new double[] {1, 0, 2, 0, 0, 0}, 2, 3),
                        Parameter.constant(0.1),
                        Parameter.constant(1))
                .law(room);
        assertThat(elements.event()).isEqualTo(Shape.of(3));
        assertThat(room.evaluate(elements.logProb(room.value("v").node()), 1)[0])
                .isCloseTo(Math.log(normal(0.4, 0.1, 1) * normal(0.1, 0.1, 1) * normal(-1, 0.1, 1)), within(1e-12));
    }

    @Test
    void posteriorNeedsAMixture() {
        assertThatThrownBy(() -> Mixture.posterior(expert("x", 1), "k")
                        .law(new Room().with("x", Shape.of(1), 0).with("z", Shape.of(1), 0)))
                .hasMessage("a posterior over components needs a mixture: family=Normal");
    }

    // ---- products

    /** The product of a prior and the likelihoods of two views is the posterior of a linear model. */
    @Test
    void productOfNormalsIsTheNormalisedProductOfDensities() {
        Factor product = ProductOfExperts.of(Normal.standard("z", 1), expert("x", 0.5), expert("y", 2));
        Room room = new Room().with("x", Shape.of(1), 0.7).with("y", Shape.of(1), -3);
        double[] grid =
                IntStream.range(0, 4000).mapToDouble(i -> -10 + 0.005 * i).toArray();
        room.with("grid", Shape.of(1), grid);
        double[] actual =
                room.evaluate(product.law(room).logProb(room.value("grid").node()), 1);
        double[] densities = Arrays.stream(grid)
                .map(z -> normal(z, 0, 1) * normal(z, 0.7, 0.5) * normal(z, -3, 2))
                .toArray();
        double total = Arrays.stream(densities).sum() * 0.005;
        for (int i = 1500; i < 2500; i += 50) {
            assertThat(Math.exp(actual[i])).isCloseTo(densities[i] / total, within(1e-9));
        }
        assertThat(product.given()).containsExactly("x", "y");
        assertThat(product.family().pathwise()).isTrue();
    }

    @Test
    void powersOfExpertsWeighTheirPrecision() {
        Factor product = ProductOfExperts.weighted(List.of(expert("x", 1), expert("x", 1)), 0.5, 1.5);
        Room room = new Room().with("x", Shape.of(1), 0.7);
        Normal law = (Normal) product.law(room);
        assertThat(room.evaluate(law.scale(), 1)[0]).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(room.evaluate(law.loc(), 1)[0]).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void productsOfDiscreteExpertsAreThoseOfTheirMasses() {
        Parameter first = Parameter.constant(new double[] {Math.log(0.2), Math.log(0.5), Math.log(0.3)}, 3);
        Parameter second = Parameter.constant(new double[] {Math.log(0.6), Math.log(0.1), Math.log(0.3)}, 3);
        double total = 0.12 + 0.05 + 0.09;
        Room room = new Room();
        Law indices = ProductOfExperts.of(
                        Categorical.of("k").with(first), Categorical.of("k").with(second))
                .law(room);
        assertThat(room.evaluate(indices.logProb(room.graph().constant(2)), 1)[0])
                .isCloseTo(Math.log(0.09 / total), within(1e-12));
        Law vectors = ProductOfExperts.of(
                        OneHotCategorical.of("k", 3).with(first),
                        OneHotCategorical.of("k", 3).with(second))
                .law(room);
        assertThat(room.evaluate(vectors.mean().orElseThrow(), 1)[1]).isCloseTo(0.05 / total, within(1e-12));
        Law coins = ProductOfExperts.of(
                        Bernoulli.ofProbs("b", 1).with(Parameter.constant(0.8)),
                        Bernoulli.ofProbs("b", 1).with(Parameter.constant(0.3)))
                .law(room);
        assertThat(room.evaluate(coins.mean().orElseThrow(), 1)[0]).isCloseTo(0.24 / (0.24 + 0.14), within(1e-12));
    }

    /** A coin that never comes up does not in a product either, whatever the others say. */
    @Test
    void certainCoinsStayCertainInAProduct() {
        Room room = new Room();
        Parameter probs = Parameter.constant(new double[] {0, 1, 0.3}, 3);
        Law coins = ProductOfExperts.of(
                        Bernoulli.ofProbs("b", 3).with(probs),
                        Bernoulli.of("b", 3).with(Parameter.constant(0.4)))
                .law(room);
        double third = 0.3 * Math.exp(0.4) / (0.3 * Math.exp(0.4) + 0.7);
        Node right = room.graph().constant(new double[] {0, 1, 1}, 3);
        assertThat(room.evaluate(coins.logProb(right), 1)[0]).isCloseTo(Math.log(third), within(1e-12));
        Node wrong = room.graph().constant(new double[] {1, 1, 1}, 3);
        assertThat(room.evaluate(coins.logProb(wrong), 1)[0]).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(room.evaluate(coins.mean().orElseThrow(), 1))
                .containsExactly(new double[] {0, 1, third}, within(1e-12));
        assertThat(room.evaluate(coins.entropy().orElseThrow(), 1)[0])
                .isCloseTo(-third * Math.log(third) - (1 - third) * Math.log(1 - third), within(1e-12));
    }

    /** Every observation is an expert of its own: precisions add up, of those that are there. */
    @Test
    void eachObservationIsAnExpert() {
        double[] there = {1, 0, 1, 0, 0, 0};
        double[] x = {0.5, 99, -2, 7, 8, 9};
        double[] y = {0.1, -0.4};
        Room room = new Room()
                .with("x", Shape.of(3), x)
                .with("there", Shape.of(3), there)
                .with("y", Shape.of(1), y);
        Factor expert = Normal.of("z", 1).with(Parameter.of(mlp(2, 1), "x", "y"), Parameter.constant(0.5));
        Factor product = ProductOfExperts.ofEach(Normal.standard("z", 1), expert, "x", "there");
        assertThat(product.given()).containsExactly("x", "y", "there");
        Normal law = (Normal) product.law(room);
        double[] locs = room.evaluate(law.loc(), 2);
        double[] scales = room.evaluate(law.scale(), 2);
        for (int row = 0; row < 2; row++) {
            double precision = 1;
            double pull = 0;
            for (int n = 0; n < 3; n++) {
                // The room's networks sum their inputs.
                precision += there[3 * row + n] / 0.25;
                pull += there[3 * row + n] / 0.25 * (x[3 * row + n] + y[row]);
            }
            assertThat(locs[row]).isCloseTo(pull / precision, within(1e-12));
            assertThat(scales[row]).isCloseTo(1 / Math.sqrt(precision), within(1e-12));
        }
        assertThatThrownBy(() -> ProductOfExperts.ofEach(Normal.standard("z", 1), expert, "w", "there"))
                .hasMessage("an expert for each observation must be given it: variable=w, given=[x, y]");
    }

    /** A gate may be for elements of the event: an expert that sees a part of it. */
    @Test
    void gatesMayOpenElements() {
        Room room = new Room().with("x", Shape.of(2), 3, -1).with("g", Shape.of(2), 1, 0);
        Factor expert = Normal.of("z", 2).with(Parameter.variable("x"), Parameter.constant(0.5));
        Normal law = (Normal) ProductOfExperts.gated(Normal.standard("z", 2), List.of(expert), List.of("g"))
                .law(room);
        assertThat(room.evaluate(law.loc(), 1)).containsExactly(new double[] {12 / 5.0, 0}, within(1e-12));
        assertThat(room.evaluate(law.scale(), 1)).containsExactly(new double[] {1 / Math.sqrt(5), 1}, within(1e-12));
    }

    @Test
    void detachedProductsPassNoGradient() {
        Factor product = ProductOfExperts.of(Normal.of("z", 1).learned(), Normal.standard("z", 1));
        Room room = new Room();
        Node learned = ((Normal) product.law(room)).loc();
        Node stopped = ((Normal) product.detached().law(room)).loc();
        Node free = room.graph().parameter("z/free", 2);
        assertThat(Gradients.of(learned.sum(), List.of(free))).hasSize(1);
        assertThatThrownBy(() -> Gradients.of(stopped.sum(), List.of(free))).hasMessageContaining("no gradient path");
    }

    @Test
    void rejectsExpertsThatDoNotBelongTogether() {
        assertThatThrownBy(() -> ProductOfExperts.of()).hasMessage("there must be an expert: experts=[]");
        assertThatThrownBy(() -> ProductOfExperts.of(Normal.standard("z"), Normal.standard("y")))
                .hasMessage("experts must be of one variable: variables=[z, y]");
        assertThatThrownBy(() -> MixtureOfExperts.weighted(List.of(Normal.standard("z")), -1))
                .hasMessage("there must be a weight above 0 for each expert: experts=1, weights=[-1.0]");
        Factor laplace = Laplace.of("z").with(Parameter.constant(0), Parameter.constant(1));
        assertThatThrownBy(
                        () -> ProductOfExperts.of(Normal.standard("z"), laplace).law(new Room()))
                .hasMessage("experts must all be Normal, Bernoulli, Categorical or OneHotCategorical: "
                        + "experts=[Normal, Laplace]");
        assertThatThrownBy(() -> ProductOfExperts.of(Normal.standard("z", 2), Normal.standard("z", 3))
                        .law(new Room()))
                .hasMessage("experts must have one event: events=[[2], [3]]");
        Factor coin = Bernoulli.of("z", 2).with(Parameter.constant(0));
        assertThatThrownBy(
                        () -> MixtureOfExperts.of(Normal.standard("z", 2), coin).law(new Room()))
                .hasMessage("experts must all have densities or all have masses: "
                        + "experts=[Normal (density), Bernoulli (masses)]");
    }

    // ---- mixtures of experts

    @Test
    void mixtureOfExpertsHasTheWeightedDensityAndDraws() {
        Factor mixture = MixtureOfExperts.weighted(List.of(expert("x", 0.5), expert("y", 1.5)), 1, 3);
        Room room = new Room().with("x", Shape.of(1), -2).with("y", Shape.of(1), 1);
        Law law = mixture.law(room);
        double expected = 0.25 * normal(0.3, -2, 0.5) + 0.75 * normal(0.3, 1, 1.5);
        assertThat(room.evaluate(law.logProb(room.graph().constant(0.3, Shape.of(1, 1))), 1)[0])
                .isCloseTo(Math.log(expected), within(1e-12));
        assertThat(room.evaluate(law.mean().orElseThrow(), 1)[0]).isCloseTo(0.25, within(1e-12));

        Node drawn = law.sample(LawTest.batch(room.graph(), DRAWS));
        double[] draws = room.evaluate(drawn, DRAWS);
        double variance = 0.25 * (0.25 + 4) + 0.75 * (2.25 + 1) - 0.0625;
        assertThat(Arrays.stream(draws).average().orElseThrow())
                .isCloseTo(0.25, within(4 * Math.sqrt(variance / DRAWS)));
        double left = Arrays.stream(draws).filter(z -> z < -2).count() / (double) DRAWS;
        // Half of the first expert and the tail of the second beyond two of its scales.
        double below = 0.125 + 0.75 * 0.02275;
        assertThat(left).isCloseTo(below, within(4 * Math.sqrt(below / DRAWS)));
        assertThat(law.pathwise()).isTrue();

        Node gradient =
                Gradients.of(drawn.mean(), List.of(room.value("x").node())).get(0);
        assertThat(room.evaluate(gradient, DRAWS)[0]).isCloseTo(0.25, within(4 * Math.sqrt(0.1875 / DRAWS)));
    }

    // ---- empirical

    @Test
    void empiricalMassesAreFrequencies() {
        double[] examples = {1, 2, 3, 4, 1, 2, 0.1, 0};
        Factor factor = Empirical.of("x", examples, 2);
        Room room = new Room().with("points", Shape.of(2), 1, 2, 0.1f, 0, 1, 3);
        Law law = factor.law(room);
        double[] actual = room.evaluate(law.logProb(room.value("points").node()), 1);
        assertThat(actual[0]).isCloseTo(Math.log(0.5), within(1e-12));
        assertThat(actual[1]).isCloseTo(Math.log(0.25), within(1e-12));
        assertThat(actual[2]).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(room.evaluate(law.mean().orElseThrow(), 1)[0]).isCloseTo(5.1 / 4, within(1e-8));
        assertThat(room.evaluate(law.mode().orElseThrow(), 1)).containsExactly(1, 2);
        assertThat(room.evaluate(law.entropy().orElseThrow(), 1)[0]).isCloseTo(1.5 * Math.log(2), within(1e-12));
        assertThat(law.values().orElseThrow().shape()).isEqualTo(Shape.of(3, 2));
        assertThat(law.support().contains().test(0.1)).isTrue();
        assertThat(law.support().contains().test(0.2)).isFalse();
    }

    @Test
    void empiricalDrawsEveryExampleEquallyOften() {
        double[] examples = IntStream.range(0, 7).asDoubleStream().toArray();
        Room room = new Room();
        Law law = Empirical.of("x", examples).law(room);
        double[] draws = room.evaluate(law.sample(LawTest.batch(room.graph(), DRAWS)), DRAWS);
        double statistic = 0;
        for (double example : examples) {
            double count = Arrays.stream(draws).filter(x -> x == example).count();
            statistic += Math.pow(count - DRAWS / 7.0, 2) / (DRAWS / 7.0);
        }
        // The 0.9999 quantile of a chi-squared with 6 degrees of freedom.
        assertThat(statistic).isLessThan(27.9);
    }

    @Test
    void rejectsExamplesThatAreNoWholeEvents() {
        assertThatThrownBy(() -> Empirical.of("x", new double[3], 2))
                .hasMessage("there must be at least one example of whole events: event=[2], numbers=3");
        assertThatThrownBy(() -> Empirical.of("x", new double[] {Double.NaN}))
                .hasMessage("examples must be finite: variable=x");
    }

    // ---- unnormalised

    @Test
    void unnormalisedDensityIsWhatItIsGiven() {
        Room room = new Room().with("x", Shape.of(2), 1, 2, 3, 4).with("y", Shape.of(1), 10, 20);
        Law fixed =
                Unnormalised.of("x", x -> Axes.sumLast(x.square(), 1).neg(), 2).law(room);
        assertThat(room.evaluate(fixed.logProb(room.value("x").node()), 2)).containsExactly(-5, -25);
        Factor energy = Unnormalised.by(mlp(3, 1), "x", Shape.of(2), "y");
        Law learned = energy.law(room);
        assertThat(room.evaluate(learned.logProb(room.value("x").node()), 2)).containsExactly(13, 27);
        assertThat(energy.learns()).isTrue();
        assertThat(energy.given()).containsExactly("y");
        assertThatThrownBy(() -> fixed.sample(LawTest.batch(room.graph(), 2)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("has no sampler");
        assertThatThrownBy(() -> energy.detached().law(room)).hasMessageContaining("cannot be detached");
    }
}
