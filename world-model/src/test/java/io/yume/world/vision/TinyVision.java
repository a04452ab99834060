package io.yume.world.vision;

import io.yume.graph.Seed;
import java.util.List;
import java.util.SplittableRandom;

/** A Vision of few channels, and frames to show it. */
final class TinyVision {

    private TinyVision() {}

    static VisionConfig config(int latents, double freeBits) {
        return new VisionConfig(latents, List.of(2, 3, 2, 4), freeBits);
    }

    static Vision of(int latents, int tile) {
        return new Vision(config(latents, 0.5), Seed.root(11), tile);
    }

    /** Frames with a bright square at another place in each. */
    static byte[] pixels(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[count * VisionConfig.PIXELS];
        for (int frame = 0; frame < count; frame++) {
            int top = random.nextInt(48);
            int left = random.nextInt(48);
            int colour = random.nextInt(3);
            for (int i = 0; i < VisionConfig.PIXELS; i++) {
                pixels[frame * VisionConfig.PIXELS + i] = (byte) random.nextInt(40);
            }
            for (int row = top; row < top + 16; row++) {
                for (int column = left; column < left + 16; column++) {
                    pixels[frame * VisionConfig.PIXELS + (row * 64 + column) * 3 + colour] = (byte) 230;
                }
            }
        }
        return pixels;
    }
}
