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
    private final VectorChecks checks;
    private boolean ready;
    private boolean closed;

    SerialVectorEnvironment(List<? extends Environment> environments, Autoreset autoreset) {
        if (environments.isEmpty()) {
            throw new IllegalArgumentException("environments must have at least one row: rows=0");
        }
        this.autoreset = autoreset;
        Space observationSpace = environments.get(0).observationSpace();
        Space actionSpace = environments.get(0).actionSpace();
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
        checks = new VectorChecks(rows.size(), observationSpace, actionSpace);
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
        return checks.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return checks.actionSpace();
    }

    @Override
    public void reset(long[] seeds) {
        VectorChecks.requireOpen("reset", closed);
        boolean[] all = new boolean[rows()];
        Arrays.fill(all, true);
        checks.requireSeeds(all, seeds);
        ready = false;
        resetRows(all, seeds);
        ready = true;
    }

    @Override
    public void reset(boolean[] mask, long[] seeds) {
        requireReady("reset of some rows");
        checks.requireSeeds(mask, seeds);
        ready = false;
        resetRows(mask, seeds);
        ready = true;
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
        checks.requireActions(actions);
        int size = actionSpace().size();
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
        checks.requireVectors();
        checks.requireBuffer(into.length, rows());
        int size = observationSpace().size();
        for (int row = 0; row < rows(); row++) {
            rows.get(row).observe(into, row * size, (row + 1) * size);
        }
    }

    @Override
    public void observe(byte[] into) {
        requireReady("observe");
        checks.requirePixels();
        checks.requireBuffer(into.length, rows());
        int size = observationSpace().size();
        for (int row = 0; row < rows(); row++) {
            rows.get(row).observe(into, row * size, (row + 1) * size);
        }
    }

    @Override
    public void finalObservation(int row, float[] into) {
        checks.requireVectors();
        requireFinal(row);
        checks.requireBuffer(into.length, 1);
        rows.get(row).finalObservation(into, into.length);
    }

    @Override
    public void finalObservation(int row, byte[] into) {
        checks.requirePixels();
        requireFinal(row);
        checks.requireBuffer(into.length, 1);
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

    private void requireFinal(int row) {
        requireReady("finalObservation");
        VectorChecks.requireFinal(rows.get(row).hasFinalObservation(), row, autoreset);
    }

    private void requireReady(String call) {
        VectorChecks.requireReady(call, closed, ready);
    }
}
