package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SpaceTest {

    @Test
    void discreteReadsWholeNumbersInItsRange() {
        Discrete space = new Discrete(3);
        assertThat(space.index(new float[] {2})).isEqualTo(2);
        assertThat(space.index(new float[] {-0.0f})).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> space.index(new float[] {3}))
                .withMessage("action must be a whole number in 0..2: action=3.0");
        assertThatIllegalArgumentException().isThrownBy(() -> space.index(new float[] {Float.NaN}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Discrete(0));
    }

    @Test
    void boxContainsItsBoundsAndNoNaN() {
        Box box = new Box(new float[] {-1, Float.NEGATIVE_INFINITY}, new float[] {1, 0});
        assertThat(box.contains(new float[] {1, -1e30f})).isTrue();
        assertThat(box.contains(new float[] {1.001f, 0})).isFalse();
        assertThat(box.contains(new float[] {0, Float.NaN})).isFalse();
        assertThat(box.contains(new float[] {0})).isFalse();
    }

    @Test
    void boxRequiresItsShapeAndFiniteNumbersOnly() {
        Box box = Box.of(-1, 1, 2);
        box.requireShape("action", new float[] {5, -5});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> box.requireShape("action", new float[3]))
                .withMessage("action shape must match the space: expected=[2], actual=[3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> box.requireShape("action", new float[] {0, Float.POSITIVE_INFINITY}))
                .withMessage("action must be finite: index=1, value=Infinity");
    }

    @Test
    void boxIsAnImmutableValue() {
        float[] low = {0};
        Box box = new Box(low, new float[] {1});
        low[0] = 9;
        box.high()[0] = 9;
        assertThat(box)
                .isEqualTo(Box.of(0, 1, 1))
                .hasSameHashCodeAs(Box.of(0, 1, 1))
                .isNotEqualTo(Box.of(0, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Box(new float[0], new float[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Box.of(1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Box.of(Float.NaN, 0, 1));
    }

    @Test
    void pixelsRejectEmptyAndOverlongImages() {
        assertThat(new Pixels(64, 32, 3).size()).isEqualTo(6144);
        assertThatIllegalArgumentException().isThrownBy(() -> new Pixels(0, 1, 1));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> new Pixels(1 << 16, 1 << 16, 1));
    }
}
