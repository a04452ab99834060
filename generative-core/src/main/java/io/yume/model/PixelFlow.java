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
 * The density, by a flow, of images x of finitely many grey levels. These are dequantised to v in (0, 1), since a
 * density of the levels themselves could grow without bound (Uria, Murray and Larochelle, 2013; Theis, van den Oord
 * and Bethge, 2016):
 *
 * <pre>{@code
 * v = (x (levels - 1) + u) / levels, u uniform in (0, 1)
 * log P(x) >= E_q(v|x)[log p(v) - log q(v|x)]
 * }</pre>
 *
 * @param density of v
 * @param spread the dequantisation, v given x
 */
public record PixelFlow(Factor density, Factor spread) {

    /** Keeps the logits of the grey values 0 and 1 finite. */
    private static final double MARGIN = 1e-6;

    /**
     * The density of an image by a flow.
     *
     * @param flow from normal numbers to v
     * @param levels number of grey levels of x
     * @param event the shape of an image
     * @throws IllegalArgumentException if there are less than two levels or the flow depends on a context
     */
    public static PixelFlow of(Flow flow, int levels, int... event) {
        return new PixelFlow(Transformed.of(base(event), flow), spread(levels));
    }

    /**
     * The density of an image given a context, such as its class.
     *
     * @param flow from normal numbers to v
     * @param context on which the flow depends
     * @param levels number of grey levels of x
     * @param event the shape of an image
     * @throws IllegalArgumentException if there are less than two levels or the flow depends on no context
     */
    public static PixelFlow of(Flow flow, Parameter context, int levels, int... event) {
        return new PixelFlow(Transformed.of(base(event), flow, context), spread(levels));
    }

    private static Factor spread(int levels) {
        return Dequantised.of("v", "x", levels).as("q");
    }

    /** Maps all numbers to grey values in (0, 1). */
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
     * A log-probability in the unit in which published densities of images are compared.
     *
     * @param nats for each image
     * @param event the shape of an image
     * @return bits per pixel or, with several channels, per channel of a pixel; less is better
     */
    public static double bitsPerDimension(double nats, Shape event) {
        return -nats / (event.size() * Math.log(2));
    }
}
