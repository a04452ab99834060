package io.yume.experiment.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.experiment.bench.Samples.Estimate;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void quantilesLieBetweenOrderStatistics() {
        // What numpy.quantile([7, 1, 5, 3], q) gives.
        assertThat(Samples.quantile(0, 7, 1, 5, 3)).isEqualTo(1);
        assertThat(Samples.quantile(0.25, 7, 1, 5, 3)).isEqualTo(2.5);
        assertThat(Samples.median(7, 1, 5, 3)).isEqualTo(4);
        assertThat(Samples.quantile(1, 7, 1, 5, 3)).isEqualTo(7);
        assertThat(Samples.median(2)).isEqualTo(2);
        assertThatThrownBy(() -> Samples.median()).hasMessage("there must be >= 1 values: values=0");
    }

    @Test
    void whatSlowsBothSidesDownAlikeDoesNotWidenTheInterval() {
        double[] theirs = {10, 30, 11, 12, 90, 10, 13};
        double[] ours = theirs.clone();
        for (int i = 0; i < ours.length; i++) {
            ours[i] *= 0.5;
        }

        Estimate ratio = Samples.ratioOfMedians(ours, theirs, 3);

        assertThat(ratio.value()).isEqualTo(0.5, within(1e-12));
        assertThat(ratio.lower()).isEqualTo(0.5, within(1e-12));
        assertThat(ratio.upper()).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void theIntervalOfThreePairsIsKnown() {
        // Of 27 resamples of three pairs, 7 have the smallest as their median, 13 the middle one and 7 the largest.
        Estimate ratio = Samples.ratioOfMedians(new double[] {1, 2, 3}, new double[] {1, 1, 1}, 5);

        assertThat(ratio).isEqualTo(new Estimate(2, 1, 3));
    }

    @Test
    void rejectsUnequalLengths() {
        assertThatThrownBy(() -> Samples.ratioOfMedians(new double[2], new double[3], 1))
                .hasMessage("the values must be pairs: expected=[2], actual=[3]");
    }
}
