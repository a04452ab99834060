package io.yume.agent.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 67})
    void vectorsAreOrthonormalAndSatisfyTheEquation(int n) {
        double[] matrix = randomSymmetric(n, n);
        SymmetricEigen eigen = SymmetricEigen.of(matrix, n);
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                double image = 0;
                double product = 0;
                for (int j = 0; j < n; j++) {
                    image += matrix[i * n + j] * eigen.vectors()[k * n + j];
                    product += eigen.vectors()[i * n + j] * eigen.vectors()[k * n + j];
                }
                assertThat(image).isCloseTo(eigen.values()[k] * eigen.vectors()[k * n + i], within(1e-12 * n));
                assertThat(product).isCloseTo(i == k ? 1 : 0, within(1e-12));
            }
        }
    }

    @Test
    void secondDifferenceMatrixHasItsKnownEigenvalues() {
        int n = 40;
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            matrix[i * n + i] = 2;
            if (i > 0) {
                matrix[i * n + i - 1] = -1;
                matrix[(i - 1) * n + i] = -1;
            }
        }
        double[] values = SymmetricEigen.of(matrix, n).values();
        Arrays.sort(values);
        for (int k = 0; k < n; k++) {
            assertThat(values[k]).isCloseTo(2 - 2 * Math.cos((k + 1) * Math.PI / (n + 1)), within(1e-13));
        }
    }

    @Test
    void repeatedAndZeroEigenvaluesAreFound() {
        int n = 6;
        double[] ones = new double[n * n];
        Arrays.fill(ones, 1);
        double[] values = SymmetricEigen.of(ones, n).values();
        Arrays.sort(values);
        assertThat(values[n - 1]).isCloseTo(n, within(1e-13));
        assertThat(values[0]).isCloseTo(0, within(1e-13));
        assertThat(values[n - 2]).isCloseTo(0, within(1e-13));
    }

    @Test
    void rejectsInfiniteElements() {
        assertThatThrownBy(() -> SymmetricEigen.of(new double[] {1, 0, 0, Double.NaN}, 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("matrix must be finite: row=1, element=NaN");
    }

    private static double[] randomSymmetric(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i * n + j] = matrix[j * n + i] = random.nextDouble(-1, 1);
            }
        }
        return matrix;
    }
}
