package io.yume.env;

/**
 * What one step of a {@link VectorEnvironment} returned besides its observations; each array has one element per row and
 * belongs to the caller.
 *
 * @param rewards the rewards of this step
 * @param terminated the world of the row ended: no future reward exists
 * @param truncated a limit cut the episode of the row; both flags may be true
 * @param started a new episode of the row began in this step. Under {@link Autoreset#NEXT_STEP} such a row is no
 *     transition and must not be learned from; under {@link Autoreset#SAME_STEP} it is the last transition of the old
 *     episode
 */
public record VectorStep(double[] rewards, boolean[] terminated, boolean[] truncated, boolean[] started) {

    VectorStep(int rows) {
        this(new double[rows], new boolean[rows], new boolean[rows], new boolean[rows]);
    }

    /** Whether the episode of a row ended in this step for either reason. */
    public boolean last(int row) {
        return terminated[row] || truncated[row];
    }
}
