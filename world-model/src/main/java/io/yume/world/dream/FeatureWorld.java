package io.yume.world.dream;

import io.yume.env.Space;

/**
 * A fixed number of episodes that move in step and show features instead of frames: dreamed ones, or real ones seen
 * through Vision and Memory. Rows whose episode is over stay as padding, so the work of a step never changes. Used by one
 * thread at a time.
 */
public interface FeatureWorld extends AutoCloseable {

    /** Number of rows. */
    int rows();

    /** Length of one row's features. */
    int featureSize();

    /** What an action is; one row's takes {@code actionSpace().size()} floats. */
    Space actionSpace();

    /**
     * Starts an episode in the first {@code streams.length} rows; each is decided by its stream alone. The other rows are
     * padding.
     *
     * @throws IllegalArgumentException if there are more streams than rows
     */
    void reset(long... streams);

    /** Writes the features, {@code [rows, featureSize]}; those of padding mean nothing. */
    void features(float[] into);

    /** Moves every live row on by one step. */
    void step(float[] actions);

    /** Whether a row's episode is still going on. */
    boolean live(int row);

    /** Whether any row is live. */
    default boolean anyLive() {
        for (int row = 0; row < rows(); row++) {
            if (live(row)) {
                return true;
            }
        }
        return false;
    }

    /** The reward of a row's last step; 0 for padding. */
    double reward(int row);

    /** Whether a row's episode ended because its world did. */
    boolean terminated(int row);

    /** Whether a row's episode was cut by the limit. */
    boolean truncated(int row);

    @Override
    void close();
}
