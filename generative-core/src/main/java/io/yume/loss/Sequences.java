package io.yume.loss;

import io.yume.distribution.Axes;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The sequences of a scan with the time as axis 0, {@code [time, batch, event...]}. */
final class Sequences {

    private final Map<String, Node> timeFirst = new LinkedHashMap<>();
    private final Scope scope;
    private final int steps;

    Sequences(Scan scan, Scope scope) {
        this.scope = scope;
        if (scan.slices().isEmpty()) {
            throw new IllegalArgumentException("a scan needs a sequence");
        }
        // The last {@code offset} elements of a sequence are only looked ahead to; no step starts there.
        Map<String, Integer> left = new LinkedHashMap<>();
        for (Scan.Slice slice : scan.slices()) {
            int those = node(slice.sequence()).shape().dim(0) - slice.offset();
            left.merge(slice.sequence(), those, Math::min);
        }
        steps = left.values().iterator().next();
        if (steps < 1 || left.values().stream().anyMatch(those -> those != steps)) {
            throw new IllegalArgumentException(
                    "sequences must have equally many steps, at least one, without elements that slices only look ahead"
                            + " to: steps=" + left);
        }
        if (scan.mask() != null && node(scan.mask()).shape().dim(0) < steps) {
            throw new IllegalArgumentException("a mask must cover the steps: mask=" + scan.mask() + ", length="
                    + node(scan.mask()).shape().dim(0) + ", steps=" + steps);
        }
    }

    int steps() {
        return steps;
    }

    private Node node(String sequence) {
        return timeFirst.computeIfAbsent(sequence, name -> {
            Value value = scope.value(name);
            if (value.eventRank() < 1 || value.lead().rank() != 1) {
                throw new IllegalArgumentException(
                        "a sequence is a variable of the batch whose first axis is the time: sequence=" + name
                                + ", shape=" + value.event());
            }
            List<Integer> axes = new ArrayList<>(
                    IntStream.range(0, value.node().shape().rank()).boxed().toList());
            axes.set(0, 1);
            axes.set(1, 0);
            return value.node().permute(axes.toArray(Integer[]::new));
        });
    }

    /** A slice at all steps, {@code [steps, batch, event...]}. */
    Node all(Scan.Slice slice) {
        return node(slice.sequence()).slice(0, slice.offset(), steps);
    }

    /** A slice at one step, {@code [batch, event...]}. */
    Value at(Scan.Slice slice, int step) {
        Node node = Axes.dropFirst(node(slice.sequence()).slice(0, slice.offset() + step, 1));
        return new Value(node, node.shape().rank() - 1);
    }

    /** The weight of each step, {@code [steps, batch]}. */
    Node mask(String sequence) {
        Node mask = node(sequence).slice(0, 0, steps);
        int batch = mask.shape().dim(1);
        if (mask.shape().size() != steps * batch) {
            throw new IllegalArgumentException(
                    "a mask is one number per step: mask=" + sequence + ", shape=" + mask.shape());
        }
        return mask.reshape(Shape.of(steps, batch));
    }
}
