package io.yume.world.vision;

import io.yume.graph.Parameters;

/** The auto-encoder written down once more with plain loops in double precision, for one frame at a time. */
final class PlainVision {

    private final Parameters parameters;
    private final VisionConfig config;

    PlainVision(Vision vision) {
        parameters = vision.parameters();
        config = vision.config();
    }

    double[] mean(byte[] pixels, int frame) {
        return dense(encoded(pixels, frame), "encoder.mean");
    }

    double[] logVariance(byte[] pixels, int frame) {
        return dense(encoded(pixels, frame), "encoder.logVariance");
    }

    double divergence(byte[] pixels, int frame) {
        double[] mean = mean(pixels, frame);
        double[] logVariance = logVariance(pixels, frame);
        double sum = 0;
        for (int d = 0; d < mean.length; d++) {
            sum += 0.5 * (mean[d] * mean[d] + Math.exp(logVariance[d]) - 1 - logVariance[d]);
        }
        return sum;
    }

    double squaredError(byte[] pixels, int frame, float[] noise) {
        double[] z = mean(pixels, frame);
        double[] logVariance = logVariance(pixels, frame);
        for (int d = 0; d < z.length; d++) {
            z[d] += Math.sqrt(Math.exp(logVariance[d])) * noise[frame * z.length + d];
        }
        double[] decoded = decode(z);
        double[] truth = planes(pixels, frame);
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            sum += (decoded[i] - truth[i]) * (decoded[i] - truth[i]);
        }
        return sum;
    }

    private static double[] planes(byte[] pixels, int frame) {
        double[] planes = new double[3 * 64 * 64];
        for (int i = 0; i < planes.length; i++) {
            int colour = i / 4096;
            int place = i % 4096;
            planes[i] = Byte.toUnsignedInt(pixels[frame * VisionConfig.PIXELS + place * 3 + colour]) / 255.0;
        }
        return planes;
    }

    private double[] encoded(byte[] pixels, int frame) {
        double[] x = planes(pixels, frame);
        int side = 64;
        int in = 3;
        for (int layer = 0; layer < 4; layer++) {
            int out = config.channels().get(layer);
            float[] weight = parameters.get("encoder.conv" + layer + ".weight");
            float[] bias = parameters.get("encoder.conv" + layer + ".bias");
            int smaller = (side - 4) / 2 + 1;
            double[] y = new double[out * smaller * smaller];
            for (int o = 0; o < out; o++) {
                for (int p = 0; p < smaller * smaller; p++) {
                    int row = p / smaller * 2;
                    int column = p % smaller * 2;
                    double sum = bias[o];
                    for (int c = 0; c < in; c++) {
                        for (int k = 0; k < 16; k++) {
                            sum += x[(c * side + row + k / 4) * side + column + k % 4] * weight[(o * in + c) * 16 + k];
                        }
                    }
                    y[o * smaller * smaller + p] = Math.max(0, sum);
                }
            }
            x = y;
            side = smaller;
            in = out;
        }
        return x;
    }

    private double[] decode(double[] z) {
        double[] x = dense(z, "decoder.dense");
        int[] kernels = {5, 5, 6, 6};
        int[] widths = {
            config.channels().get(2),
            config.channels().get(1),
            config.channels().get(0),
            3
        };
        int side = 1;
        int in = x.length;
        for (int layer = 0; layer < 4; layer++) {
            int kernel = kernels[layer];
            int out = widths[layer];
            float[] weight = parameters.get("decoder.conv" + layer + ".weight");
            float[] bias = parameters.get("decoder.conv" + layer + ".bias");
            int larger = (side - 1) * 2 + kernel;
            double[] y = new double[out * larger * larger];
            for (int i = 0; i < y.length; i++) {
                y[i] = bias[i / (larger * larger)];
            }
            for (int c = 0; c < in; c++) {
                for (int p = 0; p < side * side; p++) {
                    for (int o = 0; o < out; o++) {
                        for (int k = 0; k < kernel * kernel; k++) {
                            int row = p / side * 2 + k / kernel;
                            int column = p % side * 2 + k % kernel;
                            y[(o * larger + row) * larger + column] +=
                                    x[c * side * side + p] * weight[(c * out + o) * kernel * kernel + k];
                        }
                    }
                }
            }
            for (int i = 0; i < y.length; i++) {
                y[i] = layer == 3 ? 1 / (1 + Math.exp(-y[i])) : Math.max(0, y[i]);
            }
            x = y;
            side = larger;
            in = out;
        }
        return x;
    }

    private double[] dense(double[] x, String name) {
        float[] weight = parameters.get(name + ".weight");
        float[] bias = parameters.get(name + ".bias");
        double[] y = new double[bias.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = bias[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += x[i] * weight[i * y.length + o];
            }
        }
        return y;
    }
}
