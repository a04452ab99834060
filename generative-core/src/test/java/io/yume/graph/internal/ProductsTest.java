package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.Engine;
import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Program;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ProductsTest {

    @Test
    void howManyPartsThereAreDependsOnTheSizesAlone() {
        long flops = 1_000_000;
        assertThat(Products.partsOf(1, flops)).isEqualTo(1);
        assertThat(Products.partsOf(255, flops)).isEqualTo(1);
        assertThat(Products.partsOf(256, flops)).isEqualTo(2);
        assertThat(Products.partsOf(2047, flops)).isEqualTo(2);
        assertThat(Products.partsOf(2048, flops)).isEqualTo(4);
        assertThat(Products.partsOf(4096, flops)).isEqualTo(8);
        assertThat(Products.partsOf(1_000_000, flops)).isEqualTo(8);
        assertThat(Products.partsOf(4096, flops - 1)).isEqualTo(1);
    }

    /** Rows that no number of parts divides, summed in double precision beside. */
    @Test
    void theirSumIsTheProduct() {
        for (int rows : new int[] {257, 2051, 4099}) {
            int left = 67;
            int right = 61;
            float[] a = new float[rows * left];
            float[] b = new float[rows * right];
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) Math.sin(i);
            }
            for (int i = 0; i < b.length; i++) {
                b[i] = (float) Math.cos(3 * i);
            }
            Graph graph = new Graph();
            Node product = graph.placeholder("a", rows, left).permute(1, 0).matmul(graph.placeholder("b", rows, right));
            try (Program program = Program.of(Map.of("product", product), null, Engine.COMPILED)) {
                program.feed("a", a).feed("b", b).run();
                float[] actual = program.get("product");
                for (int i = 0; i < left; i++) {
                    for (int j = 0; j < right; j++) {
                        double expected = 0;
                        for (int row = 0; row < rows; row++) {
                            expected += (double) a[row * left + i] * b[row * right + j];
                        }
                        assertThat((double) actual[i * right + j]).isCloseTo(expected, Offset.offset(2e-3));
                    }
                }
            }
        }
    }
}
