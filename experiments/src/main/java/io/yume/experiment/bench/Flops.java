package io.yume.experiment.bench;

/**
 * Floating-point operations of matrix products and convolutions, a multiplication and an addition being two; everything
 * else (activations, noise, the optimiser) is left out. Training costs a layer its forward product, the gradient of its
 * weights and, unless it is the first, that of its input: three times the forward product, or twice.
 */
final class Flops {

    private static final int FIRST = 2;
    private static final int INNER = 3;

    private Flops() {}

    /** Of a product {@code [m, k] x [k, n]}. */
    static double product(long m, long k, long n) {
        return 2.0 * m * k * n;
    }

    /** Of a training step of {@link MlpVae}. */
    static double mlpVae(MlpVae sizes) {
        int batch = sizes.batch();
        return FIRST * product(batch, sizes.pixels(), sizes.hidden())
                + INNER
                        * (product(batch, sizes.hidden(), 2L * sizes.latents())
                                + product(batch, sizes.latents(), sizes.hidden())
                                + product(batch, sizes.hidden(), sizes.pixels()));
    }

    /** Of a training step of Vision with the channels of World Models (Ha and Schmidhuber, 2018). */
    static double convVae(int batch, int latents) {
        // A convolution does k * k * in * out for each place of its output, a transposed one for each of its input.
        double encoder = FIRST * product(31 * 31, 3 * 16, 32)
                + INNER
                        * (product(14 * 14, 32 * 16, 64)
                                + product(6 * 6, 64 * 16, 128)
                                + product(2 * 2, 128 * 16, 256));
        double dense = INNER * (product(1, 1024, 2L * latents) + product(1, latents, 1024));
        double decoder = INNER
                * (product(1, 1024, 25 * 128)
                        + product(5 * 5, 128, 25 * 64)
                        + product(13 * 13, 64, 36 * 32)
                        + product(30 * 30, 32, 36 * 3));
        return batch * (encoder + dense + decoder);
    }

    /** Of a training step of Memory. Its codes are data, so its first product has no gradient of the input. */
    static double mdnRnn(int rows, int sequence, int inputs, int hidden, int outputs) {
        long places = (long) rows * sequence;
        return FIRST * product(places, inputs, 4L * hidden)
                + INNER * (product(places, hidden, 4L * hidden) + product(places, hidden, outputs));
    }

    /** Of a step of dreams with a linear controller of one output. */
    static double dream(int rows, int inputs, int latents, int hidden, int outputs) {
        return product(rows, inputs, 4L * hidden)
                + product(rows, hidden, 4L * hidden)
                + product(rows, hidden, outputs)
                + product(rows, latents + (long) hidden, 1);
    }
}
