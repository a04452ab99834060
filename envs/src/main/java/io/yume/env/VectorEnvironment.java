package io.yume.env;

import java.util.List;

/**
 * Steps many environments of equal spaces at once. A row is one environment; rows keep their order. Not thread-safe.
 *
 * <p>Actions are row-major {@code [rows, actionSpace().size()]}, observations row-major
 * {@code [rows, observationSpace().size()]} in buffers that the caller owns. What happens to ended rows is the
 * {@link Autoreset} policy.
 *
 * <p>The seed of a row decides all its episodes: the first has that seed, the others {@link #episodeSeed} of it, unless
 * an implementation says otherwise. So a row's episodes do not depend on the other rows, on their number, or on when
 * they end.
 *
 * <p>Actions are checked before any row moves; a call refused with an {@code IllegalArgumentException} or
 * {@code IllegalStateException} changes nothing. When an environment itself fails, rows may have moved unevenly: every
 * call but {@link #reset(long[])} and {@link #close} is then refused, unless an implementation says otherwise.
 */
public interface VectorEnvironment extends AutoCloseable {

    /**
     * Steps these environments one after another on the calling thread, and takes them over: {@link #close} closes
     * them.
     *
     * @throws IllegalArgumentException if there is none, one appears twice, their spaces differ, or actions are pixels
     */
    static VectorEnvironment of(List<? extends Environment> environments, Autoreset autoreset) {
        return new SerialVectorEnvironment(environments, autoreset);
    }

    /**
     * The seed of an episode of a row that was reset with {@code seed}: the seed itself for episode 0, later a
     * SplitMix64 hash of both (Steele, Lea and Flood, 2014), always {@code >= 0}.
     */
    static long episodeSeed(long seed, long episode) {
        if (episode == 0) {
            return seed;
        }
        long mixed = mix(mix(seed) + episode * 0x9e3779b97f4a7c15L);
        return mixed >>> 1;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** The number of environments. */
    int rows();

    /** What happens to ended rows. */
    Autoreset autoreset();

    /** The observation space of one row. */
    Space observationSpace();

    /** The action space of one row. */
    Space actionSpace();

    /**
     * Starts a first episode in every row.
     *
     * @param seeds one seed {@code >= 0} per row
     * @throws IllegalArgumentException if their number is not that of the rows or one is negative
     * @throws IllegalStateException after close
     */
    void reset(long[] seeds);

    /**
     * Starts a first episode in the chosen rows only, whether theirs has ended or not; the others stay as they are.
     *
     * @param mask the rows to reset
     * @param seeds one element per row, {@code >= 0} where the mask is set, ignored elsewhere
     * @throws IllegalArgumentException if a length is not the number of rows or a used seed is negative
     * @throws IllegalStateException before the first {@link #reset(long[])}, after a failed step, or after close
     */
    void reset(boolean[] mask, long[] seeds);

    /**
     * Moves every row on by one step; rows that {@link Autoreset#NEXT_STEP} resets ignore their action, whatever it is.
     *
     * @param actions row-major {@code [rows, actionSpace().size()]}
     * @throws IllegalArgumentException if the length is wrong or an action is not a member of the action space
     * @throws IllegalStateException before the first reset, after a failed step, after close, or if a row has ended and
     *     the policy is {@link Autoreset#DISABLED}
     */
    VectorStep step(float[] actions);

    /**
     * Writes the current observations of all rows.
     *
     * @param into {@code rows * observationSpace().size()} floats
     * @throws IllegalArgumentException if the buffer has another length
     * @throws IllegalStateException before the first reset, after a failed step, or after close
     * @throws UnsupportedOperationException if the observations are pixels
     */
    void observe(float[] into);

    /** As {@link #observe(float[])}, for {@link Pixels}: row-major {@code [rows, height, width, channels]}. */
    void observe(byte[] into);

    /**
     * Writes the last observation of the episode of a row that ended in the latest step, under
     * {@link Autoreset#SAME_STEP}.
     *
     * @param into {@code observationSpace().size()} floats
     * @throws IllegalArgumentException if the buffer has another length
     * @throws IllegalStateException if the row did not end in the latest step or the policy is another
     * @throws IndexOutOfBoundsException if there is no such row
     * @throws UnsupportedOperationException if the observations are pixels
     */
    void finalObservation(int row, float[] into);

    /** As {@link #finalObservation(int, float[])}, for {@link Pixels}. */
    void finalObservation(int row, byte[] into);

    /** Closes all environments, even when one fails to; calling it again does nothing. */
    @Override
    void close();
}
