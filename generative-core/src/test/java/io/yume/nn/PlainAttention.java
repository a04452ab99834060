package io.yume.nn;

import java.util.Map;

/** Attention written down once more with plain loops, for one sequence, from the equations of the paper. */
final class PlainAttention {

    private PlainAttention() {}

    /**
     * The outputs of all steps, step after step.
     *
     * @param x the features of each step
     */
    static double[] of(Map<String, double[]> weights, double[] x, int steps, int features, int heads, boolean causal) {
        int each = features / heads;
        double[][] projected = new double[steps][];
        for (int t = 0; t < steps; t++) {
            projected[t] = affine(weights, "input", x, t * features, features, 3 * features);
        }
        double[] joined = new double[steps * features];
        for (int head = 0; head < heads; head++) {
            for (int t = 0; t < steps; t++) {
                int last = causal ? t : steps - 1;
                double[] attention = new double[last + 1];
                double total = 0;
                for (int s = 0; s <= last; s++) {
                    double score = 0;
                    for (int i = head * each; i < (head + 1) * each; i++) {
                        score += projected[t][i] * projected[s][features + i];
                    }
                    attention[s] = Math.exp(score / Math.sqrt(each));
                    total += attention[s];
                }
                for (int i = head * each; i < (head + 1) * each; i++) {
                    for (int s = 0; s <= last; s++) {
                        joined[t * features + i] += attention[s] / total * projected[s][2 * features + i];
                    }
                }
            }
        }
        double[] out = new double[steps * features];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(
                    affine(weights, "output", joined, t * features, features, features),
                    0,
                    out,
                    t * features,
                    features);
        }
        return out;
    }

    private static double[] affine(
            Map<String, double[]> weights, String name, double[] from, int begin, int length, int outputs) {
        double[] out = weights.get(name + ".bias").clone();
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < outputs; j++) {
                out[j] += from[begin + i] * weights.get(name + ".weight")[i * outputs + j];
            }
        }
        return out;
    }
}
