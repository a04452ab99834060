package io.yume.world.vision;

/**
 * How well a Vision encodes some frames, over all of them.
 *
 * @param frames number of frames
 * @param squaredError sum over the pixels of a frame, the code being a draw from its posterior
 * @param kl raw divergence, nats per frame
 * @param flooredKl divergence after free bits, nats per frame
 * @param floorShare share of frames whose divergence is not above the floor
 * @param activeUnits latents whose posterior mean has a variance above 0.01 over all frames (Burda et al., 2016)
 */
public record VisionReport(
        long frames, double squaredError, double kl, double flooredKl, double floorShare, int activeUnits) {}
