package io.yume.graph.internal;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Moves blocks between a strided view of off-heap memory, seen as one row-major sequence, and a heap array. */
final class Access {

    private final FloatBuffer floats;
    private final int base;
    private final int[] dims;
    private final int[] strides;
    private final int inner;
    private final int innerStride;
    private final int[] odometer;

    Access(Ref ref, Arena planned) {
        floats = ref.memory().arena(planned).floats();
        base = ref.position(planned);
        int rank = ref.shape().rank();
        int[] merged = new int[rank];
        int[] steps = new int[rank];
        int count = 0;
        // Neighbouring axes that advance like one axis are one axis; axes of length 1 are none.
        for (int axis = 0; axis < rank; axis++) {
            int length = ref.shape().dim(axis);
            int step = ref.strides()[axis];
            if (length == 1) {
                continue;
            }
            if (count > 0 && steps[count - 1] == step * length) {
                merged[count - 1] *= length;
                steps[count - 1] = step;
            } else {
                merged[count] = length;
                steps[count++] = step;
            }
        }
        dims = Arrays.copyOf(merged, count);
        strides = Arrays.copyOf(steps, count);
        inner = count == 0 ? 1 : dims[count - 1];
        innerStride = count == 0 ? 1 : strides[count - 1];
        odometer = new int[Math.max(0, count - 1)];
    }

    /** Reads elements {@code start .. start+n-1}. */
    void read(float[] into, int start, int n) {
        if (dims.length <= 1 && innerStride == 1) {
            floats.get(base + start, into, 0, n);
            return;
        }
        int row = seek(start / inner);
        int within = start % inner;
        int previous = -1;
        int done = 0;
        while (done < n) {
            int run = Math.min(inner - within, n - done);
            if (row == previous && run == inner) {
                // A repeated row is at hand already.
                System.arraycopy(into, done - inner, into, done, inner);
            } else {
                read(into, done, row + within * innerStride, run);
                previous = run == inner ? row : -1;
            }
            done += run;
            within = 0;
            row = next(row);
        }
    }

    private void read(float[] into, int to, int from, int run) {
        if (innerStride == 1) {
            floats.get(from, into, to, run);
        } else if (innerStride == 0) {
            Arrays.fill(into, to, to + run, floats.get(from));
        } else {
            for (int i = 0; i < run; i++) {
                into[to + i] = floats.get(from + i * innerStride);
            }
        }
    }

    /** Writes elements {@code start .. start+n-1}. */
    void write(float[] values, int start, int n) {
        if (dims.length <= 1 && innerStride == 1) {
            floats.put(base + start, values, 0, n);
            return;
        }
        int row = seek(start / inner);
        int within = start % inner;
        int done = 0;
        while (done < n) {
            int run = Math.min(inner - within, n - done);
            int to = row + within * innerStride;
            if (innerStride == 1) {
                floats.put(to, values, done, run);
            } else {
                for (int i = 0; i < run; i++) {
                    floats.put(to + i * innerStride, values[done + i]);
                }
            }
            done += run;
            within = 0;
            row = next(row);
        }
    }

    /** Sets the odometer to an inner row, and returns where that row starts. */
    private int seek(int row) {
        int rest = row;
        int at = base;
        for (int axis = odometer.length - 1; axis >= 0; axis--) {
            odometer[axis] = rest % dims[axis];
            at += odometer[axis] * strides[axis];
            rest /= dims[axis];
        }
        return at;
    }

    /** Moves the odometer to the next inner row: divisions would cost more than short rows do. */
    private int next(int row) {
        int at = row;
        for (int axis = odometer.length - 1; axis >= 0; axis--) {
            at += strides[axis];
            if (++odometer[axis] < dims[axis]) {
                return at;
            }
            at -= dims[axis] * strides[axis];
            odometer[axis] = 0;
        }
        return at;
    }
}
