package io.yume.agent.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Seed;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CmaEsTest {

    private static final int N = 10;
    private static final double TARGET = 1e-10;

    // The reference medians of evaluations to 1e-10 in ten dimensions (pycma): 1,600, 6,000 and 6,200. Each run may
    // take twice that. Starts: mean 1 on every axis for sphere and ellipsoid, 0.1 for Rosenbrock; sigma0 0.5 and 0.1.

    @Test
    void sphereIsSolvedForEverySeed() {
        assertThat(solved(CmaEsTest::sphere, CmaConfig.of(N, 0.5), 1, 3200)).isEqualTo(20);
    }

    @Test
    void ellipsoidOfConditionOneMillionIsSolvedForEverySeed() {
        assertThat(solved(CmaEsTest::ellipsoid, CmaConfig.of(N, 0.5), 1, 12_000))
                .isEqualTo(20);
    }

    @Test
    void rotatedRosenbrockIsSolvedForMostSeeds() {
        int solved = 0;
        for (int seed = 1; seed <= 20; seed++) {
            double[][] rotation = rotation(N, seed);
            ToDoubleFunction<double[]> rotated = x -> rosenbrock(multiply(rotation, x));
            solved += reaches(rotated, CmaConfig.of(N, 0.1), 0.1, seed, 12_400) ? 1 : 0;
        }
        assertThat(solved).isGreaterThanOrEqualTo(17);
    }

    @Test
    void separableSolvesTheAxisParallelEllipsoidFasterThanFullCovariance() {
        // Ros and Hansen (2008) report fewer evaluations than the full update needs on this function.
        assertThat(solved(CmaEsTest::ellipsoid, CmaConfig.of(N, 0.5).withSeparable(), 1, 6000))
                .isEqualTo(20);
    }

    @Test
    void separableCopesWithManyParameters() {
        CmaEs search = CmaEs.start(CmaConfig.of(400, 0.5).withSeparable(), Seed.root(1), filled(400, 1));
        double before = sphere(search.mean());
        for (int generation = 0; generation < 400; generation++) {
            search.tell(losses(search, CmaEsTest::sphere));
        }
        assertThat(sphere(search.mean())).isLessThan(before / 100);
    }

    @ParameterizedTest
    @CsvSource({"10, 0, false", "10, 0, true", "120, 6, false"})
    void resumedRunRepeatsTheBits(int dimension, int population, boolean separable) {
        CmaConfig config = new CmaConfig(dimension, 0.5, population, separable);
        Seed seed = Seed.root(7);
        CmaEs undisturbed = CmaEs.start(config, seed, filled(dimension, 1));
        CmaEs interrupted = CmaEs.start(config, seed, filled(dimension, 1));
        SplittableRandom random = new SplittableRandom(3);
        for (int generation = 0; generation < 60; generation++) {
            if (random.nextInt(3) == 0) {
                interrupted = CmaEs.resume(config, seed, interrupted.state());
            }
            double[][] asked = interrupted.ask();
            assertThat(asked).isDeepEqualTo(undisturbed.ask());
            if (random.nextInt(3) == 0) {
                interrupted = CmaEs.resume(config, seed, interrupted.state());
            }
            double[] losses =
                    Arrays.stream(asked).mapToDouble(CmaEsTest::ellipsoid).toArray();
            undisturbed.tell(losses);
            interrupted.tell(losses);
            assertThat(interrupted.state()).isEqualTo(undisturbed.state());
        }
    }

    @Test
    void manyParametersDecomposeOnlyNowAndThen() {
        CmaConfig config = CmaConfig.of(120, 0.5).withPopulation(6);
        long gap = CmaParameters.of(config).eigenGap();
        assertThat(gap).isGreaterThan(1);
        CmaEs search = CmaEs.start(config, Seed.root(1), filled(120, 1));
        for (int generation = 1; generation <= 3 * gap; generation++) {
            search.tell(losses(search, CmaEsTest::sphere));
            assertThat(search.state().eigenGeneration()).isEqualTo(generation / gap * gap);
        }
    }

    @Test
    void candidatesOfTheFirstGenerationFollowTheStartingDistribution() {
        CmaConfig config = new CmaConfig(50, 0.3, 400, false);
        double sum = 0;
        double squares = 0;
        for (double[] candidate :
                CmaEs.start(config, Seed.root(5), filled(50, 2)).ask()) {
            for (double x : candidate) {
                sum += x - 2;
                squares += (x - 2) * (x - 2);
            }
        }
        double count = 50 * 400;
        assertThat(sum / count).isCloseTo(0, within(4 * 0.3 / Math.sqrt(count)));
        assertThat(squares / count).isCloseTo(0.09, within(4 * 0.09 * Math.sqrt(2 / count)));
    }

    @Test
    void seedsAndGenerationsDrawDifferentCandidates() {
        CmaConfig config = CmaConfig.of(3, 1);
        CmaEs search = CmaEs.start(config, Seed.root(1));
        double[] first = search.ask()[0];
        assertThat(CmaEs.start(config, Seed.root(2)).ask()[0]).isNotEqualTo(first);
        search.tell(new double[config.population()]);
        assertThat(search.ask()[0]).isNotEqualTo(first);
    }

    @Test
    void constantLossesCountButLeaveTheDistribution() {
        CmaEs search = CmaEs.start(CmaConfig.of(5, 0.5), Seed.root(1));
        search.tell(filled(search.config().population(), 500));
        assertThat(search.generation()).isEqualTo(1);
        assertThat(search.evaluations()).isEqualTo(search.config().population());
        assertThat(search.mean()).containsOnly(0);
        assertThat(search.sigma()).isEqualTo(0.5);
    }

    @Test
    void orderOfTiedCandidatesDecidesNothing() {
        // Two values only: the better half must share one weight, so the mean is their plain average.
        CmaConfig config = new CmaConfig(4, 1, 10, false);
        CmaEs search = CmaEs.start(config, Seed.root(9));
        double[][] candidates = search.ask();
        double[] losses = new double[10];
        double[] expected = new double[4];
        for (int k = 0; k < 10; k++) {
            losses[k] = k % 2;
            for (int i = 0; i < 4 && k % 2 == 0; i++) {
                expected[i] += candidates[k][i] / 5;
            }
        }
        search.tell(losses);
        assertThat(search.mean()).containsExactly(expected, within(1e-12));
    }

    @Test
    void weightsFollowTheTutorial() {
        CmaParameters parameters = CmaParameters.of(CmaConfig.of(N, 1));
        double[] weights = parameters.weights();
        assertThat(Arrays.stream(weights).limit(parameters.parents()).sum()).isCloseTo(1, within(1e-12));
        assertThat(weights).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        // What pycma prints for n = 10 and population 10: mu_w = 3.2, w_1 = 45 %.
        assertThat(weights[0]).isCloseTo(0.456, within(1e-3));
        assertThat(parameters.varianceEffective()).isCloseTo(3.167, within(1e-3));
        assertThat(parameters.parents()).isEqualTo(5);
        assertThat(Arrays.stream(weights).sum()).isBetween(-1.0, 0.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void lossThatIsNotFiniteIsNamedAndChangesNothing(double bad) {
        CmaEs search = CmaEs.start(CmaConfig.of(N, 1), Seed.root(1));
        CmaState before = search.state();
        double[] losses = new double[10];
        losses[3] = bad;
        assertThatThrownBy(() -> search.tell(losses))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loss must be finite: generation=0, candidate=3, loss=" + bad);
        assertThat(search.state()).isEqualTo(before);
    }

    @Test
    void rejectsShapesThatDoNotFit() {
        CmaConfig config = CmaConfig.of(N, 1);
        CmaEs search = CmaEs.start(config, Seed.root(1));
        assertThatThrownBy(() -> search.tell(new double[9]))
                .hasMessage("losses must hold one value per candidate: expected=[10], actual=[9]");
        assertThatThrownBy(() -> CmaEs.start(config, Seed.root(1), new double[3]))
                .hasMessage("mean shape must match the dimension: expected=[10], actual=[3]");
        assertThatThrownBy(() -> CmaEs.resume(config.withSeparable(), Seed.root(1), search.state()))
                .hasMessageContaining("expected separable=true, actual separable=false");
    }

    @Test
    void rejectsImpossibleConfigurations() {
        assertThatThrownBy(() -> CmaConfig.of(0, 1)).hasMessage("dimension must be >= 1: dimension=0");
        assertThatThrownBy(() -> CmaConfig.of(3, 0)).hasMessage("sigma0 must be > 0 and finite: sigma0=0.0");
        assertThatThrownBy(() -> CmaConfig.of(3, 1).withPopulation(3)).hasMessageContaining("population=3");
        assertThat(CmaConfig.of(1100, 1).population()).isEqualTo(25);
    }

    @Test
    void lossWithoutLowerBoundEndsInAnError() {
        CmaEs search = CmaEs.start(CmaConfig.of(2, 1), Seed.root(1));
        assertThatThrownBy(() -> {
                    for (int generation = 0; generation < 100_000; generation++) {
                        search.tell(losses(search, x -> -Math.log1p(Math.abs(x[0]))));
                    }
                })
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("distribution must stay finite");
    }

    private static int solved(ToDoubleFunction<double[]> loss, CmaConfig config, double start, int limit) {
        int solved = 0;
        for (int seed = 1; seed <= 20; seed++) {
            solved += reaches(loss, config, start, seed, limit) ? 1 : 0;
        }
        return solved;
    }

    private static boolean reaches(
            ToDoubleFunction<double[]> loss, CmaConfig config, double start, int seed, int limit) {
        CmaEs search = CmaEs.start(config, Seed.root(seed), filled(config.dimension(), start));
        while (search.evaluations() + config.population() <= limit) {
            double[] losses = losses(search, loss);
            if (Arrays.stream(losses).min().orElseThrow() < TARGET) {
                return true;
            }
            search.tell(losses);
        }
        return false;
    }

    private static double[] losses(CmaEs search, ToDoubleFunction<double[]> loss) {
        return Arrays.stream(search.ask()).mapToDouble(loss).toArray();
    }

    private static double sphere(double[] x) {
        return Arrays.stream(x).map(v -> v * v).sum();
    }

    private static double ellipsoid(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.pow(1e6, i / (x.length - 1.0)) * x[i] * x[i];
        }
        return sum;
    }

    private static double rosenbrock(double[] x) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double bend = x[i] * x[i] - x[i + 1];
            sum += 100 * bend * bend + (x[i] - 1) * (x[i] - 1);
        }
        return sum;
    }

    private static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] multiply(double[][] matrix, double[] x) {
        double[] product = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < x.length; j++) {
                product[i] += matrix[i][j] * x[j];
            }
        }
        return product;
    }

    /** A random rotation by Gram-Schmidt. */
    private static double[][] rotation(int n, long seed) {
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Gaussians.draw(Seed.root(seed).split("rotation", i), n);
            for (int j = 0; j < i; j++) {
                double dot = 0;
                for (int k = 0; k < n; k++) {
                    dot += rows[i][k] * rows[j][k];
                }
                for (int k = 0; k < n; k++) {
                    rows[i][k] -= dot * rows[j][k];
                }
            }
            double norm = Math.sqrt(sphere(rows[i]));
            for (int k = 0; k < n; k++) {
                rows[i][k] /= norm;
            }
        }
        return rows;
    }
}
