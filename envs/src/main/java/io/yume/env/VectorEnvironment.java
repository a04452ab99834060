package io.yume.env;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Steps many environments of equal spaces at once, one after another on the calling thread. A row is one environment;
 * rows keep their order. Not thread-safe.
 *
 * <p>Actions are row-major {@code [rows, actionSpace().size()]}, observations row-major
 * {@code [rows, observationSpace().size()]} in buffers that the caller owns. What happens to ended rows is the
 * {@link Autoreset} policy.
 *
 * <p>The seed of a row decides all its episodes: the first has that seed, the others {@link #episodeSeed} of it. So a
 * row's episodes do not depend on the other rows, on their number, or on when they end.
 *
 * <p>Actions are checked before any row moves; a call refused with an {@code IllegalArgumentException} or
 * {@code IllegalStateException} changes nothing. When an environment itself fails, rows may have moved unevenly: every
 * call but {@link #reset(long[])} and {@link #close} is then refused.
 */
public final class VectorEnvironment implements AutoCloseable {

    private final List<VectorRow> rows;
    private final Autoreset autoreset;
    private final Space observationSpace;
    private final Space actionSpace;
    private boolean ready;
    private boolean closed;

    /**
     * Takes over the environments: {@link #close} closes them.
     *
     * @throws IllegalArgumentException if there is none, one appears twice, their spaces differ, or actions are pixels
     */
    public VectorEnvironment(List<? extends Environment> environments, Autoreset autoreset) {
        if (environments.isEmpty()) {
            throw new IllegalArgumentException("environments must have at least one row: rows=0");
        }
        this.autoreset = autoreset;
        observationSpace = environments.get(0).observationSpace();
        actionSpace = environments.get(0).actionSpace();
        if (actionSpace instanceof Pixels) {
            throw new IllegalArgumentException("actions must not be pixels: space=" + actionSpace.describe());
        }
        Set<Environment> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int row = 0; row < environments.size(); row++) {
            Environment environment = environments.get(row);
            if (!distinct.add(environment)) {
                throw new IllegalArgumentException("rows must not share an environment: row=" + row);
            }
            requireEqual("observation", observationSpace, environment.observationSpace(), row);
            requireEqual("action", actionSpace, environment.actionSpace(), row);
        }
        rows = environments.stream().map(one -> new VectorRow(one, autoreset)).toList();
    }

    private static void requireEqual(String name, Space expected, Space actual, int row) {
        if (!expected.equals(actual)) {
            throw new IllegalArgumentException(name + " spaces must be equal: row=" + row + ", expected="
                    + expected.describe() + ", actual=" + actual.describe());
        }
    }

    /** The number of environments. */
    public int rows() {
        return rows.size();
    }

    /** What happens to ended rows. */
    public Autoreset autoreset() {
        return autoreset;
    }

    /** The observation space of one row. */
    public Space observationSpace() {
        return observationSpace;
    }

    /** The action space of one row. */
    public Space actionSpace() {
        return actionSpace;
    }

    /**
     * The seed of an episode of a row that was reset with {@code seed}: the seed itself for episode 0, later a
     * SplitMix64 hash of both (Steele, Lea and Flood, 2014), always {@code >= 0}.
     */
    public static long episodeSeed(long seed, long episode) {
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

    /**
     * Starts a first episode in every row.
     *
     * @param seeds one seed {@code >= 0} per row
     * @throws IllegalArgumentException if their number is not that of the rows or one is negative
     * @throws IllegalStateException after close
     */
    public void reset(long[] seeds) {
        requireOpen("reset");
        boolean[] all = new boolean[rows()];
        Arrays.fill(all, true);
        requireSeeds(all, seeds);
        ready = false;
        resetRows(all, seeds);
        ready = true;
    }

    /**
     * Starts a first episode in the chosen rows only, whether theirs has ended or not; the others stay as they are.
     *
     * @param mask the rows to reset
     * @param seeds one element per row, {@code >= 0} where the mask is set, ignored elsewhere
     * @throws IllegalArgumentException if a length is not the number of rows or a used seed is negative
     * @throws IllegalStateException before the first {@link #reset(long[])}, after a failed step, or after close
     */
    public void reset(boolean[] mask, long[] seeds) {
        requireReady("reset of some rows");
        if (mask.length != rows()) {
            throw new IllegalArgumentException(
                    "mask must have one element per row: expected=[" + rows() + "], actual=[" + mask.length + "]");
        }
        requireSeeds(mask, seeds);
        ready = false;
        resetRows(mask, seeds);
        ready = true;
    }

    private void requireSeeds(boolean[] mask, long[] newSeeds) {
        if (newSeeds.length != rows()) {
            throw new IllegalArgumentException(
                    "seeds must have one per row: expected=[" + rows() + "], actual=[" + newSeeds.length + "]");
        }
        for (int row = 0; row < rows(); row++) {
            if (mask[row] && newSeeds[row] < 0) {
                throw new IllegalArgumentException("seed must be >= 0: row=" + row + ", seed=" + newSeeds[row]);
            }
        }
    }

    private void resetRows(boolean[] mask, long[] newSeeds) {
        for (int row = 0; row < rows(); row++) {
            if (mask[row]) {
                rows.get(row).reset(newSeeds[row]);
            }
        }
    }

    /**
     * Moves every row on by one step; rows that {@link Autoreset#NEXT_STEP} resets ignore their action, whatever it is.
     *
     * @param actions row-major {@code [rows, actionSpace().size()]}
     * @throws IllegalArgumentException if the length is wrong or an action is not a member of the action space
     * @throws IllegalStateException before the first reset, after a failed step, after close, or if a row has ended and
     *     the policy is {@link Autoreset#DISABLED}
     */
    public VectorStep step(float[] actions) {
        requireReady("step");
        float[][] perRow = split(actions);
        for (int row = 0; row < rows(); row++) {
            requireSteppable(row, perRow[row]);
        }
        ready = false;
        VectorStep result = new VectorStep(rows());
        for (int row = 0; row < rows(); row++) {
            rows.get(row).step(row, perRow[row], result);
        }
        ready = true;
        return result;
    }

    private float[][] split(float[] actions) {
        int size = actionSpace.size();
        if (actions.length != rows() * size) {
            throw new IllegalArgumentException("actions shape must match rows and space: expected=[" + rows() + ", "
                    + size + "], actual=[" + actions.length + "]");
        }
        float[][] perRow = new float[rows()][];
        for (int row = 0; row < rows(); row++) {
            perRow[row] = Arrays.copyOfRange(actions, row * size, (row + 1) * size);
        }
        return perRow;
    }

    private void requireSteppable(int row, float[] action) {
        try {
            rows.get(row).requireSteppable(action);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("row " + row + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("row " + row + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the current observations of all rows.
     *
     * @param into {@code rows * observationSpace().size()} floats
     * @throws IllegalArgumentException if the buffer has another length
     * @throws IllegalStateException before the first reset, after a failed step, or after close
     * @throws UnsupportedOperationException if the observations are pixels
     */
    public void observe(float[] into) {
        requireReady("observe");
        requireVectors();
        requireBuffer(into.length, rows());
        int size = observationSpace.size();
        for (int row = 0; row < rows(); row++) {
            rows.get(row).observe(into, row * size, (row + 1) * size);
        }
    }

    /** As {@link #observe(float[])}, for {@link Pixels}: row-major {@code [rows, height, width, channels]}. */
    public void observe(byte[] into) {
        requireReady("observe");
        requirePixels();
        requireBuffer(into.length, rows());
        int size = observationSpace.size();
        for (int row = 0; row < rows(); row++) {
            rows.get(row).observe(into, row * size, (row + 1) * size);
        }
    }

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
    public void finalObservation(int row, float[] into) {
        requireVectors();
        requireFinal(row);
        requireBuffer(into.length, 1);
        rows.get(row).finalObservation(into, into.length);
    }

    /** As {@link #finalObservation(int, float[])}, for {@link Pixels}. */
    public void finalObservation(int row, byte[] into) {
        requirePixels();
        requireFinal(row);
        requireBuffer(into.length, 1);
        rows.get(row).finalObservation(into, into.length);
    }

    /** Closes all environments, even when one fails to; calling it again does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        RuntimeException failure = null;
        for (VectorRow row : rows) {
            try {
                row.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private boolean pixels() {
        return observationSpace instanceof Pixels;
    }

    private void requireVectors() {
        if (pixels()) {
            throw new UnsupportedOperationException(
                    "rows observe pixels, not vectors: space=" + observationSpace.describe());
        }
    }

    private void requirePixels() {
        if (!pixels()) {
            throw new UnsupportedOperationException(
                    "rows observe vectors, not pixels: space=" + observationSpace.describe());
        }
    }

    private void requireFinal(int row) {
        requireReady("finalObservation");
        if (!rows.get(row).hasFinalObservation()) {
            throw new IllegalStateException(
                    "finalObservation needs a row that ended in the latest step under SAME_STEP: " + "row=" + row
                            + ", autoreset=" + autoreset);
        }
    }

    private void requireBuffer(int length, int count) {
        int expected = Math.multiplyExact(count, observationSpace.size());
        if (length != expected) {
            throw new IllegalArgumentException(
                    "observation buffer must match the space: expected=[" + expected + "], actual=[" + length + "]");
        }
    }

    private void requireOpen(String call) {
        if (closed) {
            throw new IllegalStateException(call + " needs an open vector environment: it is closed");
        }
    }

    private void requireReady(String call) {
        requireOpen(call);
        if (!ready) {
            throw new IllegalStateException(
                    call + " needs running episodes, call reset with a seed for every row first");
        }
    }
}
