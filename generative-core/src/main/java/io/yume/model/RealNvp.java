package io.yume.model;

import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Transformed;
import io.yume.flow.ActNorm;
import io.yume.flow.BatchNormFlow;
import io.yume.flow.Coupling;
import io.yume.flow.Flow;
import io.yume.flow.Flows;
import io.yume.flow.Mask;
import io.yume.loss.Objective;
import java.util.ArrayList;
import java.util.List;

/**
 * The real-valued non-volume preserving flow of Dinh, Sohl-Dickstein and Bengio (2017) for vectors {@code x}:
 *
 * <pre>
 * z = N(0, 1)    y_a = z_a    y_b = z_b exp(s(z_a)) + t(z_a)    x = y after many of these, a and b in turn
 * log p(x) = log N(z; 0, 1) - sum s
 * </pre>
 *
 * Between couplings of points, activation normalisation takes the place of the paper's batch normalisation.
 *
 * @param density of x
 */
public record RealNvp(Factor density) {

    /**
     * Couplings with two hidden layers.
     *
     * @param length of a vector
     * @param couplings how many
     * @param hidden length of a hidden layer
     */
    public static RealNvp of(int length, int couplings, int hidden) {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < couplings; i++) {
            flows.add(coupling(i, Mask.half(), length, hidden, 0));
            flows.add(ActNorm.of(length));
        }
        return new RealNvp(Transformed.of(Normal.standard("x", length), composed(flows)));
    }

    /**
     * Grey images as vectors: their logits go through couplings that keep every second pixel, with batch normalisation
     * before each, much as in the comparison of Papamakarios, Pavlakou and Murray (2017), where scale and shift of a
     * coupling have separate networks.
     *
     * @param levels number of grey levels
     * @param pixels length of an image
     * @param couplings how many
     * @param hidden length of a hidden layer
     * @throws IllegalArgumentException if there is no coupling, or there are less than two levels
     */
    public static PixelFlow ofPixels(int levels, int pixels, int couplings, int hidden) {
        return PixelFlow.of(logits(pixels, couplings, hidden, 0), levels, pixels);
    }

    /**
     * The same given the class y of an image, which the network of each coupling sees.
     *
     * @param levels number of grey levels
     * @param pixels length of an image
     * @param classes length of a one-hot class
     * @param couplings how many
     * @param hidden length of a hidden layer
     * @throws IllegalArgumentException if there is no coupling, or there are less than two levels
     */
    public static PixelFlow ofPixelsOfClasses(int levels, int pixels, int classes, int couplings, int hidden) {
        Flow flow = logits(pixels, couplings, hidden, classes);
        return PixelFlow.of(flow, Parameter.variable("y"), levels, pixels);
    }

    /** From the base to the image. */
    private static Flow logits(int pixels, int couplings, int hidden, int context) {
        if (couplings < 1) {
            throw new IllegalArgumentException("there must be a coupling: couplings=" + couplings);
        }
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < couplings; i++) {
            flows.add(coupling(i, Mask.alternating(), pixels, hidden, context));
            flows.add(ActNorm.of(pixels));
            flows.add(BatchNormFlow.of(pixels));
        }
        flows.add(PixelFlow.logit());
        return composed(flows);
    }

    private static Flow coupling(int index, Mask stays, int length, int hidden, int context) {
        Mask mask = index % 2 == 0 ? stays : stays.flipped();
        return Coupling.affine(mask, mlp(length + context, hidden, hidden, 2 * length))
                .given(context);
    }

    private static Flow composed(List<Flow> flows) {
        return Flows.compose(flows.toArray(Flow[]::new));
    }

    /** {@code log p(x)}, in nats. */
    public Objective logLikelihood() {
        return logProb(density);
    }
}
