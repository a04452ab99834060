package io.yume.env;

/**
 * What every {@link VectorEnvironment} asks of its callers, for those who write one.
 *
 * @param rows how many environments there are
 * @param observationSpace of one row
 * @param actionSpace of one row
 */
public record VectorChecks(int rows, Space observationSpace, Space actionSpace) {

    /**
     * Checks the arguments of a reset.
     *
     * @param mask the rows to reset
     * @param seeds one for each row
     * @throws IllegalArgumentException if a length is not the number of rows, or the seed of a row to reset is negative
     */
    public void requireSeeds(boolean[] mask, long[] seeds) {
        if (mask.length != rows) {
            throw new IllegalArgumentException(
                    "mask must have one element per row: expected=[" + rows + "], actual=[" + mask.length + "]");
        }
        if (seeds.length != rows) {
            throw new IllegalArgumentException(
                    "seeds must have one per row: expected=[" + rows + "], actual=[" + seeds.length + "]");
        }
        for (int row = 0; row < rows; row++) {
            if (mask[row] && seeds[row] < 0) {
                throw new IllegalArgumentException("seed must be >= 0: row=" + row + ", seed=" + seeds[row]);
            }
        }
    }

    /** @throws IllegalArgumentException if the actions do not fill {@code [rows, actionSpace().size()]} */
    public void requireActions(float[] actions) {
        int size = actionSpace.size();
        if (actions.length != rows * size) {
            throw new IllegalArgumentException("actions shape must match rows and space: expected=[" + rows + ", "
                    + size + "], actual=[" + actions.length + "]");
        }
    }

    /** @throws UnsupportedOperationException if the observations are pixels */
    public void requireVectors() {
        if (observationSpace instanceof Pixels) {
            throw new UnsupportedOperationException(
                    "rows observe pixels, not vectors: space=" + observationSpace.describe());
        }
    }

    /** @throws UnsupportedOperationException if the observations are not pixels */
    public void requirePixels() {
        if (!(observationSpace instanceof Pixels)) {
            throw new UnsupportedOperationException(
                    "rows observe vectors, not pixels: space=" + observationSpace.describe());
        }
    }

    /**
     * Checks a buffer for observations.
     *
     * @param length the buffer's
     * @param count rows that are written into it
     * @throws IllegalArgumentException if the observations of so many rows do not fill it
     */
    public void requireBuffer(int length, int count) {
        int expected = Math.multiplyExact(count, observationSpace.size());
        if (length != expected) {
            throw new IllegalArgumentException(
                    "observation buffer must match the space: expected=[" + expected + "], actual=[" + length + "]");
        }
    }

    /**
     * Checks that a row has an observation of an episode that is over.
     *
     * @param ended whether the row ended in the latest step, under {@link Autoreset#SAME_STEP}
     * @throws IllegalStateException if not
     */
    public static void requireFinal(boolean ended, int row, Autoreset autoreset) {
        if (!ended) {
            throw new IllegalStateException(
                    "finalObservation needs a row that ended in the latest step under SAME_STEP: row=" + row
                            + ", autoreset=" + autoreset);
        }
    }

    /** @throws IllegalStateException if the vector environment is closed, naming the call that needs it */
    public static void requireOpen(String call, boolean closed) {
        if (closed) {
            throw new IllegalStateException(call + " needs an open vector environment: it is closed");
        }
    }

    /** @throws IllegalStateException if the vector environment is closed or has no episodes, naming the call */
    public static void requireReady(String call, boolean closed, boolean ready) {
        requireOpen(call, closed);
        if (!ready) {
            throw new IllegalStateException(
                    call + " needs running episodes, call reset with a seed for every row first");
        }
    }
}
