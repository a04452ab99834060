package io.yume.graph.internal;

import io.yume.graph.Binary;
import io.yume.graph.Broadcast;
import io.yume.graph.Concat;
import io.yume.graph.Conv2d;
import io.yume.graph.ConvTranspose2d;
import io.yume.graph.ConvWeightGradient;
import io.yume.graph.Gather;
import io.yume.graph.Leaf;
import io.yume.graph.MatMul;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.Pad;
import io.yume.graph.Permute;
import io.yume.graph.Primitive;
import io.yume.graph.Reduce;
import io.yume.graph.Reshape;
import io.yume.graph.ScatterAdd;
import io.yume.graph.Select;
import io.yume.graph.Shape;
import io.yume.graph.Slice;
import io.yume.graph.Special;
import io.yume.graph.StopGradient;
import io.yume.graph.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.comparison.CompareAndReplace;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Computes a graph by ND4J's own ops, one value at a time, each in an array of its own in the memory of the back end: on a GPU where that is
 * CUDA. Leaves come from the heap, and so do draws, which are the numbers that kernels draw. What ND4J has no op for, or one that is wrong
 * for infinities and NaN, is put together from others; special functions, and sums into rows, whose order decides their bits, are computed
 * on the heap.
 *
 * <p>A scalar is an array of one element here: ND4J's ops treat an array without axes in ways of their own.
 */
public final class OpEvaluation implements Evaluation {

    private final Function<Node, float[]> leaves;
    private final Noise noise;
    private final Map<Node, INDArray> values = new HashMap<>();

    /** What the current step made on its way. */
    private final List<INDArray> made = new ArrayList<>();

    /**
     * @param leaves the value of every placeholder and parameter, row-major
     * @param noise the streams of the draws
     */
    public OpEvaluation(Function<Node, float[]> leaves, Noise noise) {
        this.leaves = leaves;
        this.noise = noise;
    }

    @Override
    public void step(Node node) {
        INDArray value = null;
        try {
            value = compute(node);
        } finally {
            for (INDArray array : made) {
                if (array != value) {
                    array.close();
                }
            }
            made.clear();
        }
        values.put(node, value);
    }

    @Override
    public void drop(Node node) {
        values.remove(node).close();
    }

    @Override
    public void read(Node node, float[] into) {
        float[] value = values.get(node).data().asFloat();
        System.arraycopy(value, 0, into, 0, into.length);
    }

    @Override
    public void close() {
        values.values().forEach(INDArray::close);
        values.clear();
    }

    private INDArray compute(Node node) {
        Primitive primitive = node.primitive();
        if (primitive instanceof Leaf leaf) {
            return array(leaf(leaf, node), node.shape());
        }
        List<INDArray> inputs = node.inputs().stream().map(values::get).toList();
        INDArray a = inputs.get(0);
        INDArray b = inputs.get(inputs.size() - 1);
        if (primitive instanceof Unary unary) {
            return unary(unary, a);
        } else if (primitive instanceof Binary binary) {
            return binary(binary, a, b);
        } else if (primitive instanceof Select) {
            return select(number(a.neq(0)), inputs.get(1), b);
        } else if (primitive instanceof Special special) {
            return onHeap(special, inputs, node.shape());
        } else if (primitive instanceof StopGradient || primitive instanceof Reshape) {
            return keep(a.dup('c').reshape('c', dims(node.shape())));
        } else if (primitive instanceof Broadcast) {
            return broadcast(a, node.inputs().get(0).shape(), node.shape());
        } else if (primitive instanceof Permute permute) {
            return keep(a.permute(permute.axes().stream().mapToInt(axis -> axis).toArray())
                    .dup('c'));
        } else if (primitive instanceof Slice slice) {
            return keep(part(a, slice.axis(), slice.begin(), slice.length()).dup('c'));
        } else if (primitive instanceof Pad pad) {
            INDArray whole = zeros(node.shape());
            part(whole, pad.axis(), pad.before(), a.size(pad.axis())).assign(a);
            return whole;
        } else if (primitive instanceof Concat concat) {
            return keep(Nd4j.concat(concat.axis(), inputs.toArray(INDArray[]::new)));
        } else if (primitive instanceof Reduce reduce) {
            return reduce(reduce, a);
        } else if (primitive instanceof Gather) {
            return gather(a, b, node.shape());
        } else if (primitive instanceof ScatterAdd) {
            return scatterAdd(a, b, node.shape());
        } else if (primitive instanceof MatMul) {
            return product(a, b, node.shape());
        } else if (primitive instanceof Conv2d conv) {
            INDArray out = zeros(node.shape());
            run("conv2d", List.of(a, b), List.of(out), convolution(b, conv.stride()));
            return out;
        } else if (primitive instanceof ConvTranspose2d conv) {
            return transposed(a, b, conv.stride(), node.shape());
        } else if (primitive instanceof ConvWeightGradient conv) {
            return weightGradient(a, b, conv.stride(), node.shape());
        }
        throw new AssertionError(primitive);
    }

    // ---- arrays

    private INDArray keep(INDArray array) {
        made.add(array);
        return array;
    }

    private INDArray array(float[] values, Shape shape) {
        return keep(Nd4j.create(values, dims(shape), 'c'));
    }

    private INDArray zeros(Shape shape) {
        return keep(Nd4j.zeros(DataType.FLOAT, dims(shape)));
    }

    private INDArray like(INDArray array) {
        return keep(Nd4j.zeros(DataType.FLOAT, array.shape()));
    }

    private static long[] dims(Shape shape) {
        int[] dims = shape.rank() == 0 ? new int[] {1} : shape.dims();
        long[] longs = new long[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            longs[axis] = dims[axis];
        }
        return longs;
    }

    /** A view. */
    private static INDArray part(INDArray whole, int axis, long begin, long length) {
        INDArrayIndex[] indices = new INDArrayIndex[whole.rank()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i == axis ? NDArrayIndex.interval(begin, begin + length) : NDArrayIndex.all();
        }
        return whole.get(indices);
    }

    private static void run(String op, List<INDArray> inputs, List<INDArray> outputs, int... arguments) {
        Nd4j.exec(DynamicCustomOp.builder(op)
                .addInputs(inputs.toArray(INDArray[]::new))
                .addOutputs(outputs.toArray(INDArray[]::new))
                .addIntegerArguments(arguments)
                .build());
    }

    private float[] leaf(Leaf leaf, Node node) {
        if (leaf instanceof Leaf.Draw draw) {
            return Draws.all(draw, noise, BlockMath.best());
        }
        if (!(leaf instanceof Leaf.Constant constant)) {
            return leaves.apply(node);
        }
        float[] values = new float[node.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) constant.value(i);
        }
        return values;
    }

    // ---- functions of elements

    private INDArray unary(Unary function, INDArray x) {
        return switch (function) {
            case NEG -> keep(x.neg());
            case ABS -> keep(Transforms.abs(x, true));
            case SIGN -> keep(Transforms.sign(x, true));
            case SQRT -> keep(Transforms.sqrt(x, true));
            case RECIPROCAL -> keep(x.rdiv(1));
            case EXP -> keep(Transforms.exp(x, true));
            case LOG -> keep(Transforms.log(x, true));
            case LOG1P -> log1p(x);
            case SIGMOID -> keep(Transforms.sigmoid(x, true));
            case TANH -> keep(Transforms.tanh(x, true));
            case SOFTPLUS -> softplus(x);
            case SIN -> keep(Transforms.sin(x, true));
            case COS -> keep(Transforms.cos(x, true));
        };
    }

    /**
     * ND4J's takes the logarithm of the rounded sum. What rounding lost is made good by the ratio of x to what is left of it (Kahan's way; see
     * Goldberg, 1991, theorem 4).
     */
    private INDArray log1p(INDArray x) {
        INDArray sum = keep(x.add(1));
        INDArray left = keep(sum.sub(1));
        INDArray log = keep(Transforms.log(sum, true));
        INDArray mended = keep(keep(log.mul(x)).div(left));
        // Where nothing is left x is the answer; what is not finite has no ratio.
        INDArray exact = select(number(left.neq(0)), mended, x);
        return select(number(x.lt(Float.POSITIVE_INFINITY)), exact, log);
    }

    /** max(x, 0) + log(1 + exp(-|x|)): ND4J's overflows. */
    private INDArray softplus(INDArray x) {
        INDArray magnitude = keep(Transforms.abs(x, true));
        INDArray rest = log1p(keep(Transforms.exp(keep(magnitude.neg()), true)));
        return keep(binary(Binary.MAX, x, like(x)).add(rest));
    }

    private INDArray binary(Binary function, INDArray x, INDArray y) {
        return switch (function) {
            case ADD -> keep(x.add(y));
            case SUB -> keep(x.sub(y));
            case MUL -> keep(x.mul(y));
            case DIV -> keep(x.div(y));
            case MAX -> orNan(x, y, Transforms.max(x, y, true));
            case MIN -> orNan(x, y, Transforms.min(x, y, true));
            case GREATER -> number(x.gt(y));
            case GREATER_OR_EQUAL -> keep(number(x.gt(y)).add(number(x.eq(y))));
            case EQUAL -> number(x.eq(y));
        };
    }

    /** NaN if either is, else what was chosen of them: ND4J's choice drops NaN. */
    private INDArray orNan(INDArray x, INDArray y, INDArray chosen) {
        return select(isNan(x), x, select(isNan(y), y, keep(chosen)));
    }

    private INDArray isNan(INDArray x) {
        return number(x.isNaN());
    }

    /** 1 and 0 for true and false. */
    private INDArray number(INDArray truths) {
        keep(truths);
        return keep(truths.castTo(DataType.FLOAT));
    }

    /** The branch not taken may be anything, so it cannot be multiplied by 0; ND4J's op for this goes through an array element by element. */
    private INDArray select(INDArray condition, INDArray yes, INDArray no) {
        INDArray taken = where(condition, yes);
        INDArray other = where(keep(condition.rsub(1)), no);
        return keep(taken.add(other));
    }

    /** {@code values} where the condition is 1; elsewhere the condition, which is 0. */
    private INDArray where(INDArray condition, INDArray values) {
        return Nd4j.getExecutioner()
                .exec(new CompareAndReplace(condition, values, like(values), Conditions.greaterThan(0.5)));
    }

    private INDArray onHeap(Special special, List<INDArray> inputs, Shape shape) {
        float[][] given = inputs.stream().map(input -> input.data().asFloat()).toArray(float[][]::new);
        float[] first = given[0];
        float[] second = given[Math.min(1, given.length - 1)];
        float[] third = given.length > 2 ? given[2] : first;
        float[] out = new float[shape.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) special.apply(first[i], second[i], third[i]);
        }
        return array(out, shape);
    }

    // ---- what moves or sums elements

    private INDArray broadcast(INDArray x, Shape from, Shape to) {
        long[] leading = dims(to);
        int lead = leading.length - from.rank();
        for (int axis = 0; axis < leading.length; axis++) {
            leading[axis] = axis < lead ? 1 : from.dim(axis - lead);
        }
        // A sum with zeros: the op of that name takes a hundred times as long.
        INDArray out = zeros(to);
        run("add", List.of(x.reshape('c', leading), out), List.of(out));
        return out;
    }

    private INDArray reduce(Reduce reduce, INDArray x) {
        int[] axes = reduce.axes().stream().mapToInt(axis -> axis).toArray();
        if (reduce.kind() == Reduce.Kind.SUM) {
            return keep(x.sum(true, axes));
        }
        INDArray most = keep(x.max(true, axes));
        INDArray nans = keep(isNan(x).sum(true, axes));
        // An array of them: ND4J takes a number that is NaN for a small one.
        float[] nan = new float[(int) most.length()];
        Arrays.fill(nan, Float.NaN);
        return select(number(nans.gt(0)), keep(Nd4j.create(nan, most.shape(), 'c')), most);
    }

    private INDArray gather(INDArray table, INDArray index, Shape shape) {
        int[] rows = rows(index, table.size(0));
        INDArray out = zeros(shape);
        run("gather", List.of(table, keep(Nd4j.createFromArray(rows))), List.of(out), 0);
        return out;
    }

    private INDArray scatterAdd(INDArray x, INDArray index, Shape shape) {
        int[] rows = rows(index, shape.dim(0));
        float[] from = x.data().asFloat();
        float[] into = new float[shape.size()];
        int width = into.length / shape.dim(0);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < width; j++) {
                into[rows[i] * width + j] += from[i * width + j];
            }
        }
        return array(into, shape);
    }

    private static int[] rows(INDArray index, long count) {
        float[] numbers = index.data().asFloat();
        int[] rows = new int[numbers.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Gather.row(numbers[i], (int) count);
        }
        return rows;
    }

    // ---- products

    private INDArray product(INDArray a, INDArray b, Shape shape) {
        INDArray out = zeros(shape);
        run("matmul", List.of(threeAxes(a), threeAxes(b)), List.of(threeAxes(out)), 0, 0, 0);
        return out;
    }

    /** A view: ND4J multiplies matrices and stacks of them; more leading axes are one. */
    private static INDArray threeAxes(INDArray x) {
        return x.rank() <= 3 ? x : x.reshape('c', -1, x.size(-2), x.size(-1));
    }

    private INDArray transposed(INDArray x, INDArray weights, int stride, Shape shape) {
        long height = (x.size(2) - 1) * stride + weights.size(2);
        long width = (x.size(3) - 1) * stride + weights.size(3);
        INDArray reached = keep(Nd4j.zeros(DataType.FLOAT, x.size(0), weights.size(1), height, width));
        run("deconv2d", List.of(x, weights), List.of(reached), convolution(weights, stride));
        if (height == shape.dim(2) && width == shape.dim(3)) {
            return reached;
        }
        INDArray whole = zeros(shape);
        part(part(whole, 2, 0, height), 3, 0, width).assign(reached);
        return whole;
    }

    /** The op computes the other gradient, too, which nobody needs; the weights only lend their shape. */
    private INDArray weightGradient(INDArray x, INDArray g, int stride, Shape shape) {
        INDArray weights = zeros(shape);
        INDArray out = zeros(shape);
        run("conv2d_bp", List.of(x, weights, g), List.of(like(x), out), convolution(weights, stride));
        return out;
    }

    private static int[] convolution(INDArray weights, int stride) {
        return Convolutions.arguments(
                        Shape.of((int) weights.size(0), (int) weights.size(1), (int) weights.size(2), (int)
                                weights.size(3)),
                        stride,
                        0,
                        0)
                .stream()
                .mapToInt(Long::intValue)
                .toArray();
    }
}
