package io.yume.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A value in a {@link Graph}: a primitive and what it is applied to. Immutable; equal nodes of one graph are one object.
 * Operands of element-wise operations broadcast as in NumPy.
 */
public final class Node {

    private final Graph graph;
    private final int id;
    private final Primitive primitive;
    private final List<Node> inputs;
    private final Shape shape;

    Node(Graph graph, int id, Primitive primitive, List<Node> inputs, Shape shape) {
        this.graph = graph;
        this.id = id;
        this.primitive = primitive;
        this.inputs = inputs;
        this.shape = shape;
    }

    /** The graph this node belongs to. */
    public Graph graph() {
        return graph;
    }

    /** The position in the graph; inputs always have smaller ones. */
    public int id() {
        return id;
    }

    /** What this node computes. */
    public Primitive primitive() {
        return primitive;
    }

    /** What it is applied to. */
    public List<Node> inputs() {
        return inputs;
    }

    /** The shape of its value. */
    public Shape shape() {
        return shape;
    }

    /** A short text for errors: the primitive, a leaf's name, and the shape. */
    public String describe() {
        if (primitive instanceof Leaf.Placeholder leaf) {
            return "placeholder '" + leaf.name() + "' " + shape;
        }
        if (primitive instanceof Leaf.Parameter leaf) {
            return "parameter '" + leaf.name() + "' " + shape;
        }
        if (primitive instanceof Leaf.Draw leaf) {
            return "draw '" + leaf.name() + "' " + shape;
        }
        return primitive + " " + shape;
    }

    @Override
    public String toString() {
        return "#" + id + " " + describe();
    }

    // ---- element by element

    public Node plus(Node other) {
        return binary(Binary.ADD, other);
    }

    public Node plus(double number) {
        return plus(like(number));
    }

    public Node minus(Node other) {
        return binary(Binary.SUB, other);
    }

    public Node minus(double number) {
        return minus(like(number));
    }

    public Node times(Node other) {
        return binary(Binary.MUL, other);
    }

    public Node times(double number) {
        return times(like(number));
    }

    public Node dividedBy(Node other) {
        return binary(Binary.DIV, other);
    }

    public Node dividedBy(double number) {
        return times(1 / number);
    }

    public Node max(Node other) {
        return binary(Binary.MAX, other);
    }

    public Node max(double number) {
        return max(like(number));
    }

    public Node min(Node other) {
        return binary(Binary.MIN, other);
    }

    public Node min(double number) {
        return min(like(number));
    }

    /** {@code min(max(this, low), high)}. */
    public Node clip(double low, double high) {
        return max(low).min(high);
    }

    /** 1 where this is larger, else 0. */
    public Node greater(Node other) {
        return binary(Binary.GREATER, other);
    }

    /** 1 where this is larger, else 0. */
    public Node greater(double number) {
        return greater(like(number));
    }

    /** 1 where this is larger or equal, else 0. */
    public Node greaterOrEqual(Node other) {
        return binary(Binary.GREATER_OR_EQUAL, other);
    }

    /** 1 where both are equal, else 0. */
    public Node equalTo(Node other) {
        return binary(Binary.EQUAL, other);
    }

    /** With this as the condition: {@code this != 0 ? yes : no}. */
    public Node select(Node yes, Node no) {
        Shape common = Shape.broadcast(Shape.broadcast(shape, yes.shape), no.shape);
        return graph.apply(new Select(), broadcastTo(common), yes.broadcastTo(common), no.broadcastTo(common));
    }

    public Node neg() {
        return graph.apply(Unary.NEG, this);
    }

    public Node abs() {
        return graph.apply(Unary.ABS, this);
    }

    /** -1, 0 or 1. */
    public Node sign() {
        return graph.apply(Unary.SIGN, this);
    }

    public Node sqrt() {
        return graph.apply(Unary.SQRT, this);
    }

    public Node square() {
        return times(this);
    }

    public Node reciprocal() {
        return graph.apply(Unary.RECIPROCAL, this);
    }

    public Node exp() {
        return graph.apply(Unary.EXP, this);
    }

    /** Natural logarithm. */
    public Node log() {
        return graph.apply(Unary.LOG, this);
    }

    /** {@code log(1 + this)}. */
    public Node log1p() {
        return graph.apply(Unary.LOG1P, this);
    }

    public Node sigmoid() {
        return graph.apply(Unary.SIGMOID, this);
    }

    public Node tanh() {
        return graph.apply(Unary.TANH, this);
    }

    /** {@code log(1 + exp(this))}. */
    public Node softplus() {
        return graph.apply(Unary.SOFTPLUS, this);
    }

    public Node sin() {
        return graph.apply(Unary.SIN, this);
    }

    public Node cos() {
        return graph.apply(Unary.COS, this);
    }

    /** {@code max(this, 0)}. */
    public Node relu() {
        return max(0);
    }

    // ---- shape

    public Node reshape(int... dims) {
        return reshape(Shape.of(dims));
    }

    public Node reshape(Shape target) {
        return target.equals(shape) ? this : graph.apply(new Reshape(target), this);
    }

    public Node broadcastTo(Shape target) {
        return target.equals(shape) ? this : graph.apply(new Broadcast(target), this);
    }

    /** Axis {@code i} of the result is axis {@code axes[i]} of this. */
    public Node permute(Integer... axes) {
        return graph.apply(new Permute(Arrays.asList(axes)), this);
    }

    /**
     * Swaps the last two axes.
     *
     * @throws IllegalArgumentException if there are fewer
     */
    public Node transpose() {
        Checks.require(
                shape.rank() >= 2, new Permute(List.of()), "a transposition needs at least two axes", List.of(this));
        Integer[] axes = IntStream.range(0, shape.rank()).boxed().toArray(Integer[]::new);
        axes[shape.rank() - 1] = shape.rank() - 2;
        axes[shape.rank() - 2] = shape.rank() - 1;
        return permute(axes);
    }

    /** The elements {@code begin .. begin+length-1} along an axis; a negative axis counts from the end. */
    public Node slice(int axis, int begin, int length) {
        int at = axis < 0 ? axis + shape.rank() : axis;
        boolean whole = at >= 0 && at < shape.rank() && begin == 0 && length == shape.dim(at);
        return whole ? this : graph.apply(new Slice(at, begin, length), this);
    }

    /** Zeros before and after along an axis. */
    public Node pad(int axis, int before, int after) {
        return before == 0 && after == 0 ? this : graph.apply(new Pad(axis, before, after), this);
    }

    /** A constant of this shape. */
    public Node like(double number) {
        return graph.constant(number, shape);
    }

    /** Zeros of this shape. */
    public Node zeros() {
        return like(0);
    }

    // ---- joining elements

    /** Sum over all elements: a scalar. */
    public Node sum() {
        return sum(IntStream.range(0, shape.rank()).toArray()).reshape(Shape.SCALAR);
    }

    /** Sum over some axes, which stay with length 1. */
    public Node sum(int... axes) {
        return reduce(Reduce.Kind.SUM, axes);
    }

    /** Mean over all elements: a scalar. */
    public Node mean() {
        return sum().dividedBy(shape.size());
    }

    /** Maximum over some axes, which stay with length 1. */
    public Node maxOver(int... axes) {
        return reduce(Reduce.Kind.MAX, axes);
    }

    /** {@code log(sum(exp(this)))} over one axis, which stays with length 1; without overflow. */
    public Node logSumExp(int axis) {
        int at = axis < 0 ? axis + shape.rank() : axis;
        Node peak = maxOver(at).stopGradient();
        return minus(peak).exp().sum(new int[] {at}).log().plus(peak);
    }

    /** {@code exp(this)} divided by its sum over one axis; without overflow. */
    public Node softmax(int axis) {
        return minus(logSumExp(axis)).exp();
    }

    /**
     * Sums of all elements up to each one along an axis, itself included; a negative axis counts from the end. A product with
     * a triangle of ones: meant for axes of at most some hundreds.
     */
    public Node cumulativeSum(int axis) {
        return CumulativeSum.of(this, axis < 0 ? axis + shape.rank() : axis);
    }

    /**
     * With this as a table {@code [rows, ...]}: its rows at some indices.
     *
     * @param indices {@code [n]}, whole numbers in [0, rows); others stop the run with an {@link IllegalArgumentException}
     * @return {@code [n, ...]}
     */
    public Node gather(Node indices) {
        return graph.apply(new Gather(), this, indices);
    }

    /**
     * With this as rows {@code [n, ...]}: their sum at each index, {@code [rows, ...]}, in order; zero where there is none.
     *
     * @param indices {@code [n]}, whole numbers in [0, rows); others stop the run with an {@link IllegalArgumentException}
     */
    public Node scatterAdd(Node indices, int rows) {
        return graph.apply(new ScatterAdd(rows), this, indices);
    }

    /** Matrix product over the last two axes. */
    public Node matmul(Node other) {
        return graph.apply(new MatMul(), this, other);
    }

    /** Convolution of {@code [batch, in, height, width]} with {@code [out, in, kernelHeight, kernelWidth]}. */
    public Node conv2d(Node weights, int stride) {
        return graph.apply(new Conv2d(stride), this, weights);
    }

    /** The same with rows and columns of zeros around the input. */
    public Node conv2d(Node weights, int stride, int padding) {
        return pad(2, padding, padding).pad(3, padding, padding).conv2d(weights, stride);
    }

    /**
     * Transposed convolution of {@code [batch, out, rows, columns]} with {@code [out, in, kernelHeight, kernelWidth]}: the
     * result is {@code [batch, in, (rows-1)*stride+kernelHeight, (columns-1)*stride+kernelWidth]}.
     */
    public Node convTranspose2d(Node weights, int stride) {
        Shape w = weights.shape;
        Checks.require(
                shape.rank() == 4 && w.rank() == 4,
                new Conv2d(stride),
                "a transposed convolution needs four axes",
                List.of(this, weights));
        int height = (shape.dim(2) - 1) * stride + w.dim(2);
        int width = (shape.dim(3) - 1) * stride + w.dim(3);
        return graph.apply(new ConvTranspose2d(stride, height, width), this, weights);
    }

    /** The same without {@code padding} rows and columns on each side: what a padded convolution of that size reads. */
    public Node convTranspose2d(Node weights, int stride, int padding) {
        Node whole = convTranspose2d(weights, stride);
        return whole.slice(2, padding, whole.shape.dim(2) - 2 * padding)
                .slice(3, padding, whole.shape.dim(3) - 2 * padding);
    }

    /** The same value, through which no gradient flows. */
    public Node stopGradient() {
        return graph.apply(new StopGradient(), this);
    }

    private Node reduce(Reduce.Kind kind, int... axes) {
        if (axes.length == 0) {
            return this;
        }
        List<Integer> positive = Arrays.stream(axes)
                .map(axis -> axis < 0 ? axis + shape.rank() : axis)
                .sorted()
                .boxed()
                .toList();
        boolean single = positive.stream().allMatch(axis -> axis < shape.rank() && shape.dim(axis) == 1);
        return single ? this : graph.apply(new Reduce(kind, positive), this);
    }

    private Node binary(Binary function, Node other) {
        graph.requireOwn(other);
        if (shape.equals(other.shape)) {
            return graph.apply(function, this, other);
        }
        Shape common;
        try {
            common = Shape.broadcast(shape, other.shape);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    function + ": shapes must broadcast: left=" + describe() + ", right=" + other.describe(), e);
        }
        return graph.apply(function, broadcastTo(common), other.broadcastTo(common));
    }
}
