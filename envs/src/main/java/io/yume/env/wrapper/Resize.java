package io.yume.env.wrapper;

/**
 * Resizes pictures of unsigned bytes: rows, then columns, each rounded to bytes, with weights in whole numbers, so that every
 * machine gets the same bytes. Not thread-safe.
 */
final class Resize {

    /** Fraction bits of the weights; the products fit 32 bits. */
    private static final int PRECISION = 22;

    private final Axis horizontal;
    private final Axis vertical;
    private final int channels;
    private final byte[] between;

    Resize(int height, int width, int channels, int newHeight, int newWidth, Resampling resampling) {
        horizontal = new Axis(width, newWidth, resampling);
        vertical = new Axis(height, newHeight, resampling);
        this.channels = channels;
        between = new byte[height * newWidth * channels];
    }

    /** @param from {@code [height, width, channels]}, of which only the first {@code height} rows are read */
    void apply(byte[] from, byte[] into) {
        int height = vertical.size;
        int width = horizontal.size;
        int newWidth = horizontal.starts.length;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                int first = (y * width + horizontal.starts[x]) * channels;
                sum(horizontal.weights[x], from, first, channels, between, (y * newWidth + x) * channels);
            }
        }
        int stride = newWidth * channels;
        for (int y = 0; y < vertical.starts.length; y++) {
            for (int x = 0; x < newWidth; x++) {
                int first = (vertical.starts[y] * newWidth + x) * channels;
                sum(vertical.weights[y], between, first, stride, into, (y * newWidth + x) * channels);
            }
        }
    }

    private void sum(int[] weights, byte[] from, int first, int stride, byte[] into, int at) {
        for (int c = 0; c < channels; c++) {
            int sum = 1 << (PRECISION - 1);
            int index = first + c;
            for (int weight : weights) {
                sum += weight * (from[index] & 0xff);
                index += stride;
            }
            into[at + c] = (byte) Math.max(0, Math.min(255, sum >> PRECISION));
        }
    }

    /** Which old pixels make up each new one along one axis, and by how much. */
    private static final class Axis {

        private final int size;
        private final int[] starts;
        private final int[][] weights;

        Axis(int size, int newSize, Resampling resampling) {
            this.size = size;
            starts = new int[newSize];
            weights = new int[newSize][];
            double scale = (double) size / newSize;
            for (int i = 0; i < newSize; i++) {
                double[] exact = resampling == Resampling.AREA ? area(i, scale) : triangle(i, scale);
                weights[i] = whole(exact);
            }
        }

        private double[] area(int index, double scale) {
            double from = index * scale;
            double to = (index + 1) * scale;
            int first = Math.min(size - 1, (int) from);
            int last = Math.max(first + 1, Math.min(size, (int) Math.ceil(to)));
            starts[index] = first;
            double[] exact = new double[last - first];
            for (int i = 0; i < exact.length; i++) {
                exact[i] = Math.max(0, Math.min(to, first + i + 1) - Math.max(from, first + i));
            }
            return exact;
        }

        private double[] triangle(int index, double scale) {
            double width = Math.max(1, scale);
            double centre = (index + 0.5) * scale;
            int first = Math.max(0, (int) (centre - width + 0.5));
            int last = Math.min(size, (int) (centre + width + 0.5));
            starts[index] = first;
            double[] exact = new double[last - first];
            for (int i = 0; i < exact.length; i++) {
                exact[i] = Math.max(0, 1 - Math.abs((i + first - centre + 0.5) * (1 / width)));
            }
            return exact;
        }

        private static int[] whole(double[] exact) {
            double total = 0;
            for (double weight : exact) {
                total += weight;
            }
            int[] whole = new int[exact.length];
            for (int i = 0; i < whole.length; i++) {
                whole[i] = (int) (0.5 + exact[i] / total * (1 << PRECISION));
            }
            return whole;
        }
    }
}
