package io.yume.flow;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Activation;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Dense layers whose weights are masked so that the outputs of an element depend only on the elements before it (MADE;
 * Germain, Gregor, Murray and Larochelle, 2015), and on all of the context. The last layer starts at zero.
 *
 * @param length of a vector
 * @param hidden lengths of the hidden layers
 * @param outputs numbers for each element
 * @param context length of the context
 * @param activation between layers
 */
record MaskedNetwork(int length, List<Integer> hidden, int outputs, int context, Activation activation) {

    private static final String CONTEXT = "context.weight";

    /** For each unit of a layer, the number of leading elements that it may depend on. */
    private int[] reach(int layer) {
        if (layer == 0) {
            return IntStream.rangeClosed(1, length).toArray();
        }
        if (layer > hidden.size()) {
            return IntStream.range(0, outputs * length).map(i -> i % length).toArray();
        }
        // Units that depend on no element are only useful if there is a context.
        int least = context > 0 ? 0 : 1;
        return IntStream.range(0, hidden.get(layer - 1))
                .map(i -> least + i % (length - least))
                .toArray();
    }

    private double[] mask(int layer) {
        int[] from = reach(layer);
        int[] to = reach(layer + 1);
        double[] mask = new double[from.length * to.length];
        Arrays.setAll(mask, i -> from[i / to.length] <= to[i % to.length] ? 1 : 0);
        return mask;
    }

    private Shape shape(int layer) {
        return Shape.of(reach(layer).length, reach(layer + 1).length);
    }

    Map<String, Spec> specs() {
        Specs specs = new Specs();
        for (int layer = 0; layer <= hidden.size(); layer++) {
            Shape shape = shape(layer);
            boolean last = layer == hidden.size();
            // About half of the inputs are masked, so the fan-in is half as large.
            Initial start = last ? Initial.zeros() : Initial.glorot(shape.dim(0) / 2 + 1, shape.dim(1));
            specs.add("layer" + layer + ".weight", new Spec(shape, start));
            specs.add("layer" + layer + ".bias", new Spec(Shape.of(shape.dim(1)), Initial.zeros()));
        }
        if (context > 0) {
            Shape first = Shape.of(context, shape(0).dim(1));
            Initial start = hidden.isEmpty() ? Initial.zeros() : Initial.glorot(context, first.dim(1));
            specs.add(CONTEXT, new Spec(first, start));
        }
        return specs.toMap();
    }

    /** The outputs, {@code [rows, length]} each. */
    List<Node> apply(Node x, Node given, Scope scope) {
        Graph graph = x.graph();
        Node values = x;
        for (int layer = 0; layer <= hidden.size(); layer++) {
            Shape shape = shape(layer);
            Node weight = scope.parameter(graph, "layer" + layer + ".weight", shape)
                    .times(graph.constant(mask(layer), shape.dims()));
            Node sum = values.matmul(weight)
                    .plus(scope.parameter(graph, "layer" + layer + ".bias", Shape.of(shape.dim(1))));
            if (layer == 0 && context > 0) {
                sum = sum.plus(given.matmul(scope.parameter(graph, CONTEXT, Shape.of(context, shape.dim(1)))));
            }
            values = layer == hidden.size() ? sum : activation.apply(sum, scope);
        }
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            parts.add(values.slice(1, i * length, length));
        }
        return parts;
    }
}
