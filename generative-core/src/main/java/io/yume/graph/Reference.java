package io.yume.graph;

import io.yume.graph.internal.BlockMath;
import io.yume.graph.internal.Draws;
import io.yume.graph.internal.Executable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Evaluates a graph node by node in double precision, without any pass: slow, obvious, and the oracle for the compiler.
 * Draws are the same numbers that a {@link Program} sees.
 */
public final class Reference {

    private final Function<Node, double[]> leaves;
    private final Noise noise;
    private final boolean single;
    private final Map<Node, double[]> values = new HashMap<>();

    /**
     * @param leaves the value of every placeholder and parameter, by name, row-major
     * @param noise the streams of the draws
     */
    public Reference(Map<String, double[]> leaves, Noise noise) {
        this(new Named(Map.copyOf(leaves)), noise, false);
    }

    /** @param single whether constants are rounded to single precision, as a program has them */
    Reference(Function<Node, double[]> leaves, Noise noise, boolean single) {
        this.leaves = leaves;
        this.noise = noise;
        this.single = single;
    }

    private record Named(Map<String, double[]> values) implements Function<Node, double[]> {
        @Override
        public double[] apply(Node node) {
            return values.get(Executable.name(node));
        }
    }

    /** Computes one node whose inputs have been computed. */
    void step(Node node) {
        values.put(node, compute(node));
    }

    /** Drops a value that nobody needs any more. */
    void drop(Node node) {
        values.remove(node);
    }

    /**
     * The value of a node, row-major; the array must not be changed.
     *
     * @throws IllegalArgumentException if a leaf has no value or one of the wrong length
     */
    public double[] evaluate(Node node) {
        // Graphs are deep: nodes are visited in order of their ids instead of by recursion.
        boolean[] needed = new boolean[node.id() + 1];
        Node[] byId = new Node[node.id() + 1];
        needed[node.id()] = true;
        byId[node.id()] = node;
        for (int id = node.id(); id >= 0; id--) {
            if (needed[id] && !values.containsKey(byId[id])) {
                for (Node input : byId[id].inputs()) {
                    needed[input.id()] = true;
                    byId[input.id()] = input;
                }
            }
        }
        for (int id = 0; id <= node.id(); id++) {
            if (needed[id] && !values.containsKey(byId[id])) {
                values.put(byId[id], compute(byId[id]));
            }
        }
        return values.get(node);
    }

    private double[] compute(Node node) {
        Primitive primitive = node.primitive();
        if (primitive instanceof Leaf leaf) {
            return leaf(leaf, node);
        }
        double[] a = values.get(node.inputs().get(0));
        double[] b = node.inputs().size() > 1 ? values.get(node.inputs().get(1)) : null;
        Shape from = node.inputs().get(0).shape();
        if (primitive instanceof Unary unary) {
            return Arrays.stream(a).map(x -> apply(unary, x)).toArray();
        }
        if (primitive instanceof Binary binary) {
            double[] out = new double[a.length];
            Arrays.setAll(out, i -> apply(binary, a[i], b[i]));
            return out;
        }
        if (primitive instanceof Select) {
            double[] no = values.get(node.inputs().get(2));
            double[] out = new double[a.length];
            Arrays.setAll(out, i -> a[i] != 0 ? b[i] : no[i]);
            return out;
        }
        if (primitive instanceof Special special) {
            double[] second = b == null ? a : b;
            double[] third = node.inputs().size() > 2 ? values.get(node.inputs().get(2)) : a;
            double[] out = new double[a.length];
            Arrays.setAll(out, i -> special.apply(a[i], second[i], third[i]));
            return out;
        }
        if (primitive instanceof StopGradient || primitive instanceof Reshape) {
            return a;
        }
        if (primitive instanceof Broadcast) {
            return broadcast(a, from, node.shape());
        }
        if (primitive instanceof Permute permute) {
            return permute(a, from, permute, node.shape());
        }
        if (primitive instanceof Slice slice) {
            return shift(a, from, node.shape(), slice.axis(), -slice.begin());
        }
        if (primitive instanceof Pad pad) {
            return shift(a, from, node.shape(), pad.axis(), pad.before());
        }
        if (primitive instanceof Concat concat) {
            return concat(node, concat.axis());
        }
        if (primitive instanceof Reduce reduce) {
            return reduce(a, from, reduce, node.shape());
        }
        if (primitive instanceof Gather || primitive instanceof ScatterAdd) {
            return moveRows(a, b, from, node);
        }
        if (primitive instanceof MatMul) {
            return matmul(a, b, from, node.shape());
        }
        Shape other = node.inputs().get(1).shape();
        if (primitive instanceof Conv2d conv) {
            double[] out = new double[node.shape().size()];
            convolve(from, other, node.shape(), conv.stride(), (x, w, y) -> out[y] += a[x] * b[w]);
            return out;
        }
        if (primitive instanceof ConvTranspose2d conv) {
            double[] out = new double[node.shape().size()];
            convolve(node.shape(), other, from, conv.stride(), (x, w, y) -> out[x] += a[y] * b[w]);
            return out;
        }
        if (primitive instanceof ConvWeightGradient conv) {
            double[] out = new double[node.shape().size()];
            convolve(from, node.shape(), other, conv.stride(), (x, w, y) -> out[w] += a[x] * b[y]);
            return out;
        }
        throw new AssertionError(primitive);
    }

    private double[] leaf(Leaf leaf, Node node) {
        int size = node.shape().size();
        double[] out = new double[size];
        if (leaf instanceof Leaf.Constant constant) {
            Arrays.setAll(out, i -> single ? (float) constant.value(i) : constant.value(i));
            return out;
        }
        if (leaf instanceof Leaf.Draw draw) {
            float[] drawn = Draws.all(draw, noise, BlockMath.scalar());
            Arrays.setAll(out, i -> drawn[i]);
            return out;
        }
        double[] value = leaves.apply(node);
        if (value == null || value.length != size) {
            throw new IllegalArgumentException("a leaf must have a value of its shape: " + node.describe() + ", values="
                    + (value == null ? "none" : String.valueOf(value.length)));
        }
        return value;
    }

    static double apply(Unary function, double x) {
        return switch (function) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case EXP -> StrictMath.exp(x);
            case LOG -> StrictMath.log(x);
            case LOG1P -> StrictMath.log1p(x);
            case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
            case TANH -> StrictMath.tanh(x);
            case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
        };
    }

    static double apply(Binary function, double x, double y) {
        return switch (function) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
            case GREATER -> x > y ? 1 : 0;
            case GREATER_OR_EQUAL -> x >= y ? 1 : 0;
            case EQUAL -> x == y ? 1 : 0;
        };
    }

    private static double[] broadcast(double[] a, Shape from, Shape to) {
        int lead = to.rank() - from.rank();
        int[] strides = new int[to.rank()];
        int[] own = from.strides();
        for (int axis = lead; axis < to.rank(); axis++) {
            strides[axis] = from.dim(axis - lead) == 1 ? 0 : own[axis - lead];
        }
        return gather(a, to, strides);
    }

    private static double[] permute(double[] a, Shape from, Permute permute, Shape to) {
        int[] own = from.strides();
        return gather(a, to, permute.axes().stream().mapToInt(axis -> own[axis]).toArray());
    }

    private static double[] gather(double[] a, Shape to, int... strides) {
        double[] out = new double[to.size()];
        int[] own = to.strides();
        for (int i = 0; i < out.length; i++) {
            int at = 0;
            for (int axis = 0; axis < strides.length; axis++) {
                at += i / own[axis] % to.dim(axis) * strides[axis];
            }
            out[i] = a[at];
        }
        return out;
    }

    /** Moves elements along an axis: those that fall out are dropped, those without a source are zero. */
    private static double[] shift(double[] a, Shape from, Shape to, int axis, int by) {
        double[] out = new double[to.size()];
        int inner = from.strides()[axis];
        int outer = a.length / (inner * from.dim(axis));
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < from.dim(axis); i++) {
                int target = i + by;
                if (target >= 0 && target < to.dim(axis)) {
                    System.arraycopy(
                            a, (o * from.dim(axis) + i) * inner, out, (o * to.dim(axis) + target) * inner, inner);
                }
            }
        }
        return out;
    }

    private double[] concat(Node node, int axis) {
        double[] out = new double[node.shape().size()];
        int at = 0;
        for (Node input : node.inputs()) {
            double[] part = shift(values.get(input), input.shape(), node.shape(), axis, at);
            for (int i = 0; i < out.length; i++) {
                out[i] += part[i];
            }
            at += input.shape().dim(axis);
        }
        return out;
    }

    private static double[] reduce(double[] a, Shape from, Reduce reduce, Shape to) {
        double[] out = new double[to.size()];
        Arrays.fill(out, reduce.kind() == Reduce.Kind.SUM ? 0 : Double.NEGATIVE_INFINITY);
        int[] own = from.strides();
        int[] target = to.strides();
        List<Integer> axes = reduce.axes();
        for (int i = 0; i < a.length; i++) {
            int at = 0;
            for (int axis = 0; axis < own.length; axis++) {
                at += axes.contains(axis) ? 0 : i / own[axis] % from.dim(axis) * target[axis];
            }
            out[at] = reduce.kind() == Reduce.Kind.SUM ? out[at] + a[i] : Math.max(out[at], a[i]);
        }
        return out;
    }

    private static double[] moveRows(double[] a, double[] index, Shape from, Node node) {
        boolean adds = node.primitive() instanceof ScatterAdd;
        double[] out = new double[node.shape().size()];
        int width = out.length / node.shape().dim(0);
        for (int i = 0; i < index.length; i++) {
            int row = Gather.row(index[i], (adds ? node.shape() : from).dim(0));
            for (int j = 0; j < width; j++) {
                if (adds) {
                    out[row * width + j] += a[i * width + j];
                } else {
                    out[i * width + j] = a[row * width + j];
                }
            }
        }
        return out;
    }

    private static double[] matmul(double[] a, double[] b, Shape left, Shape to) {
        int n = to.dim(-2);
        int m = to.dim(-1);
        int k = left.dim(-1);
        double[] out = new double[to.size()];
        for (int batch = 0; batch < out.length / (n * m); batch++) {
            for (int i = 0; i < n; i++) {
                for (int p = 0; p < k; p++) {
                    double factor = a[(batch * n + i) * k + p];
                    for (int j = 0; j < m; j++) {
                        out[(batch * n + i) * m + j] += factor * b[(batch * k + p) * m + j];
                    }
                }
            }
        }
        return out;
    }

    private interface Tap {
        void at(int x, int w, int y);
    }

    /** Visits every (input, weight, output) triple of a convolution. */
    private static void convolve(Shape x, Shape w, Shape y, int stride, Tap tap) {
        for (int batch = 0; batch < y.dim(0); batch++) {
            for (int out = 0; out < w.dim(0); out++) {
                for (int row = 0; row < y.dim(2); row++) {
                    for (int column = 0; column < y.dim(3); column++) {
                        int to = ((batch * y.dim(1) + out) * y.dim(2) + row) * y.dim(3) + column;
                        for (int in = 0; in < w.dim(1); in++) {
                            for (int i = 0; i < w.dim(2); i++) {
                                for (int j = 0; j < w.dim(3); j++) {
                                    int pixel = ((batch * x.dim(1) + in) * x.dim(2) + row * stride + i) * x.dim(3)
                                            + column * stride
                                            + j;
                                    int weight = ((out * w.dim(1) + in) * w.dim(2) + i) * w.dim(3) + j;
                                    tap.at(pixel, weight, to);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
