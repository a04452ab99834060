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
 * The flow of images of Kingma and Dhariwal (2018). From the image to the base, a level squeezes each square of four pixels into channels,
 * takes them through steps, and hands half of them to the next level; the others are done:
 *
 * <pre>
 * a step:  scale and shift of each channel, 1x1 convolution, coupling of the channels' halves by a network of three convolutions
 * </pre>
 *
 * Each channel starts unscaled, not normalised by the first batch, and every level has the same base; a coupling's last convolution starts
 * at zero, so that the flow starts as a rotation.
 */
public final class Glow {

    private static final Seed ROTATIONS = Seed.root(0).split("glow");

    /** A deviation below and above the usual logit of a grey value that is mostly near 0. */
    private static final float[] USUAL = {-8, -2};

    /** Beyond, a side would be no integer. */
    private static final int MOST_SCALES = 30;

    private Glow() {}

    /**
     * The density of square grey images.
     *
     * @param levels of grey
     * @param side of an image, which can be halved as often as there are scales
     * @param scales how many levels the paper's multi-scale architecture has
     * @param steps of each scale
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

    /** From the base to the image, so each list here begins with what comes last in the paper. */
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
