package io.yume.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Reference;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.graph.Special;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of vectors in more dimensions than a grid can hold, and over several axes. */
final class VectorLawTest {

    private static final int ROWS = 8_000;
    private static final int N = 6;

    private final Graph graph = new Graph();
    private final Map<String, double[]> leaves = new HashMap<>();

    private Node leaf(String name, double low, double high, int... dims) {
        double[] numbers = new SplittableRandom(name.hashCode())
                .doubles(Shape.of(dims).size(), low, high)
                .toArray();
        leaves.put(name, numbers);
        return graph.placeholder(name, dims);
    }

    private double[] evaluate(Node node) {
        return evaluate(node, ROWS);
    }

    private double[] evaluate(Node node, int rows) {
        return new Reference(leaves, Noise.of(Seed.root(23), rows, 0)).evaluate(node);
    }

    /** The covariance of a law from its factors, and what follows from it by elimination. */
    private record Dense(double[][] covariance) {

        static Dense of(double[] rows, int count) {
            double[][] sum = new double[N][N];
            for (int row = 0; row < count; row++) {
                for (int i = 0; i < N; i++) {
                    for (int j = 0; j < N; j++) {
                        sum[i][j] += rows[row * N + i] * rows[row * N + j];
                    }
                }
            }
            return new Dense(sum);
        }

        /** The logarithm of the determinant, and what {@code solution} becomes when the matrix becomes the identity. */
        double eliminate(double[]... solution) {
            double[][] left = Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
            double logDeterminant = 0;
            for (int i = 0; i < N; i++) {
                double pivot = left[i][i];
                logDeterminant += Math.log(pivot);
                for (int j = 0; j < N; j++) {
                    left[i][j] /= pivot;
                }
                for (double[] right : solution) {
                    right[i] /= pivot;
                }
                for (int k = 0; k < N; k++) {
                    double factor = k == i ? 0 : left[k][i];
                    for (int j = 0; j < N; j++) {
                        left[k][j] -= factor * left[i][j];
                    }
                    for (double[] right : solution) {
                        right[k] -= factor * right[i];
                    }
                }
            }
            return logDeterminant;
        }
    }

    private record Form(MultivariateNormal law, Dense dense, double[] loc) {}

    /** The three forms with covariances written out by hand. */
    private List<Form> forms(String name) {
        Shape event = Shape.of(N);
        Node loc = leaf(name + " loc", -1, 1, N);
        Node scale = leaf(name + " scale", 0.5, 1.5, N);
        Node factor = leaf(name + " factor", 0.3, 1.2, N, N);
        Node columns = leaf(name + " columns", -1, 1, N, 2);
        double[] diagonal = new double[N * N];
        double[] triangle = new double[N * N];
        double[] rows = new double[(N + 2) * N];
        for (int i = 0; i < N; i++) {
            diagonal[i * N + i] = leaves.get(name + " scale")[i];
            rows[i * N + i] = diagonal[i * N + i];
            for (int j = 0; j <= i; j++) {
                triangle[j * N + i] = leaves.get(name + " factor")[i * N + j];
            }
            for (int k = 0; k < 2; k++) {
                rows[(N + k) * N + i] = leaves.get(name + " columns")[i * 2 + k];
            }
        }
        double[] own = leaves.get(name + " loc");
        return List.of(
                new Form(MultivariateNormal.diagonal(loc, scale, event), Dense.of(diagonal, N), own),
                new Form(MultivariateNormal.triangular(loc, factor, event), Dense.of(triangle, N), own),
                new Form(MultivariateNormal.lowRank(loc, columns, scale, event), Dense.of(rows, N + 2), own));
    }

    @Test
    void densitiesOfAllFormsAreThoseOfTheirCovariance() {
        Node x = leaf("x", -2, 2, 3, N);
        for (Form form : forms("q")) {
            double[] actual = evaluate(form.law.logProb(x));
            for (int row = 0; row < 3; row++) {
                double[] r = new double[N];
                int at = row * N;
                Arrays.setAll(r, i -> leaves.get("x")[at + i] - form.loc[i]);
                double[] solved = r.clone();
                double logDeterminant = form.dense.eliminate(solved);
                double square =
                        IntStream.range(0, N).mapToDouble(i -> r[i] * solved[i]).sum();
                double expected = -0.5 * (square + logDeterminant + N * Math.log(2 * Math.PI));
                assertThat(actual[row]).isCloseTo(expected, within(1e-9));
            }
            assertThat(evaluate(form.law.entropy().orElseThrow())[0])
                    .isCloseTo(0.5 * (form.dense.eliminate() + N * (1 + Math.log(2 * Math.PI))), within(1e-9));
        }
    }

    @Test
    void divergencesBetweenAllFormsAreThoseOfTheirCovariances() {
        for (Form q : forms("q")) {
            for (Form p : forms("p")) {
                double[][] columns = new double[N + 1][];
                for (int j = 0; j < N; j++) {
                    columns[j] = q.dense.covariance[j].clone();
                }
                double[] distance = new double[N];
                Arrays.setAll(distance, i -> q.loc[i] - p.loc[i]);
                columns[N] = distance.clone();
                double logDeterminant = p.dense.eliminate(columns);
                double sum = logDeterminant - q.dense.eliminate() - N;
                for (int i = 0; i < N; i++) {
                    sum += columns[i][i] + distance[i] * columns[N][i];
                }
                assertThat(evaluate(q.law.kl(p.law).orElseThrow())[0]).isCloseTo(0.5 * sum, within(1e-9));
            }
        }
    }

    @Test
    void drawsHaveTheCovariance() {
        for (Form form : forms("q")) {
            double[] draws = evaluate(form.law.sample(LawTest.batch(graph, ROWS)));
            for (int i = 0; i < N; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = 0;
                    for (int row = 0; row < ROWS; row++) {
                        sum += (draws[row * N + i] - form.loc[i]) * (draws[row * N + j] - form.loc[j]);
                    }
                    double[][] c = form.dense.covariance;
                    double error = Math.sqrt((c[i][i] * c[j][j] + c[i][j] * c[i][j]) / ROWS);
                    assertThat(sum / ROWS).isCloseTo(c[i][j], within(4.5 * error));
                }
            }
        }
    }

    @Test
    void divergenceToANormalIsThatToADiagonalForm() {
        Node loc = leaf("loc", -1, 1, N);
        Node scale = leaf("scale", 0.5, 1.5, N);
        Shape event = Shape.of(N);
        Law normal = new Normal(loc, scale, scale.log(), event);
        Law diagonal = MultivariateNormal.diagonal(loc, scale, event);
        for (Form form : forms("q")) {
            assertThat(evaluate(form.law.kl(normal).orElseThrow()))
                    .containsExactly(evaluate(form.law.kl(diagonal).orElseThrow()), within(1e-12));
        }
        for (Form form : forms("p")) {
            assertThat(evaluate(normal.kl(form.law).orElseThrow()))
                    .containsExactly(evaluate(diagonal.kl(form.law).orElseThrow()), within(1e-12));
        }
        assertThat(evaluate(forms("q").get(0).law.logProb(loc.plus(0.3)))[0]).isFinite();
        assertThat(evaluate(diagonal.logProb(loc.plus(0.3)))[0])
                .isCloseTo(evaluate(normal.logProb(loc.plus(0.3)))[0], within(1e-12));
    }

    @Test
    void exponentialsAreGammas() {
        Node rate = leaf("rate", 0.5, 2, 3);
        Node other = leaf("other rate", 0.5, 2, 3);
        Shape event = Shape.of(3);
        Law exponential = new Exponential(rate, rate.log(), event);
        Law gamma = new Gamma(rate.like(1), rate, event);
        Law target = new Exponential(other, other.log(), event);
        double[] expected = evaluate(exponential.kl(target).orElseThrow());
        assertThat(evaluate(gamma.kl(target).orElseThrow())).containsExactly(expected, within(1e-12));
        Law gammaTarget = new Gamma(rate.like(1), other, event);
        assertThat(evaluate(exponential.kl(gammaTarget).orElseThrow())).containsExactly(expected, within(1e-12));
    }

    @Test
    void probabilitiesAreLogitsInOtherWords() {
        double[] probs = {0.2, 0.5, 0.3};
        Parameter parameter = Parameter.constant(probs, 3);
        Room room = new Room();
        Law oneHot = OneHotCategorical.ofProbs("x", 3).with(parameter).law(room);
        assertThat(room.evaluate(oneHot.mean().orElseThrow(), 1)).containsExactly(probs, within(1e-12));
        assertThat(room.evaluate(oneHot.mode().orElseThrow(), 1)).containsExactly(0, 1, 0);
        Law index = Categorical.ofProbs("x").with(parameter).law(room);
        assertThat(room.evaluate(index.logProb(room.graph().constant(2)), 1)[0])
                .isCloseTo(Math.log(0.3), within(1e-12));
        Law counts = Multinomial.ofProbs("x", 10, 3).with(parameter).law(room);
        assertThat(room.evaluate(counts.mean().orElseThrow(), 1)[1]).isCloseTo(5, within(1e-12));
        Law coin = ContinuousBernoulli.ofProbs("x", 1)
                .with(Parameter.constant(0.8))
                .law(room);
        assertThat(room.evaluate(coin.logProb(room.graph().constant(1, Shape.of(1))), 1)[0])
                .isCloseTo(Math.log(0.8 * Math.log(16) / (2 * 0.8 - 1) / 2), within(1e-9));
        Node at = room.graph().constant(0.4, Shape.of(1));
        Law relaxed = RelaxedBernoulli.ofProbs("x", 0.5, 1)
                .with(Parameter.constant(0.8))
                .law(room);
        Law logits = RelaxedBernoulli.of("x", 0.5, 1)
                .with(Parameter.constant(Math.log(4)))
                .law(room);
        assertThat(room.evaluate(relaxed.logProb(at), 1))
                .containsExactly(room.evaluate(logits.logProb(at), 1), within(1e-12));
    }

    /** Parameters for each row of the batch, and a sample axis before it. */
    @Test
    void leadAxesBroadcast() {
        Node free = leaf("free", -1, 1, 4, 5 * N);
        Node x = leaf("x", -2, 2, 3, 4, N);
        for (Family family : List.of(MultivariateNormal.lowRank(3), MultivariateNormal.diagonal())) {
            int numbers = family.free(Shape.of(N)).dim(0);
            Node used = free.slice(1, 0, numbers);
            double[] all = evaluate(family.fromFree(used, Shape.of(N)).logProb(x));
            Law other = family.fromFree(used.slice(0, 2, 1), Shape.of(N));
            double[] one = evaluate(other.logProb(x.slice(0, 1, 1).slice(1, 2, 1)));
            assertThat(all).hasSize(12);
            assertThat(one[0]).isCloseTo(all[6], within(1e-12));
            double[] divergence =
                    evaluate(family.fromFree(used, Shape.of(N)).kl(other).orElseThrow());
            assertThat(divergence).hasSize(4);
            assertThat(divergence[2]).isCloseTo(0, within(1e-9));
            assertThat(divergence[1]).isPositive();
        }
    }

    @Test
    void freeNumbersAndEventsBelongTogether() {
        assertThat(MultivariateNormal.triangular().event(Shape.of(5))).isEqualTo(Shape.of(2));
        assertThatThrownBy(() -> MultivariateNormal.triangular().event(Shape.of(6)))
                .hasMessageContaining("a network must give the means and the covariance")
                .hasMessageContaining("[6]");
        assertThatThrownBy(() -> MultivariateNormal.ofTriangular("x", 2, 3).learned())
                .hasMessage("a MultivariateNormal is of vectors: expected event=[n], actual=[2, 3]");
        assertThatThrownBy(() -> MultivariateNormal.lowRank(0)).hasMessage("rank must be at least 1: rank=0");
    }

    /** A choice more is an axis more, and log-probabilities add up. */
    @Test
    void otherAxesAreIndependent() {
        List<Family> families = List.of(
                Dirichlet.family(),
                Multinomial.family(3),
                OneHotCategorical.family(),
                VonMisesFisher.family(),
                RelaxedOneHotCategorical.family(0.8));
        for (Family family : families) {
            Node free = leaf("free " + family.name(), -1, 1, 2, 4);
            Shape event = family.event(Shape.of(2, 4));
            Law both = family.fromFree(free, event);
            Node drawn = both.sample(LawTest.batch(graph, 5).within(family.name()));
            double[] sum = evaluate(both.logProb(drawn), 5);
            double[] parts = new double[5];
            for (int i = 0; i < 2; i++) {
                Law one = family.fromFree(free.slice(0, i, 1).reshape(4), Axes.last(event, 1));
                double[] each = evaluate(one.logProb(drawn.slice(1, i, 1).reshape(5, event.dim(1))), 5);
                Arrays.setAll(parts, row -> parts[row] + each[row]);
            }
            assertThat(sum).as(family.name()).containsExactly(parts, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 48})
    void directionsHaveLengthOneTheirMeanAndItsSlope(int dimensions) {
        double[] direction = new double[dimensions];
        Arrays.setAll(direction, i -> i == 0 ? 0.6 : i == 1 ? 0.8 : 0);
        Node concentration = graph.placeholder("concentration", ROWS);
        double[] concentrations = new double[ROWS];
        Arrays.fill(concentrations, 6);
        leaves.put("concentration", concentrations);
        Node towards = graph.constant(direction, dimensions);
        Law law = new VonMisesFisher(towards, concentration, Shape.of(dimensions));
        Node drawn = law.sample(LawTest.batch(graph, ROWS));
        double[] draws = evaluate(drawn);
        for (int row = 0; row < 50; row++) {
            int at = row * dimensions;
            assertThat(IntStream.range(at, at + dimensions)
                            .mapToDouble(i -> draws[i] * draws[i])
                            .sum())
                    .isCloseTo(1, within(1e-9));
        }
        Node along = Axes.sumLast(drawn.times(towards), 1);
        double[] cosines = evaluate(along);
        double mean = Arrays.stream(cosines).average().orElseThrow();
        double ratio = Special.BESSEL_RATIO.apply(6, dimensions / 2.0 - 1, 0);
        double slope = Special.BESSEL_RATIO_SLOPE.apply(6, dimensions / 2.0 - 1, 0);
        // The slope of the mean cosine is its variance.
        assertThat(mean).isCloseTo(ratio, within(4.5 * Math.sqrt(slope / ROWS)));
        double[] slopes =
                evaluate(Gradients.of(along.sum(), List.of(concentration)).get(0));
        double average = Arrays.stream(slopes).average().orElseThrow();
        double spread =
                Arrays.stream(slopes).map(g -> (g - average) * (g - average)).sum() / ROWS;
        assertThat(average).isCloseTo(slope, within(4.5 * Math.sqrt(spread / ROWS)));
    }

    @Test
    void rejectsWhatHasNoClassesOrDirections() {
        Node number = graph.constant(1);
        assertThatThrownBy(() -> new Dirichlet(number, Shape.SCALAR)).hasMessageContaining("classes need an axis");
        assertThatThrownBy(() -> new VonMisesFisher(number, number, Shape.of(1)))
                .hasMessage("directions need an axis of at least 2: event=[1]");
        assertThatThrownBy(() -> Multinomial.of("x", 0)).hasMessage("trials must be at least 1: trials=0");
        assertThatThrownBy(() -> Levels.unit(1)).hasMessage("levels must be at least 2: levels=1");
        assertThatThrownBy(() -> new Levels(3, 1, 1)).hasMessage("high must be above low: low=1.0, high=1.0");
        assertThatThrownBy(() -> Truncated.of(Normal.family(), 2, 1, "x"))
                .hasMessage("high must be above low: low=2.0, high=1.0");
        Family rounded = Quantised.family(Gumbel.family(), Levels.unit(4));
        assertThatThrownBy(() -> rounded.fromFree(graph.constant(0, Shape.of(2)), Shape.of(1)))
                .hasMessage("a quantised law must be of a Normal, Laplace or Logistic one: law=Gumbel");
        assertThatThrownBy(() -> Truncated.family(Dirichlet.family(), 0, 1)
                        .fromFree(graph.constant(0, Shape.of(2)), Shape.of(2)))
                .hasMessage("a law must have independent elements: law=Dirichlet");
    }

    @Test
    void meansThatDoNotExistAreNotNumbers() {
        Law heavy = new StudentT(graph.constant(1), graph.constant(3), graph.constant(1), Shape.SCALAR);
        assertThat(evaluate(heavy.mean().orElseThrow())[0]).isNaN();
        Law light = new StudentT(graph.constant(1.5), graph.constant(3), graph.constant(1), Shape.SCALAR);
        assertThat(evaluate(light.mean().orElseThrow())[0]).isEqualTo(3);
        Law pole = new Dirichlet(graph.constant(new double[] {0.5, 2}, 2), Shape.of(2));
        assertThat(evaluate(pole.mode().orElseThrow())[0]).isNaN();
    }
}
