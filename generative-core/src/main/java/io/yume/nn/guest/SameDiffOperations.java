package io.yume.nn.guest;

import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/** Translates operations of SameDiff into functions of nodes. */
final class SameDiffOperations {

    private static final int ALL_AXES = Integer.MAX_VALUE;

    private static final Map<String, UnaryOperator<Node>> UNARY = Map.ofEntries(
            Map.entry("identity", x -> x),
            Map.entry("tanh", Node::tanh),
            Map.entry("sigmoid", Node::sigmoid),
            Map.entry("softplus", Node::softplus),
            Map.entry("swish", x -> x.times(x.sigmoid())),
            Map.entry("exp", Node::exp),
            Map.entry("log", Node::log),
            Map.entry("square", Node::square),
            Map.entry("sqrt", Node::sqrt),
            Map.entry("neg", Node::neg),
            Map.entry("abs", Node::abs),
            Map.entry("sin", Node::sin),
            Map.entry("cos", Node::cos),
            Map.entry("Reciprocal", Node::reciprocal),
            Map.entry("hardtanh", x -> x.clip(-1, 1)),
            Map.entry("transpose", Node::transpose),
            Map.entry("log_softmax", x -> x.minus(x.logSumExp(-1))));

    private static final Map<String, BinaryOperator<Node>> BINARY = Map.of(
            "add", Node::plus,
            "subtract", Node::minus,
            "multiply", Node::times,
            "divide", Node::dividedBy,
            "reversesubtract", (a, b) -> b.minus(a),
            "reversedivide", (a, b) -> b.dividedBy(a),
            "maximum", Node::max,
            "minimum", Node::min);

    private static final Map<String, Function<Double, UnaryOperator<Node>>> SCALAR = Map.of(
            "add_scalar", number -> x -> x.plus(number),
            "sub_scalar", number -> x -> x.minus(number),
            "mul_scalar", number -> x -> x.times(number),
            "div_scalar", number -> x -> x.dividedBy(number),
            "rsub_scalar", number -> x -> x.neg().plus(number),
            "rdiv_scalar", number -> x -> x.reciprocal().times(number),
            "leakyrelu", number -> x -> x.max(0).plus(x.min(0).times(number)));

    private SameDiffOperations() {}

    /**
     * The same operation as a function of its inputs.
     *
     * @throws IllegalArgumentException if there is none; the message names the operation and its result
     */
    static Function<List<Node>, Node> of(String made, DifferentialFunction operation) {
        String name = operation.opName();
        if (UNARY.containsKey(name)) {
            return all -> UNARY.get(name).apply(all.get(0));
        }
        if (BINARY.containsKey(name)) {
            return all -> BINARY.get(name).apply(all.get(0), all.get(1));
        }
        if (operation instanceof ScalarOp scalar) {
            double number = scalar.scalar().getDouble(0);
            if (SCALAR.containsKey(name)) {
                return all -> SCALAR.get(name).apply(number).apply(all.get(0));
            }
            if (name.equals("relu") && number == 0) {
                return all -> all.get(0).relu();
            }
            if (name.equals("pow") && number == 2) {
                return all -> all.get(0).square();
            }
        }
        if (operation instanceof BaseReduceOp reduction) {
            return reduction(made, reduction);
        }
        if (operation instanceof CustomOp custom) {
            return custom(made, name, custom);
        }
        throw refused(made, name, "its kind");
    }

    private static Function<List<Node>, Node> reduction(String made, BaseReduceOp reduction) {
        int[] axes = reduction.getDimensions();
        boolean keeps = reduction.isKeepDims();
        return switch (reduction.opName()) {
            case "reduce_sum" -> all -> over(all.get(0), axes, keeps, (x, own) -> x.sum(own));
            case "reduce_max" -> all -> over(all.get(0), axes, keeps, (x, own) -> x.maxOver(own));
            case "reduce_mean" ->
                all -> over(all.get(0), axes, keeps, (x, own) -> {
                    Node sum = x.sum(own);
                    return sum.times(sum.shape().size() / (double) x.shape().size());
                });
            default -> throw refused(made, reduction.opName(), "its kind");
        };
    }

    private interface Over {
        Node apply(Node x, int... axes);
    }

    private static Node over(Node x, int[] axes, boolean keeps, Over function) {
        int rank = x.shape().rank();
        boolean all = axes == null || axes.length == 0 || axes[0] == ALL_AXES;
        int[] own = all
                ? IntStream.range(0, rank).toArray()
                : Arrays.stream(axes).map(axis -> axis < 0 ? axis + rank : axis).toArray();
        Node y = function.apply(x, own);
        if (keeps) {
            return y;
        }
        int[] left = IntStream.range(0, rank)
                .filter(axis -> Arrays.stream(own).noneMatch(other -> other == axis))
                .map(axis -> x.shape().dim(axis))
                .toArray();
        return y.reshape(Shape.of(left));
    }

    private static Function<List<Node>, Node> custom(String made, String name, CustomOp operation) {
        long[] numbers = operation.iArgs();
        switch (name) {
            case "matmul" -> {
                requireNoScaling(made, name, operation.tArgs());
                return all -> product(all.get(0), all.get(1), numbers);
            }
            case "xw_plus_b" -> {
                return all -> all.get(0).matmul(all.get(1)).plus(all.get(2));
            }
            case "biasadd" -> {
                return all -> {
                    if (all.get(0).shape().rank() != 2) {
                        throw refused(made, name, "a bias that is not of rows");
                    }
                    return all.get(0).plus(all.get(1));
                };
            }
            case "elu" -> {
                double alpha = operation.tArgs().length == 0 ? 1 : operation.tArgs()[0];
                return all ->
                        all.get(0).max(0).plus(all.get(0).min(0).exp().minus(1).times(alpha));
            }
            case "softmax" -> {
                int axis = numbers.length == 0 ? -1 : Math.toIntExact(numbers[0]);
                return all -> all.get(0).softmax(axis);
            }
            case "concat" -> {
                int axis = Math.toIntExact(numbers[0]);
                return all -> {
                    Node first = all.get(0);
                    return first.graph().concat(axis < 0 ? axis + first.shape().rank() : axis, all);
                };
            }
            case "permute" -> {
                Integer[] axes =
                        Arrays.stream(numbers).mapToObj(Math::toIntExact).toArray(Integer[]::new);
                return all -> all.get(0).permute(axes);
            }
            case "reshape" -> {
                return all -> reshaped(made, all, numbers);
            }
            default -> throw refused(made, name, "its kind");
        }
    }

    private static void requireNoScaling(String made, String name, double... factors) {
        boolean plain = (factors.length < 1 || factors[0] == 1) && (factors.length < 2 || factors[1] == 0);
        if (!plain) {
            throw refused(made, name, "its factors " + Arrays.toString(factors));
        }
    }

    private static Node product(Node a, Node b, long... transposed) {
        Node left = transposed.length > 0 && transposed[0] == 1 ? a.transpose() : a;
        Node right = transposed.length > 1 && transposed[1] == 1 ? b.transpose() : b;
        Node product = left.matmul(right);
        return transposed.length > 2 && transposed[2] == 1 ? product.transpose() : product;
    }

    /** The lengths may be preceded by the order, as the negative code of its letter; one length may be left open. */
    private static Node reshaped(String made, List<Node> all, long... numbers) {
        int from = numbers.length > 0 && numbers[0] == -'c' ? 1 : 0;
        if (all.size() != 1 || (numbers.length > 0 && numbers[0] < -1 && from == 0)) {
            throw refused(made, "reshape", "a shape that is computed, or another order");
        }
        int[] lengths =
                Arrays.stream(numbers).skip(from).mapToInt(Math::toIntExact).toArray();
        int known = Arrays.stream(lengths).filter(length -> length >= 0).reduce(1, (a, b) -> a * b);
        int open = known == 0 ? 0 : all.get(0).shape().size() / known;
        return all.get(0)
                .reshape(Arrays.stream(lengths)
                        .map(length -> length < 0 ? open : length)
                        .toArray());
    }

    private static IllegalArgumentException refused(String made, String name, String because) {
        return new IllegalArgumentException("an operation must be one that can be brought in: variable=" + made
                + ", operation=" + name + ", because of " + because);
    }
}
