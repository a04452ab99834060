package io.yume.graph;

/**
 * Where the draws of one run come from: one stream per row, and the step within it. A draw is a function of (stream of its
 * row, step, name of the draw, position within the row) and of nothing else, so neither the make-up of a batch nor an
 * added node changes it.
 *
 * @param rows the stream of each row
 * @param step the position in the streams, such as the training or dream step
 */
public record Noise(long[] rows, long step) {

    /** Streams {@code 0 .. rows-1} below a seed. */
    public static Noise of(Seed seed, int rows, long step) {
        long[] streams = new long[rows];
        for (int row = 0; row < rows; row++) {
            streams[row] = seed.split("row", row).value();
        }
        return new Noise(streams, step);
    }

    /** The same streams at another step. */
    public Noise at(long other) {
        return new Noise(rows, other);
    }

    /** The key of a row's stream for the draw whose name has this {@link Seed#hash}. */
    public long key(int row, long nameHash) {
        return Seed.mix(rows[row] ^ nameHash);
    }
}
