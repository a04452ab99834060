package io.yume.experiment.bench;

/**
 * Batches of made-up examples, over and over. Each is gathered from places that do not lie side by side, since that is what
 * a shuffled data set costs.
 */
final class Batches {

    private static final int EXAMPLES = 1024;
    private static final int STRIDE = 7919;
    private static final double GOLDEN = 0.6180339887498949;

    private final int width;
    private final float[] examples;
    private final float[] batch;
    private long drawn;

    Batches(int width, int size) {
        this.width = width;
        examples = new float[EXAMPLES * width];
        for (int i = 0; i < examples.length; i++) {
            double value = (i + 1) * GOLDEN;
            examples[i] = (float) (value - Math.floor(value));
        }
        batch = new float[size * width];
    }

    /** The next batch {@code [size, width]} of numbers in [0, 1); it is overwritten by the one after. */
    float[] next() {
        for (int to = 0; to < batch.length; to += width) {
            int from = (int) (drawn++ * STRIDE % EXAMPLES);
            System.arraycopy(examples, from * width, batch, to, width);
        }
        return batch;
    }
}
