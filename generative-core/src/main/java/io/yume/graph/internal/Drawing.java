package io.yume.graph.internal;

import io.yume.graph.Leaf;
import io.yume.graph.Noise;
import io.yume.graph.Seed;
import io.yume.graph.StepKind;
import java.util.List;

/** Fills a contiguous view with noise, row by row, each from its own stream. */
record Drawing(Leaf.Draw draw, Ref to) implements Instruction {

    @Override
    public List<Ref> reads() {
        return List.of();
    }

    @Override
    public List<Ref> writes() {
        return List.of(to);
    }

    @Override
    public Step bind(Arena planned, BlockMath math) {
        Access target = new Access(to, planned);
        int rows = draw.declared().dim(0);
        int width = draw.declared().size() / rows;
        long name = Seed.hash(draw.name());
        boolean normal = draw.noise() == Leaf.Noise.NORMAL;
        float[] block = new float[Math.min(width, BlockMath.BLOCK)];
        return noise -> {
            require(noise, rows);
            for (int row = 0; row < rows; row++) {
                long key = noise.key(row, name);
                for (int at = 0; at < width; at += block.length) {
                    int n = Math.min(block.length, width - at);
                    if (normal) {
                        math.normal(block, 0, n, key, noise.step(), at);
                    } else {
                        math.uniform(block, 0, n, key, noise.step(), at);
                    }
                    target.write(block, row * width + at, n);
                }
            }
        };
    }

    @Override
    public Work work() {
        return new Work(StepKind.DRAW, draw.noise() == Leaf.Noise.NORMAL ? "normal draw" : "uniform draw", 0);
    }

    private void require(Noise noise, int rows) {
        if (noise.rows().length != rows) {
            throw new IllegalArgumentException("a draw must have one row per stream: draw=" + draw.name() + ", rows="
                    + rows + ", streams=" + noise.rows().length);
        }
    }
}
