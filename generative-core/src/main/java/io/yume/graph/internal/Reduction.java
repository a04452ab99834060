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

    /** Elements that are worth a helper's waking. */
    private static final int WORTH_A_TEAM = 100_000;

    /** Elements that a lane takes at a time, about. */
    private static final int PIECE = 8192;

    @Override
    public Step bind(Arena planned, BlockMath math, Registers registers) {
        return new Bound(this, planned, math);
    }

    @Override
    public int pieces() {
        return outer;
    }

    @Override
    public Instruction pieces(int begin, int count) {
        int each = length * inner;
        return new Reduction(
                kind,
                count,
                length,
                inner,
                Ref.contiguous(from.memory(), from.offset() + begin * each, Shape.of(count, length, inner)),
                Ref.contiguous(to.memory(), to.offset() + begin * inner, Shape.of(count, inner)));
    }

    @Override
    public Work work() {
        String operation = kind == Reduce.Kind.SUM ? "sum" : "max";
        return new Work(StepKind.REDUCTION, operation, (long) outer * length * inner);
    }

    /** Cut into pieces that each join whole numbers, so that the cut does not change an order. */
    private static final class Bound implements Step, Team.Pieces {

        private final Reduction plan;
        private final Arena planned;
        private final BlockMath math;
        private final boolean large;
        private final int perPiece;
        private final int across;
        private final Lanes<Lane> lanes;

        Bound(Reduction plan, Arena planned, BlockMath math) {
            this.plan = plan;
            this.planned = planned;
            this.math = math;
            large = (long) plan.outer * plan.length * plan.inner >= WORTH_A_TEAM;
            // Rows are cut between rows; columns between rows where there are several, else across.
            boolean cutsAcross = plan.inner > 1 && plan.outer == 1;
            perPiece = cutsAcross
                    ? Math.max(1, Math.min(BlockMath.BLOCK, Math.max(64, PIECE / plan.length)))
                    : Math.max(1, PIECE / Math.max(1, plan.length * plan.inner));
            across = cutsAcross ? plan.inner : plan.outer;
            lanes = new Lanes<>(lane -> new Lane(plan, planned, math));
        }

        @Override
        public void run(Noise noise) {
            if (!large) {
                compute(0, 0, across);
                return;
            }
            lanes.run(this, (across - 1) / perPiece + 1);
        }

        @Override
        public void compute(int lane, int piece) {
            compute(lane, piece * perPiece, Math.min((piece + 1) * perPiece, across));
        }

        private void compute(int lane, int from, int to) {
            Lane own = lanes.get(lane);
            if (plan.inner == 1) {
                own.rows(from, to);
            } else if (plan.outer == 1) {
                own.columns(0, from, to);
            } else {
                for (int outer = from; outer < to; outer++) {
                    own.columns(outer, 0, plan.inner);
                }
            }
        }
    }

    /** The buffers of one thread. */
    private static final class Lane {

        private final Reduction plan;
        private final Access source;
        private final Access target;
        private final BlockMath math;
        private final boolean sum;
        private final float[] block = new float[BlockMath.BLOCK];
        private final float[] result = new float[BlockMath.BLOCK];

        Lane(Reduction plan, Arena planned, BlockMath math) {
            this.plan = plan;
            this.math = math;
            source = new Access(plan.from, planned);
            target = new Access(plan.to, planned);
            sum = plan.kind == Reduce.Kind.SUM;
        }

        /** Each row of {@code length} neighbours becomes one number; long rows go block by block. */
        void rows(int from, int to) {
            int filled = 0;
            for (int row = from; row < to; row++) {
                result[filled++] = join(row * plan.length);
                if (filled == result.length || row == to - 1) {
                    target.write(result, row + 1 - filled, filled);
                    filled = 0;
                }
            }
        }

        private float join(int start) {
            float total = sum ? 0 : Float.NEGATIVE_INFINITY;
            for (int at = 0; at < plan.length; at += block.length) {
                int n = Math.min(block.length, plan.length - at);
                source.read(block, start + at, n);
                total = sum ? total + math.sum(block, n) : Math.max(total, math.max(block, n));
            }
            return total;
        }

        /** Rows of {@code inner} neighbours are joined element by element. */
        void columns(int outer, int from, int to) {
            for (int at = from; at < to; at += block.length) {
                int n = Math.min(block.length, to - at);
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
