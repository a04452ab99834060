package io.yume.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BarsTest {

    @Test
    void entropyIsTheSumOverAllImages() {
        assertThat(Bars.entropy(5, 0.1)).isCloseTo(3.2508, within(5e-5));
        assertThat(Bars.entropy(4, 0.5)).isCloseTo(5.1293, within(5e-5));
        assertThat(Bars.entropy(3, 0.5)).isCloseTo(3.5242, within(5e-5));
    }

    @Test
    void probabilitiesOfAllImagesSumToOne() {
        ArrayDataSet all = Bars.all(3, 0.3);
        float[] w = new float[1];
        double total = 0;
        for (int i = 0; i < all.size(); i++) {
            all.read("w", i, Seed.root(0), w, 0);
            total += w[0];
        }
        assertThat(total).isCloseTo(1, within(1e-6));
        // All white comes from any set with all rows, or with all columns: 2^3 + 2^3 - 1 of 2^6 sets.
        assertThat(all.size()).isEqualTo(64 - 14);
    }

    @Test
    void drawsImagesAsOftenAsTheyAreLikely() {
        Bars bars = Bars.of(2, 0.3, 4000);
        Map<Integer, Integer> counts = new HashMap<>();
        float[] x = new float[4];
        for (int i = 0; i < bars.size(); i++) {
            bars.read("x", i, Seed.root(3).split("x", i), x, 0);
            int image = 0;
            for (int pixel = 0; pixel < 4; pixel++) {
                image |= (int) x[pixel] << pixel;
            }
            counts.merge(image, 1, Integer::sum);
        }
        ArrayDataSet all = Bars.all(2, 0.3);
        assertThat(counts).hasSize(all.size());
        float[] w = new float[1];
        for (int i = 0; i < all.size(); i++) {
            all.read("x", i, Seed.root(0), x, 0);
            all.read("w", i, Seed.root(0), w, 0);
            int image = 0;
            for (int pixel = 0; pixel < 4; pixel++) {
                image |= (int) x[pixel] << pixel;
            }
            double deviation = Math.sqrt(w[0] * (1 - w[0]) / 4000);
            assertThat(counts.get(image) / 4000.0).isCloseTo(w[0], within(4.5 * deviation));
        }
    }

    @Test
    void equalSeedsGiveEqualImages() {
        Bars bars = Bars.of(5, 0.2, 10);
        float[] one = new float[25];
        float[] other = new float[25];
        bars.read("x", 3, Seed.root(1), one, 0);
        bars.read("x", 3, Seed.root(1), other, 0);
        assertThat(one).isEqualTo(other);
        assertThat(bars.variables()).containsExactlyEntriesOf(Map.of("x", Shape.of(25)));
    }

    @Test
    void rejectsWhatCannotBe() {
        assertThatThrownBy(() -> Bars.of(9, 0.1, 1)).hasMessageContaining("side=9");
        assertThatThrownBy(() -> Bars.all(3, 1)).hasMessageContaining("probability=1.0");
        assertThatThrownBy(() -> Bars.of(3, 0.1, 0)).hasMessageContaining("examples=0");
        assertThatThrownBy(() -> Bars.of(3, 0.1, 2).read("y", 0, Seed.root(0), new float[9], 0))
                .hasMessageContaining("unknown variable: variable=y");
        assertThatThrownBy(() -> Bars.of(3, 0.1, 2).read("x", 2, Seed.root(0), new float[9], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
