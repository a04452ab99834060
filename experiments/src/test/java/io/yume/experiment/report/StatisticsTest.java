package io.yume.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

    @Test
    void meanAndStandardDeviationMatchAHandComputedCase() {
        double[] values = {2, 4, 4, 4, 5, 5, 7, 9};

        assertThat(Statistics.mean(values)).isEqualTo(5);
        assertThat(Statistics.standardDeviation(values)).isCloseTo(Math.sqrt(32.0 / 7), within(1e-15));
        assertThat(Statistics.shareAtCap(5, values)).isEqualTo(0.5);
    }

    /** The values of the printed tables of Student's t. */
    @ParameterizedTest
    @CsvSource({
        "0.975, 1, 12.7062",
        "0.975, 2, 4.3027",
        "0.975, 7, 2.3646",
        "0.975, 30, 2.0423",
        "0.975, 99, 1.9842",
        "0.975, 1000, 1.9623",
        "0.95, 5, 2.0150",
        "0.995, 10, 3.1693",
        "0.9995, 3, 12.9240",
        "0.75, 1, 1.0000",
        "0.5, 9, 0.0000",
        "0.025, 7, -2.3646"
    })
    void quantilesMatchThePublishedTable(double probability, int degreesOfFreedom, double expected) {
        assertThat(Statistics.tQuantile(probability, degreesOfFreedom)).isCloseTo(expected, within(5.1e-5));
    }

    @Test
    void quantilesMatchTheirClosedFormsForOneAndTwoDegreesOfFreedom() {
        for (double p : new double[] {0.6, 0.9, 0.975, 0.999}) {
            double two = (2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p)));
            assertThat(Statistics.tQuantile(p, 1)).isCloseTo(Math.tan(Math.PI * (p - 0.5)), within(1e-9));
            assertThat(Statistics.tQuantile(p, 2)).isCloseTo(two, within(1e-10));
        }
    }

    @Test
    void theIntervalIsTheMeanWithTheStandardErrorTimesT() {
        Statistics.Interval interval = Statistics.interval95(1, 2, 3, 4, 5);

        double half = 2.776445105 * Math.sqrt(2.5) / Math.sqrt(5);
        assertThat(interval.lower()).isCloseTo(3 - half, within(1e-8));
        assertThat(interval.upper()).isCloseTo(3 + half, within(1e-8));
    }

    @Test
    void theIntervalHoldsTheMeanInNineteenOfTwentyDraws() {
        SplittableRandom random = new SplittableRandom(4);
        int held = 0;
        for (int trial = 0; trial < 4000; trial++) {
            double[] values = random.doubles(8)
                    .map(u -> Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * random.nextDouble()))
                    .toArray();
            Statistics.Interval interval = Statistics.interval95(values);
            held += interval.lower() <= 0 && interval.upper() >= 0 ? 1 : 0;
        }

        assertThat(held / 4000.0).isCloseTo(0.95, within(4 * Math.sqrt(0.05 * 0.95 / 4000)));
    }

    @Test
    void thePermutationTestMatchesEnumeration() {
        double[] better = {5.5, 3.1, 8.0, 2.2, 6.1, 4.4, 9.3};
        double[] worse = {4.0, 3.6, 5.0, 2.0, 6.4, 3.0, 5.1};
        double observed = Statistics.mean(better) - Statistics.mean(worse);
        int count = 0;
        for (int swaps = 0; swaps < 1 << better.length; swaps++) {
            double difference = 0;
            for (int i = 0; i < better.length; i++) {
                boolean swapped = (swaps >> i & 1) == 1;
                difference += swapped ? worse[i] - better[i] : better[i] - worse[i];
            }
            count += difference / better.length >= observed - 1e-9 ? 1 : 0;
        }

        assertThat(Statistics.pairedPermutationTest(better, worse, 1)).isEqualTo(count / 128.0);
    }

    @Test
    void allPairsBetterIsOneOutcomeOfAll() {
        double[] better = {1, 1, 1, 1};

        assertThat(Statistics.pairedPermutationTest(better, new double[4], 1)).isEqualTo(1 / 16.0);
        assertThat(Statistics.pairedPermutationTest(new double[4], better, 1)).isEqualTo(1);
        assertThat(Statistics.pairedPermutationTest(better, better, 1)).isEqualTo(1);
    }

    @Test
    void manyPairsAreDrawnAndAgreeWithTheBinomialLaw() {
        // Differences of +1 or -1: the test is the sign test, whose tail is a binomial one.
        double[] better = new double[100];
        Arrays.fill(better, 0, 60, 1);
        double[] worse = new double[100];
        Arrays.fill(worse, 60, 100, 1);

        double p = Statistics.pairedPermutationTest(better, worse, 3);

        // P(X >= 60) for X ~ Binomial(100, 1/2).
        assertThat(p).isCloseTo(0.0284440, within(4 * Math.sqrt(0.0284 * 0.9716 / 100_000)));
        assertThat(Statistics.pairedPermutationTest(better, worse, 3)).isEqualTo(p);
    }

    @Test
    void theSmallestDrawnValueIsNotZero() {
        double[] better = new double[100];
        Arrays.fill(better, 1);

        assertThat(Statistics.pairedPermutationTest(better, new double[100], 3)).isEqualTo(1 / 100_001.0);
    }

    @Test
    void refusesWhatItCannotCount() {
        assertThatThrownBy(() -> Statistics.mean()).hasMessage("there must be >= 1 values: values=0");
        assertThatThrownBy(() -> Statistics.standardDeviation(1)).hasMessage("there must be >= 2 values: values=1");
        assertThatThrownBy(() -> Statistics.pairedPermutationTest(new double[2], new double[3], 1))
                .hasMessage("the values must be pairs: expected=[2], actual=[3]");
        assertThatThrownBy(() -> Statistics.tQuantile(1, 3))
                .hasMessage("probability must be in (0, 1): probability=1.0");
        assertThatThrownBy(() -> Statistics.tQuantile(0.5, 0))
                .hasMessage("degreesOfFreedom must be >= 1: degreesOfFreedom=0");
    }
}
