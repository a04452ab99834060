package io.yume.data;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Examples in arrays, one for each variable. */
public final class ArrayDataSet implements DataSet {

    private record Part(Shape shape, float[] values) {}

    private final Map<String, Part> parts;
    private final int size;

    private ArrayDataSet(Map<String, Part> parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    /**
     * Examples of one variable.
     *
     * @param values example after example, row-major; not copied
     * @param shape of one example
     * @throws IllegalArgumentException if the values are no whole number of examples
     */
    public static ArrayDataSet of(String variable, float[] values, int... shape) {
        Shape each = Shape.of(shape);
        if (values.length == 0 || values.length % each.size() != 0) {
            throw new IllegalArgumentException("values must be whole examples: variable=" + variable + ", values="
                    + values.length + ", shape=" + each);
        }
        return new ArrayDataSet(Map.of(variable, new Part(each, values)), values.length / each.size());
    }

    /**
     * The same examples with one more variable.
     *
     * @throws IllegalArgumentException if the name is taken or the number of examples differs
     */
    public ArrayDataSet and(String variable, float[] values, int... shape) {
        Shape each = Shape.of(shape);
        if (parts.containsKey(variable)) {
            throw new IllegalArgumentException("a further variable needs a name of its own: variable=" + variable
                    + ", variables=" + parts.keySet());
        }
        if (values.length != size * each.size()) {
            throw new IllegalArgumentException("a further variable needs one value per example: variable=" + variable
                    + ", examples=" + size + ", numbers=" + values.length + ", shape=" + each);
        }
        Map<String, Part> more = new LinkedHashMap<>(parts);
        more.put(variable, new Part(each, values));
        return new ArrayDataSet(more, size);
    }

    @Override
    public Map<String, Shape> variables() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        parts.forEach((name, part) -> shapes.put(name, part.shape()));
        return Collections.unmodifiableMap(shapes);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void read(String variable, int example, Seed draw, float[] into, int at) {
        Part part = parts.get(variable);
        if (part == null) {
            throw new IllegalArgumentException("unknown variable: variable=" + variable + ", known=" + parts.keySet());
        }
        int each = part.shape().size();
        System.arraycopy(part.values(), Objects.checkIndex(example, size) * each, into, at, each);
    }
}
