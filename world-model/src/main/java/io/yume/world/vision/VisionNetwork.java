package io.yume.world.vision;

import static io.yume.nn.Networks.heads;
import static io.yume.nn.Networks.reshape;
import static io.yume.nn.Networks.sequential;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Activation;
import io.yume.nn.Conv;
import io.yume.nn.ConvTranspose;
import io.yume.nn.Dense;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import io.yume.nn.Specs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The networks of Vision. Frames are {@code [batch, 3, 64, 64]} in [0, 1], codes {@code [batch, latents]}. */
final class VisionNetwork {

    /** The names of the two networks, which the names of their parameters start with. */
    static final String ENCODER = "encoder";

    static final String DECODER = "decoder";

    /** Encoder: four convolutions 4x4 with stride 2 take 64 to 31, 14, 6 and 2. */
    private static final int ENCODER_KERNEL = 4;

    private static final int ENCODED_SIDE = 2;

    /** Decoder: transposed convolutions with stride 2 take 1 to 5, 13, 30 and 64. */
    private static final int[] DECODER_KERNELS = {5, 5, 6, 6};

    private final VisionConfig config;
    private final Network encoder;
    private final Network decoder;

    VisionNetwork(VisionConfig config) {
        this.config = config;
        encoder = makeEncoder();
        decoder = makeDecoder();
    }

    /** The mean and the log-variance of q(z|x). */
    record Posterior(Node mean, Node logVariance) {}

    Map<String, Spec> specs() {
        return Specs.of(encoder.named(ENCODER), decoder.named(DECODER));
    }

    /** Gives the means and the log-variances of the codes of some frames, side by side. */
    Network encoder() {
        return encoder;
    }

    /** Gives the mean frames that some codes stand for. */
    Network decoder() {
        return decoder;
    }

    private Network makeEncoder() {
        List<Network> layers = new ArrayList<>();
        int in = VisionConfig.COLOURS;
        for (int layer = 0; layer < 4; layer++) {
            int out = config.channels().get(layer);
            layers.add(Conv.of(in, out, ENCODER_KERNEL).stride(2).named("conv" + layer));
            layers.add(Activation.RELU);
            in = out;
        }
        int flat = in * ENCODED_SIDE * ENCODED_SIDE;
        layers.add(reshape(flat));
        layers.add(heads(
                Dense.of(flat, config.latents()).named("mean"),
                Dense.of(flat, config.latents()).named("logVariance")));
        return sequential(layers.toArray(Network[]::new));
    }

    private Network makeDecoder() {
        int in = config.channels().get(3) * ENCODED_SIDE * ENCODED_SIDE;
        List<Network> layers = new ArrayList<>();
        layers.add(Dense.of(config.latents(), in).named("dense"));
        layers.add(reshape(in, 1, 1));
        int[] widths = {
            config.channels().get(2),
            config.channels().get(1),
            config.channels().get(0),
            VisionConfig.COLOURS
        };
        for (int layer = 0; layer < 4; layer++) {
            int out = widths[layer];
            int kernel = DECODER_KERNELS[layer];
            int taps = kernel * kernel;
            // The first layer sees a single pixel, so each output pixel has one tap per input channel.
            Initial initial = layer == 0 ? Initial.glorot(in, out) : Initial.glorot(in * taps / 4, out * taps / 4);
            layers.add(ConvTranspose.of(in, out, kernel, 2).starting(initial).named("conv" + layer));
            layers.add(layer == 3 ? Activation.SIGMOID : Activation.RELU);
            in = out;
        }
        return sequential(layers.toArray(Network[]::new));
    }

    Posterior encode(Node frames) {
        Node free = encoder.apply(frames, Scope.inference().within(ENCODER));
        return new Posterior(free.slice(1, 0, config.latents()), free.slice(1, config.latents(), config.latents()));
    }

    /** The mean frames that some codes stand for. */
    Node decode(Node codes) {
        return decoder.apply(codes, Scope.inference().within(DECODER));
    }
}
