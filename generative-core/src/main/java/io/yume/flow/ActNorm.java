package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A learned scale and shift of every element of a vector or channel of an image (Kingma and Dhariwal, 2018). It starts
 * as the identity, or such that given data come back with mean 0 and deviation 1. In the second case that start is
 * kept as constant tensors, and what is learned is the difference from it. Immutable.
 */
public final class ActNorm implements Flow {

    private static final String SHIFT = "shift";
    private static final String LOG_SCALE = "logScale";
    private static final String START = "start.";

    private final int length;
    /** The constant tensors of the start, by name; none if it starts as the identity. */
    private final Map<String, Spec> starts;

    private ActNorm(int length, Map<String, Spec> starts) {
        this.length = length;
        this.starts = starts;
    }

    /**
     * Starts as the identity.
     *
     * @param length of a vector, or number of channels
     * @throws IllegalArgumentException if it is below 1
     */
    public static ActNorm of(int length) {
        return new ActNorm(Rows.requireLength("length", 1, length), Map.of());
    }

    /**
     * Starts such that given data come back with mean 0 and deviation 1.
     *
     * @param examples one after the other
     * @param event the shape of one
     * @throws IllegalArgumentException if there is no whole number of examples, or an element or channel is the same
     *     in all of them
     */
    public static ActNorm standardising(float[] examples, int... event) {
        Shape shape = Shape.of(event);
        if (examples.length == 0 || shape.rank() == 0 || examples.length % shape.size() != 0) {
            throw new IllegalArgumentException(
                    "values must be whole examples: values=" + examples.length + ", event=" + shape);
        }
        int length = shape.dim(0);
        int plane = shape.size() / length;
        double[] means = new double[length];
        double[] logScales = new double[length];
        for (int i = 0; i < length; i++) {
            int channel = i;
            double[] own = IntStream.range(0, examples.length)
                    .filter(at -> at / plane % length == channel)
                    .mapToDouble(at -> examples[at])
                    .toArray();
            double mean = Arrays.stream(own).average().orElseThrow();
            means[i] = mean;
            double deviation = Math.sqrt(Arrays.stream(own)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow());
            if (!(deviation > 0)) {
                throw new IllegalArgumentException("what is to be scaled must vary: element=" + i + ", value=" + mean);
            }
            logScales[i] = Math.log(deviation);
        }
        Shape numbers = Shape.of(length);
        return new ActNorm(
                length,
                new Specs()
                        .add(START + LOG_SCALE, Rows.start(numbers, logScales))
                        .add(START + SHIFT, Rows.start(numbers, means))
                        .toMap());
    }

    @Override
    public Map<String, Spec> specs() {
        Spec zeros = new Spec(Shape.of(length), Initial.zeros());
        return new Specs()
                .add(LOG_SCALE, zeros)
                .add(SHIFT, zeros)
                .addAll(starts)
                .toMap();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireFirst("an actnorm", length, event);
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        Move move = move(x, scope);
        Node value = x.times(move.logScale().exp()).plus(move.shift());
        return new Result(value, move.logDet(x));
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        Move move = move(y, scope);
        Node value = y.minus(move.shift()).times(move.logScale().neg().exp());
        return new Result(value, move.logDet(y).neg());
    }

    private record Move(Node shift, Node logScale) {

        Node logDet(Node rows) {
            return Rows.everyPixel(logScale, rows);
        }
    }

    private Move move(Node rows, Scope scope) {
        Shape event = output(Rows.event(rows));
        Node shift = numbers(SHIFT, rows, scope);
        Node logScale = numbers(LOG_SCALE, rows, scope);
        int[] dims = Rows.overFirst(event);
        return new Move(shift.reshape(dims), logScale.reshape(dims));
    }

    private Node numbers(String name, Node rows, Scope scope) {
        Node learned = scope.parameter(rows.graph(), name, Shape.of(length));
        return starts.isEmpty() ? learned : learned.plus(scope.parameter(rows.graph(), START + name, Shape.of(length)));
    }
}
