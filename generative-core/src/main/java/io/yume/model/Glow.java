package io.yume.model;

import static io.yume.nn.Networks.sequential;

import io.yume.flow.ActNorm;
import io.yume.flow.Coupling;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.InvertibleLinear;
import io.yume.flow.Mask;
import io.yume.flow.Split;
import io.yume.graph.Parameters.Initial;
import io.yume.graph.Seed;
import io.yume.nn.Activation;
import io.yume.nn.Conv;
import io.yume.nn.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * The flow of images of Kingma and Dhariwal (2018). From the image to the base, each level squeezes squares of four
 * pixels into channels, takes them through steps, and passes half of the channels to the next level; the other half
 * goes directly to the base:
 *
 * <pre>
 * a step:  scale and shift of each channel, 1x1 convolution, coupling of the channels' halves by a network of three convolutions
 * </pre>
 *
 * Unlike in the paper, channels start unscaled, not normalised by the first batch, and every level has the same base.
 * The last convolution of each coupling starts at zero, so that the flow starts as a rotation.
 */
public final class Glow {

    private static final Seed ROTATIONS = Seed.root(0).split("glow");

    /** A standard deviation below and above the typical logit of a grey value, which is mostly near 0. */
    private static final float[] USUAL = {-8, -2};

    /** With more scales, the side would not fit into an integer. */
    private static final int MOST_SCALES = 30;

    private Glow() {}

    /**
     * The density of square grey images.
     *
     * @param levels number of grey levels
     * @param side length of an image in pixels, a multiple of 2^scales
     * @param scales number of levels of the multi-scale architecture
     * @param steps in each level
     * @param hidden channels of the couplings' networks
     * @throws IllegalArgumentException if a number is below 1 or the side cannot be halved that often
     */
    public static PixelFlow of(int levels, int side, int scales, int steps, int hidden) {
        if (scales < 1 || scales > MOST_SCALES || steps < 1 || hidden < 1 || side < 1 || side % (1 << scales) != 0) {
            throw new IllegalArgumentException(
                    "a side must be a multiple of 2^scales, scales <= 30, and nothing below 1: side=" + side
                            + ", scales=" + scales + ", steps=" + steps + ", hidden=" + hidden);
        }
        Flow flow = Flows.compose(scale(scales, 1, steps, hidden), ActNorm.standardising(USUAL, 1), PixelFlow.logit());
        return PixelFlow.of(flow, levels, 1, side, side);
    }

    /** From the base to the image, so lists are in the reverse of the paper's order. */
    private static Flow scale(int scales, int channels, int steps, int hidden) {
        int squeezed = 4 * channels;
        List<Flow> flows = new ArrayList<>();
        if (scales > 1) {
            flows.add(Split.of(scale(scales - 1, squeezed / 2, steps, hidden)));
        }
        for (int i = 0; i < steps; i++) {
            flows.add(Coupling.affine(Mask.half(), network(squeezed, hidden)));
            flows.add(InvertibleLinear.of(
                    squeezed, ROTATIONS.split("scale", scales).split("step", i)));
            flows.add(ActNorm.of(squeezed));
        }
        return Flows.squeezed(flows.toArray(Flow[]::new));
    }

    private static Network network(int channels, int hidden) {
        return sequential(
                Conv.of(channels, hidden, 3).padding(1).named("conv0"),
                Activation.RELU,
                Conv.of(hidden, hidden, 1).named("conv1"),
                Activation.RELU,
                Conv.of(hidden, 2 * channels, 3)
                        .padding(1)
                        .starting(Initial.zeros())
                        .named("conv2"));
    }
}
