package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A learned scale and shift of every element of a vector or channel of an image (Kingma and Dhariwal, 2018). It starts as the identity,
 * or, next to the data, such that the data of the start come back with mean 0 and deviation 1. Immutable.
 */
public final class ActNorm implements Flow {

    private static final String SHIFT = "shift";
    private static final String LOG_SCALE = "logScale";

    private final List<Double> means;
    private final List<Double> deviations;

    private ActNorm(List<Double> means, List<Double> deviations) {
        this.means = means;
        this.deviations = deviations;
    }

    /**
     * Starts as the identity.
     *
     * @param length of a vector, or number of channels
     * @throws IllegalArgumentException if it is below 1
     */
    public static ActNorm of(int length) {
        double[] ones = new double[Rows.requireLength("length", 1, length)];
        Arrays.fill(ones, 1);
        return new ActNorm(boxed(new double[length]), boxed(ones));
    }

    /**
     * Starts from data that come back with mean 0 and deviation 1.
     *
     * @param examples one after the other
     * @param event the shape of one
     * @throws IllegalArgumentException if there is no whole number of examples, or an element or channel is the same in all of them
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
        double[] deviations = new double[length];
        for (int i = 0; i < length; i++) {
            int channel = i;
            double[] own = IntStream.range(0, examples.length)
                    .filter(at -> at / plane % length == channel)
                    .mapToDouble(at -> examples[at])
                    .toArray();
            double mean = Arrays.stream(own).average().orElseThrow();
            means[i] = mean;
            deviations[i] = Math.sqrt(Arrays.stream(own)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow());
            if (!(deviations[i] > 0)) {
                throw new IllegalArgumentException("what is to be scaled must vary: element=" + i + ", value=" + mean);
            }
        }
        return new ActNorm(boxed(means), boxed(deviations));
    }

    private static List<Double> boxed(double... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    @Override
    public Map<String, Spec> specs() {
        Spec zeros = new Spec(Shape.of(means.size()), Initial.zeros());
        return new Specs().add(LOG_SCALE, zeros).add(SHIFT, zeros).toMap();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireFirst("an actnorm", means.size(), event);
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
        int length = means.size();
        Node shift = scope.parameter(rows.graph(), SHIFT, Shape.of(length))
                .plus(rows.graph().constant(array(means, false), length));
        Node logScale = scope.parameter(rows.graph(), LOG_SCALE, Shape.of(length))
                .plus(rows.graph().constant(array(deviations, true), length));
        int[] dims = Rows.overFirst(event);
        return new Move(shift.reshape(dims), logScale.reshape(dims));
    }

    private static double[] array(List<Double> numbers, boolean log) {
        return numbers.stream().mapToDouble(x -> log ? Math.log(x) : x).toArray();
    }
}
