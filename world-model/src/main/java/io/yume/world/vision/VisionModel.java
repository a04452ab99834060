package io.yume.world.vision;

import static io.yume.loss.Objectives.activeUnits;
import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.squaredError;

import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Shape;
import io.yume.loss.Objective;
import io.yume.loss.ObjectiveGraph;
import java.util.Map;

/**
 * Vision as on paper: the variational autoencoder of World Models (Ha and Schmidhuber, 2018) for frames {@code x} and codes {@code z},
 *
 * <pre>
 * p(z) = N(0, 1)    p(x|z) = N(f(z), 1/2)    q(z|x) = N(m(x), s(x))
 * E_q(z|x)[|x - f(z)|^2] + max(KL[q(z|x) || p(z)], freeBits * latents)
 * </pre>
 *
 * per frame, with free bits after Kingma et al. (2016) over all latents of a frame together. A variance of 1/2 is
 * what makes the sum of squared errors {@code -log p(x|z)}, up to its constant of {@code log(pi)/2} nats for each
 * number of a frame.
 *
 * @param prior of the codes
 * @param decoder of a frame given its code
 * @param encoder approximates the posterior of the codes
 * @param config the sizes
 */
public record VisionModel(Factor prior, Factor decoder, Factor encoder, VisionConfig config) {

    /** The noise that codes are drawn from. */
    static final String NOISE = "vision.z";

    private static final double ACTIVE_VARIANCE = 0.01;

    /** The model of some sizes; what it learns has the names that {@link Vision#parameters} has. */
    public static VisionModel of(VisionConfig config) {
        VisionNetwork network = new VisionNetwork(config);
        return new VisionModel(
                Normal.standard("z", config.latents()),
                Normal.ofScale(Math.sqrt(0.5), "x")
                        .given("z")
                        .by(network.decoder())
                        .named(VisionNetwork.DECODER),
                Normal.ofLogVariance("z").given("x").by(network.encoder()).named(VisionNetwork.ENCODER),
                config);
    }

    /** What is minimised, the mean over the batch. */
    public Objective loss() {
        double floor = config.freeBits() * config.latents();
        Objective divergence = kl(encoder, prior).named("kl");
        return expectation(encoder, squaredError(decoder))
                .noise("z", NOISE)
                .named("squaredError")
                .plus(divergence.max(floor).named("flooredKl"))
                .reporting(
                        divergence.atMost(floor).named("floorShare"),
                        activeUnits(encoder, ACTIVE_VARIANCE).named("activeUnits"))
                .mean();
    }

    /** The loss of a batch as a graph. */
    static ObjectiveGraph lowered(VisionConfig config, int batch) {
        return ObjectiveGraph.training(
                of(config).loss(),
                batch,
                Map.of("x", Shape.of(VisionConfig.COLOURS, VisionConfig.SIDE, VisionConfig.SIDE)));
    }
}
