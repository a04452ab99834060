package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A fixed permutation of the elements of a vector, or channels of an image: element i of an output is element
 * {@code order[i]} of the input.
 *
 * @param order every index once
 * @param saved whether the order is a constant tensor that is saved with the learned ones, which depend on it; else it
 *     is part of the program
 */
public record Permutation(List<Integer> order, boolean saved) implements Flow {

    private static final String ORDER = "start.order";

    /** @throws IllegalArgumentException if it is no permutation of 0, 1, ... */
    public Permutation {
        order = List.copyOf(order);
        int length = order.size();
        boolean legal = order.stream().distinct().count() == length
                && order.stream().allMatch(index -> index >= 0 && index < length);
        if (!legal || length == 0) {
            throw new IllegalArgumentException("a permutation must have every index from 0 on once: order=" + order);
        }
    }

    /** In this order. */
    public static Permutation of(int... order) {
        return of(false, order);
    }

    private static Permutation of(boolean saved, int... order) {
        return new Permutation(Arrays.stream(order).boxed().toList(), saved);
    }

    /** In reversed order. */
    public static Permutation reversed(int length) {
        return of(IntStream.range(0, length).map(i -> length - 1 - i).toArray());
    }

    /** In an order drawn from a seed, which checkpoints have. */
    public static Permutation shuffled(int length, Seed seed) {
        SplittableRandom random = seed.split("permutation").generator();
        int[] order = IntStream.range(0, length).toArray();
        for (int i = length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return of(true, order);
    }

    @Override
    public Map<String, Spec> specs() {
        return saved ? Map.of(ORDER, Rows.start(Shape.of(order.size()), indices())) : Map.of();
    }

    @Override
    public Shape output(Shape event) {
        return Rows.requireFirst("a permutation", order.size(), event);
    }

    @Override
    public boolean keepsValues() {
        return true;
    }

    private double[] indices() {
        return order.stream().mapToDouble(index -> index).toArray();
    }

    private double[] back() {
        double[] back = new double[order.size()];
        IntStream.range(0, back.length).forEach(i -> back[order.get(i)] = i);
        return back;
    }

    @Override
    public Result forward(Node x, Node context, Scope scope) {
        return moved(x, elements -> elements.gather(saved ? tensor(x, scope) : constant(x, indices())));
    }

    @Override
    public Result inverse(Node y, Node context, Scope scope) {
        return moved(
                y,
                elements -> saved
                        ? elements.scatterAdd(tensor(y, scope), order.size())
                        : elements.gather(constant(y, back())));
    }

    private Node tensor(Node rows, Scope scope) {
        return scope.parameter(rows.graph(), ORDER, Shape.of(order.size()));
    }

    private static Node constant(Node rows, double... indices) {
        return rows.graph().constant(indices, indices.length);
    }

    private Result moved(Node rows, UnaryOperator<Node> move) {
        output(Rows.event(rows));
        Integer[] swapped = IntStream.range(0, rows.shape().rank()).boxed().toArray(Integer[]::new);
        swapped[0] = 1;
        swapped[1] = 0;
        Node value = move.apply(rows.permute(swapped)).permute(swapped);
        return new Result(value, Rows.same(rows.graph().constant(0), rows));
    }
}
