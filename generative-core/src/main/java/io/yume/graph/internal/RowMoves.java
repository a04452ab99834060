package io.yume.graph.internal;

import io.yume.graph.Gather;
import io.yume.graph.Noise;
import io.yume.graph.StepKind;
import java.util.Arrays;
import java.util.List;

/**
 * Moves whole rows to or from where indices say: picks them from a table, or adds them into zeros.
 *
 * @param adds whether rows are added at their indices, else picked from there
 * @param from what is moved, contiguous
 * @param index one whole number per moved row, contiguous
 * @param to the result, contiguous
 */
record RowMoves(boolean adds, Ref from, Ref index, Ref to) implements Instruction {

    @Override
    public List<Ref> reads() {
        return List.of(from, index);
    }

    @Override
    public List<Ref> writes() {
        return List.of(to);
    }

    @Override
    public Step bind(Arena planned, BlockMath math, Registers registers) {
        return new Bound(this, planned, math);
    }

    @Override
    public Work work() {
        return adds
                ? new Work(StepKind.REDUCTION, "scatter add", from.shape().size())
                : new Work(StepKind.COPY, "gather", 0);
    }

    private static final class Bound implements Step {

        private final boolean adds;
        private final int rows;
        private final int width;
        private final int size;
        private final Access source;
        private final Access target;
        private final Access numbers;
        private final float[] index;
        private final float[] block;
        private final float[] sum;
        private final BlockMath math;

        Bound(RowMoves plan, Arena planned, BlockMath math) {
            adds = plan.adds;
            rows = (adds ? plan.to : plan.from).shape().dim(0);
            size = plan.to.shape().size();
            width = (adds ? plan.to : plan.from).shape().size() / rows;
            source = new Access(plan.from, planned);
            target = new Access(plan.to, planned);
            numbers = new Access(plan.index, planned);
            index = new float[plan.index.shape().size()];
            block = new float[BlockMath.BLOCK];
            sum = new float[BlockMath.BLOCK];
            this.math = math;
        }

        @Override
        public void run(Noise noise) {
            numbers.read(index, 0, index.length);
            if (adds) {
                clear();
            }
            for (int i = 0; i < index.length; i++) {
                int row = Gather.row(index[i], rows);
                for (int at = 0; at < width; at += block.length) {
                    int n = Math.min(block.length, width - at);
                    if (adds) {
                        source.read(block, i * width + at, n);
                        target.read(sum, row * width + at, n);
                        math.add(sum, block, sum, n);
                        target.write(sum, row * width + at, n);
                    } else {
                        source.read(block, row * width + at, n);
                        target.write(block, i * width + at, n);
                    }
                }
            }
        }

        private void clear() {
            Arrays.fill(sum, 0);
            for (int at = 0; at < size; at += sum.length) {
                target.write(sum, at, Math.min(sum.length, size - at));
            }
        }
    }
}
