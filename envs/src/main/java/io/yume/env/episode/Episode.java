package io.yume.env.episode;

import io.yume.env.Pixels;
import java.util.Arrays;
import java.util.Objects;

/**
 * One whole episode of a pixel environment: T steps, T + 1 frames.
 *
 * <p>The arrays are not copied, neither in nor out: whoever builds an episode hands them over, and nobody changes them
 * afterwards. Two episodes are equal if their contents are.
 *
 * @param id the place of the episode in its collection, {@code >= 0}
 * @param seed the seed the environment was reset with, {@code >= 0}
 * @param space the shape of one frame
 * @param frames {@code [T + 1, height, width, channels]}: the frame before each action, then the final one
 * @param actions {@code [T, actionSize]}
 * @param actionSize elements of one action, {@code >= 1}
 * @param rewards {@code [T]}
 * @param terminated the world ended
 * @param truncated a limit cut the episode
 */
public record Episode(
        long id,
        long seed,
        Pixels space,
        byte[] frames,
        float[] actions,
        int actionSize,
        float[] rewards,
        boolean terminated,
        boolean truncated) {

    /**
     * @throws IllegalArgumentException if there is no step, an array does not fit the number of steps, a number is NaN,
     *     or the episode has no end
     */
    public Episode {
        Objects.requireNonNull(space, "space");
        if (id < 0 || seed < 0) {
            throw new IllegalArgumentException("id and seed must be >= 0: id=" + id + ", seed=" + seed);
        }
        if (actionSize < 1) {
            throw new IllegalArgumentException("actionSize must be >= 1: actionSize=" + actionSize);
        }
        int steps = rewards.length;
        if (steps == 0) {
            throw new IllegalArgumentException("an episode must have at least one step: id=" + id);
        }
        if (actions.length != (long) steps * actionSize) {
            throw new IllegalArgumentException("actions shape must match the steps: expected=[" + steps + ", "
                    + actionSize + "], actual=[" + actions.length + "]");
        }
        if (frames.length != (steps + 1L) * space.size()) {
            throw new IllegalArgumentException("frames must be one more than the steps: expected=[" + (steps + 1) + ", "
                    + space.height() + ", " + space.width() + ", " + space.channels() + "], actual=[" + frames.length
                    + "]");
        }
        requireNumbers("actions", actions);
        requireNumbers("rewards", rewards);
        if (!terminated && !truncated) {
            throw new IllegalArgumentException("an episode must be terminated or truncated: id=" + id);
        }
    }

    /** The number of steps T: of actions, and of rewards. */
    public int steps() {
        return rewards.length;
    }

    /** The number of frames, T + 1. */
    public int frameCount() {
        return rewards.length + 1;
    }

    /**
     * Copies one frame into a buffer.
     *
     * @param index in {@code 0 .. T}
     * @param into the target
     * @param offset where in the target the frame starts
     */
    public void frame(int index, byte[] into, int offset) {
        Objects.checkIndex(index, frameCount());
        System.arraycopy(frames, index * space.size(), into, offset, space.size());
    }

    /** The sum of the rewards. */
    public double totalReward() {
        double sum = 0;
        for (float reward : rewards) {
            sum += reward;
        }
        return sum;
    }

    private static void requireNumbers(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) {
                throw new IllegalArgumentException(name + " must not be NaN: index=" + i);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Episode that
                && id == that.id
                && seed == that.seed
                && space.equals(that.space)
                && actionSize == that.actionSize
                && terminated == that.terminated
                && truncated == that.truncated
                && Arrays.equals(rewards, that.rewards)
                && Arrays.equals(actions, that.actions)
                && Arrays.equals(frames, that.frames);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, seed, steps());
    }

    @Override
    public String toString() {
        return "Episode(id=" + id + ", seed=" + seed + ", space=" + space.describe() + ", steps=" + steps()
                + ", terminated=" + terminated + ", truncated=" + truncated + ")";
    }
}
