package io.yume.world.memory;

/**
 * The sizes of Memory.
 *
 * @param latents size of a code
 * @param actions size of an action vector
 * @param hidden units of the LSTM
 * @param mixtures Gaussians per latent dimension
 * @param sharedWeights whether all dimensions share one set of mixture weights; in the paper each has its own
 * @param rewardHead whether the reward is predicted, for worlds that pay more than survival
 */
public record MemoryConfig(
        int latents, int actions, int hidden, int mixtures, boolean sharedWeights, boolean rewardHead) {

    /** @throws IllegalArgumentException if a size is below 1 */
    public MemoryConfig {
        positive("latents", latents);
        positive("actions", actions);
        positive("hidden", hidden);
        positive("mixtures", mixtures);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1: " + name + "=" + value);
        }
    }
}
