package io.yume.env.gym.client;

import io.yume.env.Autoreset;
import io.yume.env.Space;
import io.yume.env.VectorEnvironment;
import io.yume.env.VectorStep;
import io.yume.env.VectorStepException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A vector whose rows are instances of their own on a classic server, stepped one after another. */
final class ClassicVector implements VectorEnvironment {

    private final List<ClassicRow> rows;
    private final VectorEnvironment vector;

    ClassicVector(List<GymEnvironment> environments, Autoreset autoreset) {
        rows = environments.stream().map(ClassicRow::new).toList();
        vector = VectorEnvironment.of(rows, autoreset);
    }

    @Override
    public int rows() {
        return vector.rows();
    }

    @Override
    public Autoreset autoreset() {
        return vector.autoreset();
    }

    @Override
    public Space observationSpace() {
        return vector.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return vector.actionSpace();
    }

    @Override
    public void reset(long[] seeds) {
        vector.reset(seeds);
    }

    @Override
    public void reset(boolean[] mask, long[] seeds) {
        vector.reset(mask, seeds);
    }

    /** @throws VectorStepException if the server failed at some rows, after all others have moved */
    @Override
    public VectorStep step(float[] actions) {
        VectorStep step = vector.step(actions);
        Map<Integer, String> failures = new TreeMap<>();
        for (int row = 0; row < rows.size(); row++) {
            String failure = rows.get(row).takeFailure();
            if (failure != null) {
                failures.put(row, failure);
            }
        }
        if (!failures.isEmpty()) {
            throw new VectorStepException(failures, step);
        }
        return step;
    }

    @Override
    public void observe(float[] into) {
        vector.observe(into);
    }

    @Override
    public void observe(byte[] into) {
        vector.observe(into);
    }

    @Override
    public void finalObservation(int row, float[] into) {
        vector.finalObservation(row, into);
    }

    @Override
    public void finalObservation(int row, byte[] into) {
        vector.finalObservation(row, into);
    }

    @Override
    public void close() {
        vector.close();
    }
}
