package io.yume.data;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Examples of one variable {@code x} that are drawn anew at each reading, so that there is no end of them. */
abstract sealed class Drawn implements DataSet permits Bars, TwoMoons {

    private static final String VARIABLE = "x";

    private final int examples;
    private final Shape shape;

    /**
     * Remembers what an epoch is.
     *
     * @param examples in an epoch
     * @param size numbers of an example
     * @throws IllegalArgumentException if there is no example
     */
    Drawn(int examples, int size) {
        if (examples < 1) {
            throw new IllegalArgumentException("a data set must have an example: examples=" + examples);
        }
        this.examples = examples;
        shape = Shape.of(size);
    }

    /** Draws one example into an array, from {@code at} on. */
    abstract void draw(SplittableRandom random, float[] into, int at);

    @Override
    public final Map<String, Shape> variables() {
        return Map.of(VARIABLE, shape);
    }

    @Override
    public final int size() {
        return examples;
    }

    @Override
    public final void read(String variable, int example, Seed draw, float[] into, int at) {
        if (!variable.equals(VARIABLE)) {
            throw new IllegalArgumentException("unknown variable: variable=" + variable + ", known=[" + VARIABLE + "]");
        }
        Objects.checkIndex(example, examples);
        draw(draw.generator(), into, at);
    }
}
