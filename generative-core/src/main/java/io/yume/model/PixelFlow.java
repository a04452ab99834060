package io.yume.model;

import static io.yume.loss.Objectives.elbo;

import io.yume.distribution.Dequantised;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.distribution.Transformed;
import io.yume.flow.Flow;
import io.yume.flow.Logit;
import io.yume.graph.Shape;
import io.yume.loss.Objective;

/**
 * A flow as the density of images x of finitely many grey levels, which are spread over (0, 1) as v, since a density of levels as they are
 * has no maximum (Uria, Murray and Larochelle, 2013; Theis, van den Oord and Bethge, 2016):
 *
 * <pre>{@code
 * v = (x (levels - 1) + u) / levels, u uniform in (0, 1)
 * log P(x) >= E_q(v|x)[log p(v) - log q(v|x)]
 * }</pre>
 *
 * @param density of v
 * @param spread of v given x
 */
public record PixelFlow(Factor density, Factor spread) {

    /** With which grey values of 0 and 1 have logits. */
    private static final double MARGIN = 1e-6;

    /**
     * An image's density by a flow.
     *
     * @param levels of x
     * @param event the shape of an image
     * @throws IllegalArgumentException if there are less than two levels or the flow depends on a context
     */
    public static PixelFlow of(Flow flow, int levels, int... event) {
        return new PixelFlow(Transformed.of(base(event), flow), spread(levels));
    }

    /**
     * The density of an image given something, such as its class.
     *
     * @param context on which the flow depends
     * @param levels of x
     * @param event the shape of an image
     * @throws IllegalArgumentException if there are less than two levels or the flow depends on no context
     */
    public static PixelFlow of(Flow flow, Parameter context, int levels, int... event) {
        return new PixelFlow(Transformed.of(base(event), flow, context), spread(levels));
    }

    private static Factor spread(int levels) {
        return Dequantised.of("v", "x", levels).as("q");
    }

    /** From all numbers to grey values. */
    static Flow logit() {
        return Logit.of(MARGIN);
    }

    private static Factor base(int... event) {
        return Normal.standard("v", event);
    }

    /** The bound on log P(x), in nats. */
    public Objective bound() {
        return elbo(density, spread);
    }

    /**
     * A log-probability as what published densities of images are compared by.
     *
     * @param nats for each image
     * @param event the shape of an image
     * @return bits for each pixel, or each channel of one: the fewer, the better
     */
    public static double bitsPerDimension(double nats, Shape event) {
        return -nats / (event.size() * Math.log(2));
    }
}
