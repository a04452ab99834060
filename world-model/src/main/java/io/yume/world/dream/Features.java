package io.yume.world.dream;

import io.yume.world.memory.MemoryConfig;

/** What a controller sees of the world. */
public enum Features {
    /** The code of the frame and the state of Memory. */
    ZH,
    /** The code of the frame alone: the vision-only controller. */
    Z;

    /** Length of a feature vector. */
    public int size(MemoryConfig config) {
        return this == ZH ? config.latents() + config.hidden() : config.latents();
    }

    /** Lays out the features of some rows. */
    void write(int rows, float[] z, float[] h, float[] into) {
        int latents = z.length / rows;
        int hidden = h.length / rows;
        int width = this == ZH ? latents + hidden : latents;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(z, row * latents, into, row * width, latents);
            if (this == ZH) {
                System.arraycopy(h, row * hidden, into, row * width + latents, hidden);
            }
        }
    }
}
