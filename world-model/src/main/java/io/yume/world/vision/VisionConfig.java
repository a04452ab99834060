package io.yume.world.vision;

import java.util.List;

/**
 * The sizes of Vision.
 *
 * @param latents size of the code
 * @param channels channels of the four encoder layers; the paper's are 32, 64, 128, 256
 * @param freeBits nats per latent below which the divergence costs a constant; the paper's is 0.5
 */
public record VisionConfig(int latents, List<Integer> channels, double freeBits) {

    /** Side of the square frames. */
    public static final int SIDE = 64;

    /** Colour channels of the frames. */
    public static final int COLOURS = 3;

    /** Elements of one frame. */
    public static final int PIXELS = SIDE * SIDE * COLOURS;

    /** @throws IllegalArgumentException if a value is out of its range */
    public VisionConfig {
        channels = List.copyOf(channels);
        if (latents < 1) {
            throw new IllegalArgumentException("latents must be >= 1: latents=" + latents);
        }
        if (channels.size() != 4 || channels.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("channels must be four numbers >= 1: channels=" + channels);
        }
        if (!(freeBits >= 0)) {
            throw new IllegalArgumentException("freeBits must be >= 0: freeBits=" + freeBits);
        }
    }

    /** The paper's sizes; 32 latents for CarRacing, 64 for Doom. */
    public static VisionConfig paper(int latents) {
        return new VisionConfig(latents, List.of(32, 64, 128, 256), 0.5);
    }
}
