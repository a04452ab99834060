package io.yume.data;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Map;
import java.util.Objects;

/** A stretch of a data set. */
record Range(DataSet whole, int begin, int size) implements DataSet {

    Range {
        if (begin < 0 || size < 1 || size > whole.size() - begin) {
            throw new IllegalArgumentException("a range must lie within its data set: begin=" + begin + ", count="
                    + size + ", size=" + whole.size());
        }
    }

    @Override
    public Map<String, Shape> variables() {
        return whole.variables();
    }

    @Override
    public void read(String variable, int example, Seed draw, float[] into, int at) {
        whole.read(variable, begin + Objects.checkIndex(example, size), draw, into, at);
    }
}
