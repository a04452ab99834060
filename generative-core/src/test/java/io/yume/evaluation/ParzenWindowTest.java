package io.yume.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ParzenWindowTest {

    @Test
    void oneDrawIsANormalDensity() {
        ParzenWindow window = ParzenWindow.of(new float[] {1, -1}, 2, 0.5);
        double expected = -0.5 * (0.25 + 1) / 0.25 - 2 * Math.log(0.5) - Math.log(2 * Math.PI);
        assertThat(window.logDensities(new float[] {1.5f, 0})[0]).isCloseTo(expected, within(1e-9));
    }

    @Test
    void densityIntegratesToOne() {
        ParzenWindow window = ParzenWindow.of(new float[] {-1, 0.3f, 2, 2.5f}, 1, 0.4);
        float[] grid = new float[4000];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = -8 + i * 0.004f;
        }
        double total = 0;
        for (double log : window.logDensities(grid)) {
            total += 0.004 * Math.exp(log);
        }
        assertThat(total).isCloseTo(1, within(1e-4));
    }

    @Test
    void widthIsThatUnderWhichHeldOutPointsAreMostProbable() {
        SplittableRandom random = new SplittableRandom(1);
        float[] draws = new float[500];
        float[] heldOut = new float[500];
        for (int i = 0; i < 500; i++) {
            draws[i] = (float) random.nextDouble();
            heldOut[i] = (float) random.nextDouble();
        }
        ParzenWindow fitted = ParzenWindow.fitted(draws, 1, heldOut, 1e-4, 0.05, 5);
        assertThat(fitted.width()).isEqualTo(0.05);
        ParzenWindow.Estimate estimate = fitted.evaluate(heldOut);
        // The log-density of uniform numbers is 0.
        assertThat(estimate.mean()).isBetween(-0.2, 0.05);
        assertThat(estimate.standardError()).isBetween(0.0, 0.05);
    }

    @Test
    void manyPointsOfManyElementsHaveTheMeanOfTheKernels() {
        SplittableRandom random = new SplittableRandom(2);
        int size = 7;
        float[] draws = new float[5 * size];
        float[] points = new float[37 * size];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < points.length; i++) {
            points[i] = (float) random.nextGaussian();
        }
        double[] logs = ParzenWindow.of(draws, size, 0.7).logDensities(points);
        for (int point = 0; point < 37; point++) {
            double density = 0;
            for (int draw = 0; draw < 5; draw++) {
                double product = 1;
                for (int i = 0; i < size; i++) {
                    double away = ((double) points[point * size + i] - draws[draw * size + i]) / 0.7;
                    product *= Math.exp(-away * away / 2) / (0.7 * Math.sqrt(2 * Math.PI));
                }
                density += product / 5;
            }
            assertThat(logs[point]).isCloseTo(Math.log(density), within(1e-9));
        }
    }

    @Test
    void wrongInputsAreNamed() {
        assertThatThrownBy(() -> ParzenWindow.of(new float[] {0, 0, 0, Float.NaN}, 2, 1))
                .hasMessageContaining("point=1, element=1, value=NaN");
        assertThatThrownBy(() -> ParzenWindow.fitted(new float[2], 2, new float[2], 1, Double.NaN))
                .hasMessageContaining("width=NaN");
        assertThatThrownBy(() -> ParzenWindow.of(new float[3], 2, 1)).hasMessageContaining("size=2, numbers=3");
        assertThatThrownBy(() -> ParzenWindow.of(new float[2], 2, 0)).hasMessageContaining("width must be > 0");
        assertThatThrownBy(() -> ParzenWindow.fitted(new float[2], 2, new float[2]))
                .hasMessageContaining("widths=[]");
    }
}
