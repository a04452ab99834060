package io.yume.experiment.example;

import io.yume.data.DataSet;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Map;
import java.util.Objects;

/**
 * Some examples of a data set, equally far from each other. The first of the digits to test would not do: they are easier than the last.
 */
record Spread(DataSet whole, int size) implements DataSet {

    /** @throws IllegalArgumentException if there is no example, or there are not so many */
    Spread {
        if (size < 1 || size > whole.size()) {
            throw new IllegalArgumentException(
                    "examples must lie within their data set: count=" + size + ", size=" + whole.size());
        }
    }

    @Override
    public Map<String, Shape> variables() {
        return whole.variables();
    }

    @Override
    public void read(String variable, int example, Seed draw, float[] into, int at) {
        long position = (long) Objects.checkIndex(example, size) * whole.size() / size;
        whole.read(variable, (int) position, draw, into, at);
    }
}
