package io.yume.world.dream;

import io.yume.env.Space;

/**
 * A fixed number of episodes that move in step and show features instead of frames: dreamed ones, or real ones seen
 * through Vision and Memory. Rows whose episode is over stay as padding, which costs little. Used by one thread at a time.
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

    /** Writes the features, {@code [rows, featureSize]}; those of rows that are not live mean nothing. */
    void features(float[] into);

    /** Moves every live row on by one step. */
    void step(float[] actions);

    /** How the rows' episodes stand. */
    Rows episodes();

    /** Whether a row's episode is still going on. */
    default boolean live(int row) {
        return episodes().live(row);
    }

    /** Whether any row is live. */
    default boolean anyLive() {
        return episodes().anyLive();
    }

    /** The reward of a row's last step; 0 for padding. */
    default double reward(int row) {
        return episodes().reward(row);
    }

    /** Whether a row's episode ended because its world did. */
    default boolean terminated(int row) {
        return episodes().terminated(row);
    }

    /** Whether a row's episode was cut by the limit. */
    default boolean truncated(int row) {
        return episodes().truncated(row);
    }

    @Override
    void close();
}
