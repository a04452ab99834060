package io.yume.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small whole models, written on the graph as the real ones are: shared by the tests of the engine. */
public final class TestModels {

    /** A model: its loss terms by name, of which {@code loss} is trained, and the tensors it learns. */
    public record Model(Graph graph, Map<String, Node> terms, Map<String, Parameters.Spec> specs) {

        /** The trained scalar. */
        public Node loss() {
            return terms.get("loss");
        }
    }

    private TestModels() {}

    /** A variational autoencoder with one hidden layer on each side; placeholder {@code x} [batch, in]. */
    public static Model mlpVae(int batch, int in, int hidden, int latent, boolean noiseIsFed) {
        Builder m = new Builder();
        Node x = m.graph.placeholder("x", batch, in);
        Node h = m.dense(x, "encoder", hidden).tanh();
        Node mean = m.dense(h, "mean", latent);
        Node logVariance = m.dense(h, "logVariance", latent);
        Node z = mean.plus(logVariance.times(0.5).exp().times(m.noise(noiseIsFed, batch, latent)));
        Node logits = m.dense(m.dense(z, "decoder", hidden).tanh(), "out", in);
        Node reconstruction = logits.softplus().minus(x.times(logits)).sum().dividedBy(batch);
        return m.elbo(reconstruction, mean, logVariance, batch);
    }

    /** A convolutional autoencoder of [batch, 2, 10, 10]: the stride of its first layer does not divide. */
    public static Model convVae(int batch, boolean noiseIsFed) {
        Builder m = new Builder();
        Node x = m.graph.placeholder("x", batch, 2, 10, 10);
        Node h1 = x.conv2d(m.parameter("conv1", 12, 4, 2, 3, 3), 2)
                .plus(m.parameter("conv1/bias", 12, 1, 4, 1, 1))
                .relu();
        Node h2 = h1.conv2d(m.parameter("conv2", 16, 6, 4, 2, 2), 2).tanh();
        Node flat = h2.reshape(batch, 24);
        Node mean = m.dense(flat, "mean", 3);
        Node logVariance = m.dense(flat, "logVariance", 3);
        Node z = mean.plus(logVariance.times(0.5).exp().times(m.noise(noiseIsFed, batch, 3)));
        Node up = m.dense(z, "decoder", 24).reshape(batch, 6, 2, 2).tanh();
        Node up1 = up.convTranspose2d(m.parameter("deconv1", 24, 6, 4, 2, 2), 2).tanh();
        Node logits = up1.convTranspose2d(m.parameter("deconv2", 16, 4, 2, 4, 4), 2);
        Node reconstruction = logits.sigmoid().minus(x).square().sum().dividedBy(batch);
        return m.elbo(reconstruction, mean, logVariance, batch);
    }

    /**
     * An LSTM that predicts the next {@code z} by a Gaussian mixture per dimension; placeholder {@code z} [steps+1, batch,
     * latent].
     */
    public static Model lstmMixture(int steps, int batch, int latent, int hidden, int mixtures) {
        Builder m = new Builder();
        Node z = m.graph.placeholder("z", steps + 1, batch, latent);
        Node input = m.parameter("input", latent, latent, 4 * hidden);
        Node recurrent = m.parameter("recurrent", hidden, hidden, 4 * hidden);
        Node bias = m.parameter("bias", hidden, 4 * hidden);
        Node projected = z.slice(0, 0, steps)
                .reshape(steps * batch, latent)
                .matmul(input)
                .plus(bias)
                .reshape(steps, batch, 4 * hidden);
        Node h = m.graph.constant(0, Shape.of(batch, hidden));
        Node c = h;
        List<Node> states = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            Node gates = projected.slice(0, t, 1).reshape(batch, 4 * hidden).plus(h.matmul(recurrent));
            Node in = gates.slice(1, 0, hidden).sigmoid();
            Node forget = gates.slice(1, hidden, hidden).plus(1).sigmoid();
            Node out = gates.slice(1, 2 * hidden, hidden).sigmoid();
            Node candidate = gates.slice(1, 3 * hidden, hidden).tanh();
            c = forget.times(c).plus(in.times(candidate));
            h = out.times(c.tanh());
            states.add(h.reshape(1, batch, hidden));
        }
        Node all = m.graph.concat(0, states).reshape(steps * batch, hidden);
        int wide = latent * mixtures;
        Node head = m.dense(all, "head", 3 * wide);
        Node logits = head.slice(1, 0, wide).reshape(steps * batch, latent, mixtures);
        Node means = head.slice(1, wide, wide).reshape(steps * batch, latent, mixtures);
        Node logScale = head.slice(1, 2 * wide, wide).reshape(steps * batch, latent, mixtures);
        Node target = z.slice(0, 1, steps).reshape(steps * batch, latent, 1);
        Node scaled = target.minus(means).dividedBy(logScale.exp());
        Node logWeights = logits.minus(logits.logSumExp(2));
        Node logDensity =
                logWeights.minus(scaled.square().times(0.5)).minus(logScale).minus(0.5 * Math.log(2 * Math.PI));
        return m.model(logDensity.logSumExp(2).mean().neg(), Map.of());
    }

    private static final class Builder {

        private final Graph graph = new Graph();
        private final Map<String, Parameters.Spec> specs = new LinkedHashMap<>();

        Node parameter(String name, int fanIn, int... dims) {
            specs.put(name, new Parameters.Spec(Shape.of(dims), new Parameters.Initial.Uniform(1 / Math.sqrt(fanIn))));
            return graph.parameter(name, dims);
        }

        Node dense(Node x, String name, int out) {
            int in = x.shape().dim(-1);
            return x.matmul(parameter(name, in, in, out)).plus(parameter(name + "/bias", in, out));
        }

        Node noise(boolean fed, int... dims) {
            return fed ? graph.placeholder("noise", dims) : graph.normal("noise", dims);
        }

        Model elbo(Node reconstruction, Node mean, Node logVariance, int batch) {
            Node divergence = mean.square()
                    .plus(logVariance.exp())
                    .minus(logVariance)
                    .minus(1)
                    .sum()
                    .times(0.5 / batch);
            return model(
                    reconstruction.plus(divergence),
                    Map.of("reconstruction", reconstruction, "divergence", divergence));
        }

        Model model(Node loss, Map<String, Node> others) {
            Map<String, Node> terms = new LinkedHashMap<>();
            terms.put("loss", loss);
            terms.putAll(others);
            return new Model(graph, terms, specs);
        }
    }
}
