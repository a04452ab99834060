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
 * @param clock whether every step is told how late in its episode it is, see {@link #clock(int)}: for worlds that change with time more
 *     than their frames show
 */
public record MemoryConfig(
        int latents, int actions, int hidden, int mixtures, boolean sharedWeights, boolean rewardHead, boolean clock) {

    /** @throws IllegalArgumentException if a size is below 1 */
    public MemoryConfig {
        positive("latents", latents);
        positive("actions", actions);
        positive("hidden", hidden);
        positive("mixtures", mixtures);
    }

    /** Sizes without a clock. */
    public MemoryConfig(int latents, int actions, int hidden, int mixtures, boolean sharedWeights, boolean rewardHead) {
        this(latents, actions, hidden, mixtures, sharedWeights, rewardHead, false);
    }

    /** Numbers that a step is given: the code, the action, the clock. */
    int inputs() {
        return latents + actions + (clock ? 1 : 0);
    }

    /** What the clock shows at a step, counted from 0: {@code ln(1 + step / 100)}, from 0 to 3 over 2,000 steps. */
    public static float clock(int step) {
        return (float) StrictMath.log1p(step / 100.0);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1: " + name + "=" + value);
        }
    }
}
