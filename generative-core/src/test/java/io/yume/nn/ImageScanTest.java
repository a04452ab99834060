package io.yume.nn;

import static io.yume.loss.Objectives.logProb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Shape;
import io.yume.loss.Lowered;
import io.yume.loss.Scan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scan whose state are images, against plain loops. */
final class ImageScanTest {

    private static final int STEPS = 3;
    private static final int ROWS = 2;
    private static final int CHANNELS = 2;
    private static final int HIDDEN = 2;
    private static final int SIDE = 3;
    private static final int SIZE = HIDDEN * SIDE * SIDE;

    private static final Map<String, Shape> DATA =
            Map.of("x", Shape.of(STEPS, CHANNELS, SIDE, SIDE), "y", Shape.of(STEPS, SIZE));

    /** All steps at once, or one after the other since something is drawn. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConvolutionalCellKeepsTheStateOfAScan(boolean draws) {
        Factor shown = Normal.of("y").with(Parameter.variable("after"), Parameter.constant(1));
        Scan plain = Scan.over("x", "y");
        Scan scan = (draws ? plain.draw(Normal.standard("z", 1)) : plain)
                .state("before", "after", ConvLstmCell.of(CHANNELS, HIDDEN, 3).onRows(SIDE, SIDE), "x");
        SplittableRandom random = new SplittableRandom(2);
        double[] x =
                random.doubles(ROWS * STEPS * CHANNELS * SIDE * SIDE, -1, 1).toArray();
        double[] y = random.doubles(ROWS * STEPS * SIZE, -1, 1).toArray();
        Lowered lowered =
                Lowered.of(scan.sum(logProb(shown)), ROWS, DATA).set("x", x).set("y", y);
        Map<String, double[]> weights = new HashMap<>();
        lowered.graph()
                .specs()
                .keySet()
                .forEach(name -> weights.put(name.substring(name.indexOf('.') + 1), lowered.leaf(name)));
        assertThat(weights).containsOnlyKeys("input.weight", "hidden.weight", "bias");
        PlainCells cells = new PlainCells(weights);
        double[] expected = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            double[][] h = new double[HIDDEN][SIDE * SIDE];
            double[][] c = new double[HIDDEN][SIDE * SIDE];
            for (int step = 0; step < STEPS; step++) {
                double[] input = PlainCells.split(x, ROWS * STEPS)[row * STEPS + step];
                double[][][] next = cells.convLstm(PlainCells.split(input, CHANNELS), h, c, SIDE, 3, 1);
                h = next[0];
                c = next[1];
                double[] state =
                        Arrays.stream(h).flatMapToDouble(Arrays::stream).toArray();
                for (int i = 0; i < SIZE; i++) {
                    double gap = y[(row * STEPS + step) * SIZE + i] - state[i];
                    expected[row] -= gap * gap / 2 + Math.log(2 * Math.PI) / 2;
                }
            }
        }
        assertThat(lowered.value()).containsExactly(expected, within(1e-9));
    }
}
