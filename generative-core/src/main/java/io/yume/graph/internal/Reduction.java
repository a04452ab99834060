package io.yume.graph.internal;

import io.yume.graph.Noise;
import io.yume.graph.Reduce;
import io.yume.graph.Shape;
import io.yume.graph.StepKind;
import java.util.Arrays;
import java.util.List;

/**
 * Joins the middle axis of {@code [outer, length, inner]} in an order that depends on nothing but the shape.
 *
 * @param kind sum or maximum
 * @param from the elements, contiguous
 * @param to the result {@code [outer, inner]}, contiguous
 */
record Reduction(Reduce.Kind kind, int outer, int length, int inner, Ref from, Ref to) implements Instruction {

    /** The reduction of one run of neighbouring axes. */
    static Reduction over(Reduce.Kind kind, Ref from, int firstAxis, int lastAxis, Ref to) {
        Shape shape = from.shape();
        int outer = 1;
        int length = 1;
        int inner = 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (axis < firstAxis) {
                outer *= shape.dim(axis);
            } else if (axis <= lastAxis) {
                length *= shape.dim(axis);
            } else {
                inner *= shape.dim(axis);
            }
        }
        return new Reduction(kind, outer, length, inner, from, to);
    }

    @Override
    public List<Ref> reads() {
        return List.of(from);
    }

    @Override
    public List<Ref> writes() {
        return List.of(to);
    }

    @Override
    public Step bind(Arena planned, BlockMath math) {
        Access source = new Access(from, planned);
        Access target = new Access(to, planned);
        return inner == 1 ? new Rows(this, source, target, math) : new Columns(this, source, target, math);
    }

    @Override
    public Work work() {
        String operation = kind == Reduce.Kind.SUM ? "sum" : "max";
        return new Work(StepKind.REDUCTION, operation, (long) outer * length * inner);
    }

    /** Each row of {@code length} neighbours becomes one number; long rows go block by block. */
    private record Rows(Reduction plan, Access source, Access target, BlockMath math, float[] block, float[] result)
            implements Step {

        Rows(Reduction plan, Access source, Access target, BlockMath math) {
            this(plan, source, target, math, new float[BlockMath.BLOCK], new float[BlockMath.BLOCK]);
        }

        @Override
        public void run(Noise noise) {
            int filled = 0;
            for (int row = 0; row < plan.outer; row++) {
                result[filled++] = join(row * plan.length);
                if (filled == result.length || row == plan.outer - 1) {
                    target.write(result, row + 1 - filled, filled);
                    filled = 0;
                }
            }
        }

        private float join(int start) {
            boolean sum = plan.kind == Reduce.Kind.SUM;
            float total = sum ? 0 : Float.NEGATIVE_INFINITY;
            for (int at = 0; at < plan.length; at += block.length) {
                int n = Math.min(block.length, plan.length - at);
                source.read(block, start + at, n);
                total = sum ? total + math.sum(block, n) : Math.max(total, math.max(block, n));
            }
            return total;
        }
    }

    /** Rows of {@code inner} neighbours are joined element by element. */
    private record Columns(Reduction plan, Access source, Access target, BlockMath math, float[] block, float[] result)
            implements Step {

        Columns(Reduction plan, Access source, Access target, BlockMath math) {
            this(plan, source, target, math, new float[BlockMath.BLOCK], new float[BlockMath.BLOCK]);
        }

        @Override
        public void run(Noise noise) {
            boolean sum = plan.kind == Reduce.Kind.SUM;
            for (int outer = 0; outer < plan.outer; outer++) {
                for (int at = 0; at < plan.inner; at += block.length) {
                    int n = Math.min(block.length, plan.inner - at);
                    Arrays.fill(result, 0, n, sum ? 0 : Float.NEGATIVE_INFINITY);
                    for (int row = 0; row < plan.length; row++) {
                        source.read(block, (outer * plan.length + row) * plan.inner + at, n);
                        if (sum) {
                            math.add(result, block, result, n);
                        } else {
                            math.max(result, block, result, n);
                        }
                    }
                    target.write(result, outer * plan.inner + at, n);
                }
            }
        }
    }
}
