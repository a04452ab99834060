package io.yume.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One step of a program.
 *
 * @param index its place in the order of steps
 * @param kind what kind of work it does
 * @param operation what it does, such as {@code matmul}, {@code conv2d_bp} or {@code sum}
 * @param nodes what it computes, in order; several where nodes were fused. A copy names the node that it is made for
 * @param leaves placeholders, parameters and constants that it reads
 * @param inputs the steps whose results it reads, by index
 * @param results the shapes of what it writes
 * @param bytesRead bytes of what it reads, every element once however often it is repeated; a gather counts its whole
 *     table
 * @param bytesWritten bytes of what it writes
 * @param flops floating-point operations: two per product in matrix products and convolutions, one per element-wise
 *     operation on an element, whichever it is, one per element that is reduced, none for draws and copies. A native op
 *     that computes both gradients of a convolution counts for both, even where one is thrown away, and a transposed one to
 *     few channels that runs as a plain one counts the zeros around its input
 * @param seconds the median time of a run; {@code NaN} where nothing was timed
 */
public record StepDescription(
        int index,
        StepKind kind,
        String operation,
        List<Computed> nodes,
        List<String> leaves,
        List<Integer> inputs,
        List<Shape> results,
        long bytesRead,
        long bytesWritten,
        long flops,
        double seconds) {

    /**
     * A node that a step computes.
     *
     * @param id its position in the graph that is computed: for the compiled engine the rewritten one
     * @param operation what it does, such as {@code add} or {@code matMul}
     * @param shape of its value
     */
    public record Computed(int id, String operation, Shape shape) {

        /** The description of a node. */
        public static Computed of(Node node) {
            return new Computed(node.id(), name(node.primitive()), node.shape());
        }

        private static String name(Primitive primitive) {
            if (primitive instanceof Enum<?> function) {
                return words(function.name());
            }
            if (primitive instanceof Leaf.Draw draw) {
                return draw.noise().name().toLowerCase(Locale.ROOT) + " '" + draw.name() + "'";
            }
            String type = primitive.getClass().getSimpleName();
            return Character.toLowerCase(type.charAt(0)) + type.substring(1);
        }

        /** Names as they are called on a node: {@code GREATER_OR_EQUAL} is {@code greaterOrEqual}. */
        private static String words(String constant) {
            StringBuilder name = new StringBuilder();
            for (String word : constant.split("_")) {
                String small = word.toLowerCase(Locale.ROOT);
                name.append(name.isEmpty() ? small : Character.toUpperCase(small.charAt(0)) + small.substring(1));
            }
            return name.toString();
        }

        @Override
        public String toString() {
            return "#" + id + " " + operation + " " + shape;
        }
    }

    public StepDescription {
        nodes = List.copyOf(nodes);
        leaves = List.copyOf(leaves);
        inputs = List.copyOf(inputs);
        results = List.copyOf(results);
    }

    /** Bytes read and written. */
    public long bytes() {
        return bytesRead + bytesWritten;
    }

    /** The names of its nodes with how often each occurs, such as {@code add, mul x3, tanh}. */
    public String computes() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        nodes.forEach(node -> counts.merge(node.operation(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() == 1 ? entry.getKey() : entry.getKey() + " x" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    StepDescription timed(double measured) {
        return new StepDescription(
                index, kind, operation, nodes, leaves, inputs, results, bytesRead, bytesWritten, flops, measured);
    }
}
