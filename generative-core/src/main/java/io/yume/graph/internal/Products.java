package io.yume.graph.internal;

import io.yume.graph.Noise;
import io.yume.graph.Shape;
import io.yume.graph.StepKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Products that do not depend on each other: the parts of one that sums over so many rows, as the gradient of a weight
 * does, that lanes can share it. How many parts there are depends on the shape alone, and so do the bits of their sum.
 */
record Products(List<NativeOp> parts) implements Instruction {

    /** Operations of a product that several lanes should not share. */
    static final long SMALL = 1_000_000;

    /** Rows from which on there are two parts. */
    private static final int LEAST_ROWS = 256;

    /** Rows that more parts than two have at least. */
    private static final int ROWS = 512;

    private static final int MOST_PARTS = 8;

    /** The parts in which a product that sums over some rows is computed. */
    static int partsOf(int rows, long flops) {
        int parts = rows < LEAST_ROWS || flops < SMALL ? 1 : 2;
        while (parts > 1 && parts < MOST_PARTS && rows >= 2 * parts * ROWS) {
            parts *= 2;
        }
        return parts;
    }

    /** What computes the product of two matrices, or of two stacks of them, each transposed before if it is flipped. */
    static List<Instruction> of(Ref left, Ref right, boolean flipLeft, boolean flipRight, Ref to) {
        if (flipLeft && !flipRight && left.shape().rank() == 2) {
            int rows = left.shape().dim(0);
            int count = partsOf(rows, 2L * rows * to.shape().size());
            if (count > 1) {
                return summed(left, right, to, count);
            }
        }
        return List.of(product(left, right, flipLeft, flipRight, to));
    }

    /** The first part goes to where the sum will be, to which the others are added. */
    private static List<Instruction> summed(Ref left, Ref right, Ref to, int count) {
        int rows = left.shape().dim(0);
        List<NativeOp> parts = new ArrayList<>();
        List<Ref> results = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int begin = (int) ((long) rows * part / count);
            int length = (int) ((long) rows * (part + 1) / count) - begin;
            Ref result = part == 0 ? to : Compiler.scratch(to.shape());
            results.add(result);
            parts.add(product(left.slice(0, begin, length), right.slice(0, begin, length), true, false, result));
        }
        return List.of(new Products(parts), Elementwise.sum(results, to));
    }

    private static NativeOp product(Ref left, Ref right, boolean flipLeft, boolean flipRight, Ref to) {
        return new NativeOp(
                "matmul",
                List.of(threeAxes(left), threeAxes(right)),
                List.of(threeAxes(to)),
                List.of(flipLeft ? 1L : 0L, flipRight ? 1L : 0L, 0L));
    }

    /** ND4J multiplies matrices and stacks of them; more leading axes are one. */
    private static Ref threeAxes(Ref ref) {
        Shape shape = ref.shape();
        if (shape.rank() <= 3) {
            return ref;
        }
        int rows = shape.dim(-2);
        int columns = shape.dim(-1);
        return ref.reshape(Shape.of(shape.size() / (rows * columns), rows, columns));
    }

    @Override
    public List<Ref> reads() {
        return parts.stream().flatMap(part -> part.reads().stream()).toList();
    }

    @Override
    public List<Ref> writes() {
        return parts.stream().flatMap(part -> part.writes().stream()).toList();
    }

    @Override
    public Step bind(Arena planned, BlockMath math, Registers registers) {
        return new Bound(
                parts.stream().map(part -> part.bind(planned, math, registers)).toArray(Step[]::new));
    }

    @Override
    public Work work() {
        long flops = parts.stream().mapToLong(part -> part.work().flops()).sum();
        return new Work(StepKind.MATMUL, "matmul", flops);
    }

    @Override
    public int pieces() {
        return parts.size();
    }

    @Override
    public int leastPieces() {
        return 1;
    }

    @Override
    public Instruction pieces(int begin, int count) {
        return new Products(parts.subList(begin, begin + count));
    }

    private record Bound(Step[] steps) implements Step {

        @Override
        public void run(Noise noise) {
            for (Step step : steps) {
                step.run(noise);
            }
        }

        @Override
        public void close() {
            Arrays.stream(steps).forEach(Step::close);
        }
    }
}
