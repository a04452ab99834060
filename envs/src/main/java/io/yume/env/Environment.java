package io.yume.env;

/**
 * A world that an agent acts in, one step at a time. Not thread-safe: one thread uses an environment at a time.
 *
 * <p>After {@link #reset} and after each {@link #step}, {@code observe} writes the current observation into a buffer of
 * {@code observationSpace().size()} elements that the caller owns; observing never changes the state, and the final
 * observation of an episode stays readable until the next reset. A call refused with one of the
 * exceptions below leaves the state as it was. The seed and the actions alone decide an episode, whatever other instances or earlier episodes did.
 *
 * <p>The abstract test class {@code EnvironmentContract} in this module's test jar checks all of this.
 */
public interface Environment extends AutoCloseable {

    /** The registered name, such as {@code CartPole-v1} or {@code take-cover}. */
    String id();

    /** What {@code observe} writes. */
    Space observationSpace();

    /** What {@code step} takes. */
    Space actionSpace();

    /** The step at which an episode is truncated; {@code Integer.MAX_VALUE} where there is no limit. */
    int maxSteps();

    /**
     * Starts a new episode that the seed alone decides, at any moment before close.
     *
     * @throws IllegalArgumentException if the seed is negative
     * @throws IllegalStateException after close
     */
    void reset(long seed);

    /**
     * Moves the world on by one step.
     *
     * @param action {@code actionSpace().size()} numbers; read during the call only, never written or kept
     * @throws IllegalArgumentException if the action is not a member of the action space
     * @throws IllegalStateException before the first reset, after the end of an episode, or after close
     */
    TimeStep step(float[] action);

    /**
     * Writes the current observation of a {@link Pixels} space.
     *
     * @param into {@code observationSpace().size()} bytes, row-major {@code [height, width, channels]}
     * @throws IllegalArgumentException if the buffer has another length
     * @throws IllegalStateException before the first reset or after close
     * @throws UnsupportedOperationException if the observations are vectors
     */
    default void observe(byte[] into) {
        throw new UnsupportedOperationException(id() + " observes vectors, not pixels: space="
                + observationSpace().describe());
    }

    /**
     * Writes the current observation of a vector space.
     *
     * @param into {@code observationSpace().size()} floats
     * @throws IllegalArgumentException if the buffer has another length
     * @throws IllegalStateException before the first reset or after close
     * @throws UnsupportedOperationException if the observations are pixels
     */
    default void observe(float[] into) {
        throw new UnsupportedOperationException(id() + " observes pixels, not vectors: space="
                + observationSpace().describe());
    }

    /** Releases what the environment holds; calling it again does nothing. */
    @Override
    default void close() {}
}
