package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Optional;

/** All values of events that are made of parts with the same few values each. */
final class Enumeration {

    /** Events with more values than this are not enumerated. */
    static final int MOST = 1 << 16;

    private Enumeration() {}

    /**
     * All combinations, {@code [count, event...]}, the first part changing fastest; empty if there are too many.
     *
     * @param options the values of one part, row-major; parts side by side fill the event
     * @param size number of elements of a part
     */
    static Optional<Node> of(Graph graph, double[] options, int size, Shape event) {
        int each = options.length / size;
        int parts = event.size() / size;
        long count = 1;
        for (int part = 0; part < parts; part++) {
            count *= each;
            if (count > MOST) {
                return Optional.empty();
            }
        }
        double[] values = new double[(int) count * event.size()];
        for (int row = 0; row < count; row++) {
            int rest = row;
            for (int part = 0; part < parts; part++) {
                System.arraycopy(options, rest % each * size, values, row * event.size() + part * size, size);
                rest /= each;
            }
        }
        return Optional.of(
                graph.constant(values, Axes.join(Shape.of((int) count), event).dims()));
    }
}
