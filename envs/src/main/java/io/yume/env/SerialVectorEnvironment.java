package io.yume.env;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Steps its environments one after another on the calling thread. */
final class SerialVectorEnvironment implements VectorEnvironment {

    private final List<VectorRow> rows;
    private final Autoreset autoreset;
    private final Space observationSpace;
    private final Space actionSpace;
    private boolean ready;
    private boolean closed;

    SerialVectorEnvironment(List<? extends Environment> environments, Autoreset autoreset) {
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

    @Override
    public int rows() {
        return rows.size();
    }

    @Override
    public Autoreset autoreset() {
        return autoreset;
    }

    @Override
    public Space observationSpace() {
        return observationSpace;
    }

    @Override
    public Space actionSpace() {
        return actionSpace;
    }

    @Override
    public void reset(long[] seeds) {
        requireOpen("reset");
        boolean[] all = new boolean[rows()];
        Arrays.fill(all, true);
        requireSeeds(all, seeds);
        ready = false;
        resetRows(all, seeds);
        ready = true;
    }

    @Override
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

    @Override
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

    @Override
    public void observe(float[] into) {
        requireReady("observe");
        requireVectors();
        requireBuffer(into.length, rows());
        int size = observationSpace.size();
        for (int row = 0; row < rows(); row++) {
            rows.get(row).observe(into, row * size, (row + 1) * size);
        }
    }

    @Override
    public void observe(byte[] into) {
        requireReady("observe");
        requirePixels();
        requireBuffer(into.length, rows());
        int size = observationSpace.size();
        for (int row = 0; row < rows(); row++) {
            rows.get(row).observe(into, row * size, (row + 1) * size);
        }
    }

    @Override
    public void finalObservation(int row, float[] into) {
        requireVectors();
        requireFinal(row);
        requireBuffer(into.length, 1);
        rows.get(row).finalObservation(into, into.length);
    }

    @Override
    public void finalObservation(int row, byte[] into) {
        requirePixels();
        requireFinal(row);
        requireBuffer(into.length, 1);
        rows.get(row).finalObservation(into, into.length);
    }

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
