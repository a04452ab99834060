package io.yume.graph.internal;

import io.yume.graph.Leaf;
import io.yume.graph.Noise;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.graph.StepKind;
import java.util.List;

/**
 * Fills a view with noise, row by row, each from its own stream.
 *
 * @param draw what is drawn
 * @param first the first row that is drawn here
 * @param count how many are
 * @param to where these rows go
 */
record Drawing(Leaf.Draw draw, int first, int count, Ref to) implements Instruction {

    /** Draws all rows. */
    static Drawing all(Leaf.Draw draw, Ref to) {
        return new Drawing(draw, 0, draw.declared().dim(0), to);
    }

    @Override
    public List<Ref> reads() {
        return List.of();
    }

    @Override
    public List<Ref> writes() {
        return List.of(to);
    }

    /** Draws that are worth a helper's waking. */
    private static final int WORTH_A_TEAM = 20_000;

    @Override
    public Step bind(Arena planned, BlockMath math, Registers registers) {
        return new Bound(this, planned, math);
    }

    @Override
    public int pieces() {
        return to.contiguous() ? count : 1;
    }

    @Override
    public Instruction pieces(int begin, int length) {
        int width = to.shape().size() / count;
        return new Drawing(
                draw,
                first + begin,
                length,
                Ref.contiguous(to.memory(), to.offset() + begin * width, Shape.of(length, width)));
    }

    @Override
    public Work work() {
        return new Work(StepKind.DRAW, draw.noise() == Leaf.Noise.NORMAL ? "normal draw" : "uniform draw", 0);
    }

    private static final class Bound implements Step, Team.Pieces {

        private final Drawing plan;
        private final Arena planned;
        private final BlockMath math;
        private final int rows;
        private final int width;
        private final int perPiece;
        private final long name;
        private final Lanes<Lane> lanes;
        private Noise noise;

        Bound(Drawing plan, Arena planned, BlockMath math) {
            this.plan = plan;
            this.planned = planned;
            this.math = math;
            rows = plan.count;
            width = plan.to.shape().size() / rows;
            perPiece = Math.max(1, BlockMath.BLOCK / width);
            name = Seed.hash(plan.draw.name());
            lanes = new Lanes<>(lane -> buffers());
        }

        private Lane buffers() {
            return new Lane(new Access(plan.to, planned), new float[Math.min(width, BlockMath.BLOCK)]);
        }

        @Override
        public void run(Noise from) {
            Draws.requireStreams(plan.draw, from);
            noise = from;
            if ((long) rows * width < WORTH_A_TEAM) {
                compute(0, 0, rows);
                return;
            }
            lanes.run(this, (rows - 1) / perPiece + 1);
        }

        @Override
        public void compute(int lane, int piece) {
            compute(lane, piece * perPiece, Math.min((piece + 1) * perPiece, rows));
        }

        private void compute(int lane, int from, int to) {
            float[] block = lanes.get(lane).block;
            for (int row = from; row < to; row++) {
                long key = noise.key(plan.first + row, name);
                for (int at = 0; at < width; at += block.length) {
                    int n = Math.min(block.length, width - at);
                    Draws.fill(plan.draw, math, block, 0, n, key, noise.step(), at);
                    lanes.get(lane).target.write(block, row * width + at, n);
                }
            }
        }
    }

    /** The buffers of one thread. */
    private record Lane(Access target, float[] block) {}
}
