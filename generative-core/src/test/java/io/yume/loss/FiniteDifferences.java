package io.yume.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Gradients against slopes of the value in double precision, with the noise of one step. */
public final class FiniteDifferences {

    private static final double STEP = 1e-5;

    private FiniteDifferences() {}

    /** Checks the gradient by every learned tensor of an objective that is one number. */
    public static void check(Lowered lowered, double tolerance) {
        assertThat(lowered.gradients(0)).isNotEmpty();
        lowered.gradients(0).forEach((name, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
                double[] kept = lowered.leaf(name);
                double[] moved = kept.clone();
                moved[i] += STEP;
                double up = lowered.set(name, moved).value()[0];
                moved = kept.clone();
                moved[i] -= STEP;
                double down = lowered.set(name, moved).value()[0];
                lowered.set(name, kept);
                assertThat(gradient[i]).as(name + "[" + i + "]").isCloseTo((up - down) / (2 * STEP), within(tolerance));
            }
        });
    }
}
