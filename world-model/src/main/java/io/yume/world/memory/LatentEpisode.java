package io.yume.world.memory;

/**
 * An episode as Memory sees it: codes instead of frames.
 *
 * @param means posterior means {@code [steps + 1, latents]}
 * @param logVariances posterior log-variances {@code [steps + 1, latents]}
 * @param actions action vectors {@code [steps, actions]}
 * @param rewards {@code [steps]}
 * @param terminated whether the world ended after the last step (a cut by a limit is no end)
 */
public record LatentEpisode(float[] means, float[] logVariances, float[] actions, float[] rewards, boolean terminated) {

    /** Number of transitions. */
    public int steps() {
        return rewards.length;
    }

    /** Size of a code. */
    public int latents() {
        return means.length / (steps() + 1);
    }

    /** Size of an action vector. */
    public int actionSize() {
        return actions.length / steps();
    }

    /** @throws IllegalArgumentException if the lengths do not fit, or there is no step */
    public LatentEpisode {
        int steps = rewards.length;
        if (steps < 1 || means.length % (steps + 1) != 0 || means.length == 0 || actions.length % steps != 0) {
            throw new IllegalArgumentException("an episode of T steps has T + 1 codes and T actions: steps=" + steps
                    + ", codes=" + means.length + ", actions=" + actions.length);
        }
        if (logVariances.length != means.length) {
            throw new IllegalArgumentException(
                    "every mean needs a log-variance: means=" + means.length + ", logVariances=" + logVariances.length);
        }
    }

    /** @throws IllegalArgumentException if the sizes are not those of a memory */
    void requireFits(MemoryConfig sizes) {
        if (latents() != sizes.latents() || actionSize() != sizes.actions()) {
            throw new IllegalArgumentException("an episode must have the sizes of its memory: expected latents="
                    + sizes.latents() + ", actions=" + sizes.actions() + ", actual latents=" + latents() + ", actions="
                    + actionSize());
        }
    }
}
