package io.yume.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PartlyLabelledTest {

    /** Images of one row whose first pixel tells the class and whose second tells the example. */
    private static LabelledImages images() {
        byte[] pixels = new byte[30 * 2];
        byte[] labels = new byte[30];
        for (int i = 0; i < 30; i++) {
            labels[i] = (byte) (i % 3);
            pixels[2 * i] = (byte) (i % 3);
            pixels[2 * i + 1] = (byte) i;
        }
        return LabelledImages.of(new Idx(Shape.of(30, 1, 2), pixels), new Idx(Shape.of(30), labels), 3);
    }

    @Test
    void companionsAreFewAndHaveTheirClasses() {
        PartlyLabelled data = PartlyLabelled.of(images(), 2, Seed.root(1));
        assertThat(data.variables().keySet()).containsExactly("x", "x_l", "y_l");
        Set<Integer> companions = new HashSet<>();
        float[] x = new float[2];
        float[] y = new float[3];
        for (int i = 0; i < data.size(); i++) {
            data.read("x_l", i, Seed.root(5).split("x_l", i), x, 0);
            data.read("y_l", i, Seed.root(5).split("y_l", i), y, 0);
            assertThat(y[Math.round(x[0] * 255)]).isEqualTo(1);
            companions.add(Math.round(x[1] * 255));
            data.read("x", i, Seed.root(5), x, 0);
            assertThat(Math.round(x[1] * 255)).isEqualTo(i);
        }
        assertThat(companions).hasSize(6);
    }

    @Test
    void rejectsWhatCannotBe() {
        assertThatThrownBy(() -> PartlyLabelled.of(images(), 11, Seed.root(1)))
                .hasMessageContaining("class=0, has=10, asked=11");
        assertThatThrownBy(() -> PartlyLabelled.of(images(), 0, Seed.root(1))).hasMessageContaining("asked=0");
        assertThatThrownBy(
                        () -> PartlyLabelled.of(images(), 1, Seed.root(1)).read("y", 0, Seed.root(0), new float[3], 0))
                .hasMessageContaining("unknown variable: variable=y");
    }
}
