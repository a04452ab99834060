package io.yume.nn;

import java.util.Arrays;
import java.util.Map;

/** The cells written down once more with plain loops, for one row of one step, from the equations of the papers. */
final class PlainCells {

    private final Map<String, double[]> weights;

    PlainCells(Map<String, double[]> weights) {
        this.weights = weights;
    }

    /** Gate {@code gate} of unit {@code unit} from the inputs {@code x} under a weight {@code [x, gates * units]}. */
    private double affine(String weight, double[] x, int gate, int unit, int width, int gates) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * weights.get(weight)[i * gates * width + gate * width + unit];
        }
        return sum;
    }

    /** Returns {h, c}. */
    double[][] lstm(double[] x, double[] h, double[] c, double forgetBias) {
        int width = h.length;
        double[] newH = new double[width];
        double[] newC = new double[width];
        for (int u = 0; u < width; u++) {
            double[] gates = new double[4];
            for (int gate = 0; gate < 4; gate++) {
                gates[gate] = affine("input.weight", x, gate, u, width, 4)
                        + affine("hidden.weight", h, gate, u, width, 4)
                        + weights.get("bias")[gate * width + u];
            }
            double input = sigmoid(gates[0]);
            double forget = sigmoid(gates[1] + forgetBias);
            newC[u] = forget * c[u] + input * Math.tanh(gates[2]);
            newH[u] = sigmoid(gates[3]) * Math.tanh(newC[u]);
        }
        return new double[][] {newH, newC};
    }

    double[] gru(double[] x, double[] h) {
        int width = h.length;
        double[] newH = new double[width];
        for (int u = 0; u < width; u++) {
            double[] fromInput = new double[3];
            double[] fromState = new double[3];
            for (int gate = 0; gate < 3; gate++) {
                fromInput[gate] = affine("input.weight", x, gate, u, width, 3) + weights.get("bias")[gate * width + u];
                fromState[gate] = affine("hidden.weight", h, gate, u, width, 3);
            }
            double reset = sigmoid(fromInput[0] + fromState[0]);
            double update = sigmoid(fromInput[1] + fromState[1]);
            double candidate = Math.tanh(fromInput[2] + reset * (fromState[2] + weights.get("candidate.bias")[u]));
            newH[u] = (1 - update) * candidate + update * h[u];
        }
        return newH;
    }

    /** Images are {@code [channel][pixel]} of a side; returns {h, c}. */
    double[][][] convLstm(double[][] x, double[][] h, double[][] c, int side, int kernel, double forgetBias) {
        int hidden = h.length;
        double[][] newH = new double[hidden][side * side];
        double[][] newC = new double[hidden][side * side];
        for (int u = 0; u < hidden; u++) {
            for (int pixel = 0; pixel < side * side; pixel++) {
                double[] gates = new double[4];
                for (int gate = 0; gate < 4; gate++) {
                    int channel = gate * hidden + u;
                    gates[gate] = correlate("input.weight", x, channel, pixel, side, kernel)
                            + correlate("hidden.weight", h, channel, pixel, side, kernel)
                            + weights.get("bias")[channel];
                }
                double forget = sigmoid(gates[1] + forgetBias);
                newC[u][pixel] = forget * c[u][pixel] + sigmoid(gates[0]) * Math.tanh(gates[2]);
                newH[u][pixel] = sigmoid(gates[3]) * Math.tanh(newC[u][pixel]);
            }
        }
        return new double[][][] {newH, newC};
    }

    private double correlate(String weight, double[][] x, int out, int pixel, int side, int kernel) {
        double sum = 0;
        for (int in = 0; in < x.length; in++) {
            for (int i = 0; i < kernel; i++) {
                for (int j = 0; j < kernel; j++) {
                    int row = pixel / side + i - kernel / 2;
                    int column = pixel % side + j - kernel / 2;
                    if (row >= 0 && row < side && column >= 0 && column < side) {
                        sum += x[in][row * side + column]
                                * weights.get(weight)[((out * x.length + in) * kernel + i) * kernel + j];
                    }
                }
            }
        }
        return sum;
    }

    static double[][] split(double[] flat, int parts) {
        int length = flat.length / parts;
        double[][] split = new double[parts][];
        Arrays.setAll(split, i -> Arrays.copyOfRange(flat, i * length, (i + 1) * length));
        return split;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
