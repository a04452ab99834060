package io.yume.world.memory;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Memory written down once more with plain loops in double precision, for one row. */
public final class PlainMemory {

    private final Memory memory;
    private final MemoryConfig config;
    private double[] h;
    private double[] c;
    private int steps;

    /** At the beginning of an episode. */
    public PlainMemory(Memory memory, double[] h, double[] c) {
        this(memory, h, c, 0);
    }

    /** After some steps of an episode. */
    PlainMemory(Memory memory, double[] h, double[] c, int steps) {
        this.steps = steps;
        this.memory = memory;
        config = memory.config();
        this.h = h.clone();
        this.c = c.clone();
    }

    /** Away from the zero biases of the start, so that every term shows. */
    static void randomBiases(Memory memory, SplittableRandom random) {
        for (String name : memory.parameters().specs().keySet()) {
            if (name.endsWith("bias")) {
                int size = memory.parameters().get(name).length;
                memory.parameters().set(name, Worlds.gaussians(random, size, 0.5, 0));
            }
        }
    }

    /** One step from a code and an action; the clock, where there is one, is its own. */
    public void step(double[] given) {
        double[] inputs = Arrays.copyOf(given, given.length + (config.clock() ? 1 : 0));
        if (config.clock()) {
            inputs[given.length] = Math.log(1 + steps / 100.0);
        }
        steps++;
        int n = config.hidden();
        double[] gates = affine(inputs, "lstm.input.weight", "lstm.bias");
        double[] fromState = affine(h, "lstm.hidden.weight", null);
        double[] newH = new double[n];
        double[] newC = new double[n];
        for (int u = 0; u < n; u++) {
            double input = sigmoid(gates[u] + fromState[u]);
            double forget = sigmoid(gates[n + u] + fromState[n + u] + 1);
            double candidate = Math.tanh(gates[2 * n + u] + fromState[2 * n + u]);
            double output = sigmoid(gates[3 * n + u] + fromState[3 * n + u]);
            newC[u] = forget * c[u] + input * candidate;
            newH[u] = output * Math.tanh(newC[u]);
        }
        h = newH;
        c = newC;
    }

    public double[] h() {
        return h;
    }

    public double[] c() {
        return c;
    }

    public double[] head(String name) {
        return affine(h, name + ".weight", name + ".bias");
    }

    double[] means() {
        return head("mixture.mean");
    }

    double[] logSigmas() {
        return Arrays.stream(head("mixture.logSigma"))
                .map(x -> 4 * Math.tanh(x / 4) - 1)
                .toArray();
    }

    /** Number {@code k * columns + column}; shared weights have one column. */
    double[] logWeights() {
        double[] logits = head("mixture.weight");
        int columns = config.sharedWeights() ? 1 : config.latents();
        double[] logWeights = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            double total = 0;
            for (int j = i % columns; j < logits.length; j += columns) {
                total += Math.exp(logits[j]);
            }
            logWeights[i] = logits[i] - Math.log(total);
        }
        return logWeights;
    }

    /** Per dimension. */
    double[] nll(double[] codes) {
        double[] means = means();
        double[] logSigmas = logSigmas();
        double[] logWeights = logWeights();
        double[] nll = new double[codes.length];
        for (int d = 0; d < codes.length; d++) {
            double density = 0;
            for (int k = 0; k < config.mixtures(); k++) {
                int i = k * codes.length + d;
                double sigma = Math.exp(logSigmas[i]);
                double x = (codes[d] - means[i]) / sigma;
                double weight = Math.exp(logWeights[config.sharedWeights() ? k : i]);
                density += weight * Math.exp(-0.5 * x * x) / (sigma * Math.sqrt(2 * Math.PI));
            }
            nll[d] = -Math.log(density);
        }
        return nll;
    }

    private double[] affine(double[] x, String weightName, String biasName) {
        float[] weight = memory.parameters().get(weightName);
        int out = weight.length / x.length;
        double[] y = new double[out];
        for (int o = 0; o < out; o++) {
            y[o] = biasName == null ? 0 : memory.parameters().get(biasName)[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += x[i] * weight[i * out + o];
            }
        }
        return y;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
