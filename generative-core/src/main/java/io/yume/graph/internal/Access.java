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

    Access(Ref ref, Arena planned) {
        Arena arena = ref.memory().arena(planned);
        floats = arena.floats();
        base = arena.start() + ref.memory().offset() + ref.offset();
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
    }

    /** Reads elements {@code start .. start+n-1}. */
    void read(float[] into, int start, int n) {
        if (dims.length <= 1 && innerStride == 1) {
            floats.get(base + start, into, 0, n);
            return;
        }
        int done = 0;
        int at = start;
        while (done < n) {
            int within = at % inner;
            int run = Math.min(inner - within, n - done);
            int from = rowStart(at / inner) + within * innerStride;
            if (innerStride == 1) {
                floats.get(from, into, done, run);
            } else if (innerStride == 0) {
                Arrays.fill(into, done, done + run, floats.get(from));
            } else {
                for (int i = 0; i < run; i++) {
                    into[done + i] = floats.get(from + i * innerStride);
                }
            }
            done += run;
            at += run;
        }
    }

    /** Writes elements {@code start .. start+n-1}. */
    void write(float[] values, int start, int n) {
        if (dims.length <= 1 && innerStride == 1) {
            floats.put(base + start, values, 0, n);
            return;
        }
        int done = 0;
        int at = start;
        while (done < n) {
            int within = at % inner;
            int run = Math.min(inner - within, n - done);
            int to = rowStart(at / inner) + within * innerStride;
            if (innerStride == 1) {
                floats.put(to, values, done, run);
            } else {
                for (int i = 0; i < run; i++) {
                    floats.put(to + i * innerStride, values[done + i]);
                }
            }
            done += run;
            at += run;
        }
    }

    private int rowStart(int row) {
        int index = row;
        int at = base;
        for (int axis = dims.length - 2; axis >= 0; axis--) {
            at += index % dims[axis] * strides[axis];
            index /= dims[axis];
        }
        return at;
    }
}
