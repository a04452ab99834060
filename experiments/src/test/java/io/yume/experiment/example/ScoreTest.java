package io.yume.experiment.example;

import static io.yume.loss.Objectives.elbo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.evaluation.ExampleScores;
import io.yume.experiment.example.Score.Effort;
import io.yume.experiment.example.Score.Line;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Scores against {@code x = z + noise}, z and noise standard normal: x is normal with variance 2, z given x with mean x/2 and variance 1/2. */
final class ScoreTest {

    private static final Seed SEED = Seed.root(3);
    private static final Factor PRIOR = Normal.standard("z", 1);
    private static final Factor LIKELIHOOD = Normal.of("x", 1).with(Parameter.variable("z"), Parameter.constant(1));
    private static final Factor BLIND = Normal.standard("z", 1).as("q");
    private static final LikelihoodScore SCORE = new LikelihoodScore(LIKELIHOOD.times(PRIOR), BLIND);

    private static final int EXAMPLES = 400;
    private static final float[] X = examples();
    private static final DataSet DATA = ArrayDataSet.of("x", X, 1);

    private static float[] examples() {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = new float[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            x[i] = (float) (4 * random.nextDouble() - 2);
        }
        return x;
    }

    private static double exact(int example) {
        return -0.25 * X[example] * X[example] - 0.5 * Math.log(4 * Math.PI);
    }

    /** E_p(z)[log p(x|z)], the bound with a proposal that is blind. */
    private static double bound(int example) {
        return -0.5 * (X[example] * X[example] + 1) - 0.5 * Math.log(2 * Math.PI);
    }

    private static List<Line> lines(int draws, int examples) {
        try (Parameters nothing = new Parameters(Map.of(), Seed.root(0))) {
            return SCORE.of(nothing, DATA, new Effort(draws, examples), SEED);
        }
    }

    @Test
    void meanHasTheErrorOfItsSpread() {
        Line line = Line.mean("numbers", 1, 2, 4, 5);
        assertThat(line.value()).isEqualTo(3);
        // The variance is 10 / 3, over four numbers.
        assertThat(line.error()).isCloseTo(Math.sqrt(10.0 / 12), within(1e-12));
    }

    @Test
    void allExamplesHaveTheirLikelihood() {
        List<Line> lines = lines(2000, Integer.MAX_VALUE);
        double[] all = new double[EXAMPLES];
        Arrays.setAll(all, ScoreTest::exact);
        assertThat(lines)
                .extracting(Line::name)
                .containsExactly(
                        "log p by 2000 draws, examples: 400", "log p less its bound by 2000 draws, examples: 400");
        assertThat(lines.get(0).value()).isCloseTo(Arrays.stream(all).average().orElseThrow(), within(0.01));
        assertThat(lines.get(0).error()).isCloseTo(Line.mean("", all).error(), within(0.01));
    }

    /** The likelihood of 40 examples is far from that of all; what the draws add is not. */
    @Test
    void fewExamplesTellWhatDrawsAddToTheBoundOfAll() {
        List<Line> lines = lines(2000, 40);
        double whole = 0;
        double gap = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            whole += exact(i) / EXAMPLES;
            gap += i % 10 == 0 ? (exact(i) - bound(i)) / 40 : 0;
        }
        assertThat(lines.get(1).value()).isCloseTo(gap, within(0.05));
        Line estimate = lines.get(3);
        assertThat(estimate.name()).contains("bound of all");
        assertThat(estimate.value())
                .isCloseTo(lines.get(2).value() + lines.get(1).value(), within(1e-12));
        assertThat(estimate.error()).isBetween(lines.get(1).error(), 0.2);
        assertThat(estimate.value()).isCloseTo(whole, within(4 * estimate.error()));
        try (Parameters nothing = new Parameters(Map.of(), Seed.root(0))) {
            double[] bounds = ExampleScores.of(elbo(LIKELIHOOD.times(PRIOR), BLIND), nothing, DATA, 7, SEED);
            assertThat(lines.get(2).value())
                    .isCloseTo(Arrays.stream(bounds).average().orElseThrow(), within(1e-5));
        }
    }

    @Test
    void withoutDrawsThereIsNoLikelihood() {
        assertThat(lines(0, 10)).isEmpty();
    }

    /** Of 3,000 draws of the normal density itself, the density of normal numbers is close to its negative entropy. */
    @Test
    void kernelsAroundDrawsHaveTheDensityOfTheirModel() {
        SplittableRandom random = new SplittableRandom(8);
        float[] normal = new float[800];
        for (int i = 0; i < normal.length; i++) {
            normal[i] = (float) random.nextGaussian();
        }
        DataSet data = ArrayDataSet.of("x", normal, 1);
        ParzenScore score = new ParzenScore(Normal.standard("x", 1), 3000, data.range(0, 400));
        try (Parameters nothing = new Parameters(Map.of(), Seed.root(0))) {
            List<Line> lines = score.of(nothing, data.range(400, 400), new Effort(0, 10), SEED);
            assertThat(lines).hasSize(1);
            Line line = lines.get(0);
            double[] exact = new double[400];
            Arrays.setAll(exact, i -> -0.5 * Math.log(2 * Math.PI) - 0.5 * normal[400 + i] * normal[400 + i]);
            assertThat(line.value()).isCloseTo(Arrays.stream(exact).average().orElseThrow(), within(0.02));
            assertThat(line.error()).isCloseTo(Line.mean("", exact).error(), within(0.005));
            assertThat(line.name()).matches("log p under kernels of width 0\\.\\d\\d around draws: 3000");
        }
    }

    @Test
    void spreadTakesExamplesEquallyFarApart() {
        Spread three = new Spread(ArrayDataSet.of("x", new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 1), 3);
        float[] read = new float[3];
        for (int i = 0; i < 3; i++) {
            three.read("x", i, SEED, read, i);
        }
        assertThat(read).containsExactly(0, 2, 5);
        assertThat(three.variables()).containsOnlyKeys("x");
        assertThatThrownBy(() -> three.read("x", 3, SEED, read, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new Spread(three, 4)).hasMessageContaining("count=4, size=3");
    }
}
