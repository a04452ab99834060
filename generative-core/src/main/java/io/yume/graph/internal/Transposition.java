package io.yume.graph.internal;

import io.yume.graph.Noise;
import io.yume.graph.Shape;
import io.yume.graph.StepKind;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A matrix copied to where its rows lie side by side, from where its columns do: tile by tile, so that reads and writes
 * both go along whole cache lines.
 *
 * @param from the matrix, neighbours along axis 0 side by side
 * @param to the same shape, neighbours along axis 1 side by side
 */
record Transposition(Ref from, Ref to) implements Instruction {

    /** Rows and columns of a tile: two of them fit in a first-level cache of 32 KiB, with nothing to spare. */
    private static final int TILE = 64;

    /** Elements that are worth a helper's waking. */
    private static final int WORTH_A_TEAM = 100_000;

    /** Whether a copy is one, and large enough that tiles pay. */
    static boolean suits(Ref from, Ref to) {
        Shape shape = from.shape();
        return shape.rank() == 2
                && shape.equals(to.shape())
                && Math.min(shape.dim(0), shape.dim(1)) >= TILE / 4
                && from.strides()[0] == 1
                && from.strides()[1] >= shape.dim(0)
                && to.strides()[1] == 1;
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
    public Step bind(Arena planned, BlockMath math, Registers registers) {
        return new Bound(this, planned);
    }

    @Override
    public int pieces() {
        return to.shape().dim(0);
    }

    @Override
    public Instruction pieces(int begin, int count) {
        return new Transposition(from.slice(0, begin, count), to.slice(0, begin, count));
    }

    @Override
    public Work work() {
        return new Work(StepKind.COPY, "copy", 0);
    }

    /** Pieces are bands of {@link #TILE} rows. */
    private static final class Bound implements Step, Team.Pieces {

        private final FloatBuffer source;
        private final FloatBuffer target;
        private final int sourceBase;
        private final int targetBase;
        private final int sourceStride;
        private final int targetStride;
        private final int rows;
        private final int columns;
        private final Lanes<Tiles> lanes = new Lanes<>(lane -> new Tiles());

        Bound(Transposition plan, Arena planned) {
            source = plan.from.memory().arena(planned).floats();
            target = plan.to.memory().arena(planned).floats();
            sourceBase = plan.from.position(planned);
            targetBase = plan.to.position(planned);
            sourceStride = plan.from.strides()[1];
            targetStride = plan.to.strides()[0];
            rows = plan.to.shape().dim(0);
            columns = plan.to.shape().dim(1);
        }

        @Override
        public void run(Noise noise) {
            int bands = (rows - 1) / TILE + 1;
            if ((long) rows * columns >= WORTH_A_TEAM) {
                lanes.run(this, bands);
                return;
            }
            for (int band = 0; band < bands; band++) {
                compute(0, band);
            }
        }

        @Override
        public void compute(int lane, int band) {
            Tiles tiles = lanes.get(lane);
            int row = band * TILE;
            int high = Math.min(TILE, rows - row);
            for (int column = 0; column < columns; column += TILE) {
                int wide = Math.min(TILE, columns - column);
                for (int i = 0; i < wide; i++) {
                    source.get(sourceBase + (column + i) * sourceStride + row, tiles.before, i * TILE, high);
                }
                for (int i = 0; i < high; i++) {
                    for (int j = 0; j < wide; j++) {
                        tiles.after[i * TILE + j] = tiles.before[j * TILE + i];
                    }
                }
                for (int i = 0; i < high; i++) {
                    target.put(targetBase + (row + i) * targetStride + column, tiles.after, i * TILE, wide);
                }
            }
        }
    }

    /** What a lane has at hand: a tile as it was and as it shall be. */
    private static final class Tiles {

        private final float[] before = new float[TILE * TILE];
        private final float[] after = new float[TILE * TILE];
    }
}
