package io.yume.experiment.bench;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The autoencoder of the speed comparisons of Pyro and Pixyz (Kingma and Welling, 2014, with rectified units): one hidden
 * layer on each side, Bernoulli pixels given by logits, the divergence in closed form, in nats per example.
 *
 * @param pixels numbers of an example, each in [0, 1]
 * @param hidden units of the hidden layers
 * @param latents size of a code
 * @param batch examples per step
 */
record MlpVae(int pixels, int hidden, int latents, int batch) {

    /** Names, shapes and initial values. */
    Map<String, Spec> specs() {
        Map<String, Spec> specs = new LinkedHashMap<>();
        dense(specs, "encoder.hidden", pixels, hidden);
        dense(specs, "encoder.mean", hidden, latents);
        dense(specs, "encoder.logVariance", hidden, latents);
        dense(specs, "decoder.hidden", latents, hidden);
        dense(specs, "decoder.out", hidden, pixels);
        return specs;
    }

    private static void dense(Map<String, Spec> specs, String name, int in, int out) {
        specs.put(name + ".weight", new Spec(Shape.of(in, out), Initial.glorot(in, out)));
        specs.put(name + ".bias", new Spec(Shape.of(out), Initial.zeros()));
    }

    /** The loss of the placeholder {@code x [batch, pixels]}. */
    Node loss() {
        Graph graph = new Graph();
        Node x = graph.placeholder("x", batch, pixels);
        Node h = dense(x, "encoder.hidden").relu();
        Node mean = dense(h, "encoder.mean");
        Node logVariance = dense(h, "encoder.logVariance");
        Node noise = graph.normal("mlp.z", batch, latents);
        Node z = mean.plus(logVariance.times(0.5).exp().times(noise));
        Node logits = dense(dense(z, "decoder.hidden").relu(), "decoder.out");
        Node crossEntropy = logits.softplus().minus(x.times(logits)).sum();
        Node divergence = logVariance
                .plus(1)
                .minus(mean.square())
                .minus(logVariance.exp())
                .times(-0.5)
                .sum();
        return crossEntropy.plus(divergence).dividedBy(batch);
    }

    private Node dense(Node x, String name) {
        Graph graph = x.graph();
        Map<String, Spec> specs = specs();
        return x.matmul(graph.parameter(
                        name + ".weight", specs.get(name + ".weight").shape().dims()))
                .plus(graph.parameter(
                        name + ".bias", specs.get(name + ".bias").shape().dims()));
    }
}
