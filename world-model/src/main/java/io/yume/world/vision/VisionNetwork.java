package io.yume.world.vision;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layers of Vision as graph nodes. Frames are {@code [batch, 3, 64, 64]} in [0, 1], codes {@code [batch, latents]}. */
final class VisionNetwork {

    /** Encoder: four convolutions 4x4 with stride 2 take 64 to 31, 14, 6 and 2. */
    private static final int ENCODER_KERNEL = 4;

    private static final int ENCODED_SIDE = 2;

    /** Decoder: transposed convolutions with stride 2 take 1 to 5, 13, 30 and 64. */
    private static final int[] DECODER_KERNELS = {5, 5, 6, 6};

    private final VisionConfig config;
    private final Map<String, Spec> specs;

    VisionNetwork(VisionConfig config) {
        this.config = config;
        specs = describe();
    }

    /** The mean and the log-variance of q(z|x). */
    record Posterior(Node mean, Node logVariance) {

        /** A code made of standard normal noise. */
        Node draw(Node noise) {
            return mean.plus(logVariance.times(0.5).exp().times(noise));
        }

        /** The divergence from the standard normal in nats, {@code [batch, 1]}. */
        Node divergence() {
            return logVariance
                    .plus(1)
                    .minus(mean.square())
                    .minus(logVariance.exp())
                    .times(-0.5)
                    .sum(new int[] {1});
        }
    }

    Map<String, Spec> specs() {
        return specs;
    }

    private Map<String, Spec> describe() {
        Map<String, Spec> specs = new LinkedHashMap<>();
        int in = VisionConfig.COLOURS;
        for (int layer = 0; layer < 4; layer++) {
            int out = config.channels().get(layer);
            int taps = ENCODER_KERNEL * ENCODER_KERNEL;
            specs.put(
                    "encoder.conv" + layer + ".weight",
                    new Spec(Shape.of(out, in, ENCODER_KERNEL, ENCODER_KERNEL), Initial.glorot(in * taps, out * taps)));
            specs.put("encoder.conv" + layer + ".bias", new Spec(Shape.of(out, 1, 1), Initial.zeros()));
            in = out;
        }
        int flat = in * ENCODED_SIDE * ENCODED_SIDE;
        for (String head : List.of("mean", "logVariance")) {
            dense(specs, "encoder." + head, flat, config.latents());
        }
        dense(specs, "decoder.dense", config.latents(), decoderInput());
        int[] widths = decoderWidths();
        for (int layer = 0; layer < 4; layer++) {
            int from = layer == 0 ? decoderInput() : widths[layer - 1];
            int kernel = DECODER_KERNELS[layer];
            int taps = kernel * kernel;
            // The first layer sees a single pixel, so each output pixel has one tap per input channel.
            Initial initial = layer == 0
                    ? Initial.glorot(from, widths[0])
                    : Initial.glorot(from * taps / 4, widths[layer] * taps / 4);
            specs.put(
                    "decoder.conv" + layer + ".weight",
                    new Spec(Shape.of(from, widths[layer], kernel, kernel), initial));
            specs.put("decoder.conv" + layer + ".bias", new Spec(Shape.of(widths[layer], 1, 1), Initial.zeros()));
        }
        return Collections.unmodifiableMap(specs);
    }

    private static void dense(Map<String, Spec> specs, String name, int in, int out) {
        specs.put(name + ".weight", new Spec(Shape.of(in, out), Initial.glorot(in, out)));
        specs.put(name + ".bias", new Spec(Shape.of(out), Initial.zeros()));
    }

    private int decoderInput() {
        return config.channels().get(3) * ENCODED_SIDE * ENCODED_SIDE;
    }

    private int[] decoderWidths() {
        List<Integer> channels = config.channels();
        return new int[] {channels.get(2), channels.get(1), channels.get(0), VisionConfig.COLOURS};
    }

    Posterior encode(Node frames) {
        Node x = frames;
        for (int layer = 0; layer < 4; layer++) {
            String name = "encoder.conv" + layer;
            x = x.conv2d(parameter(x.graph(), name + ".weight"), 2)
                    .plus(parameter(x.graph(), name + ".bias"))
                    .relu();
        }
        Node flat = x.reshape(x.shape().dim(0), x.shape().size() / x.shape().dim(0));
        return new Posterior(dense(flat, "encoder.mean"), dense(flat, "encoder.logVariance"));
    }

    /** The mean frames that some codes stand for. */
    Node decode(Node codes) {
        Graph graph = codes.graph();
        Node x = dense(codes, "decoder.dense");
        int batch = x.shape().dim(0);
        for (int layer = 0; layer < 4; layer++) {
            String name = "decoder.conv" + layer;
            Node weight = parameter(graph, name + ".weight");
            if (layer == 0) {
                // A transposed convolution of a single pixel is a matrix product, and much faster as one.
                Shape shape = weight.shape();
                x = x.matmul(weight.reshape(shape.dim(0), shape.size() / shape.dim(0)))
                        .reshape(batch, shape.dim(1), shape.dim(2), shape.dim(3));
            } else {
                x = x.convTranspose2d(weight, 2);
            }
            x = x.plus(parameter(graph, name + ".bias"));
            x = layer == 3 ? x.sigmoid() : x.relu();
        }
        return x;
    }

    private Node dense(Node x, String name) {
        return x.matmul(parameter(x.graph(), name + ".weight")).plus(parameter(x.graph(), name + ".bias"));
    }

    private Node parameter(Graph graph, String name) {
        return graph.parameter(name, specs.get(name).shape().dims());
    }
}
