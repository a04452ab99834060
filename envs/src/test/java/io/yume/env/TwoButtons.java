package io.yume.env;

import static org.assertj.core.api.Assertions.assertThat;

/** What worlds of one number and two actions have in common, for tests that only care what a step does. */
public abstract class TwoButtons implements Environment {

    private final String id;
    private final float largest;

    /** Shows one number from 0 to {@code largest}. */
    protected TwoButtons(String id, float largest) {
        this.id = id;
        this.largest = largest;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final Space observationSpace() {
        return Box.of(0, largest, 1);
    }

    @Override
    public final Space actionSpace() {
        return new Discrete(2);
    }

    @Override
    public final int maxSteps() {
        return 10;
    }

    @Override
    public void reset(long seed) {
        assertThat(seed).isNotNegative();
    }

    @Override
    public void observe(float[] into) {
        into[0] = 1;
    }
}
