package io.yume.graph.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The heap arrays that element-wise kernels compute in. All kernels of a program share them, since no two run at once: so
 * they stay in the cache from one kernel to the next. Each lane has its own; numbers are for all to read.
 */
final class Registers {

    private final List<List<float[]>> lanes = new ArrayList<>();
    private final Map<Float, float[]> numbers = new HashMap<>();

    /** The first registers of a lane, made as they are needed; not to be called by two threads at once. */
    float[][] of(int lane, int count) {
        while (lanes.size() <= lane) {
            lanes.add(new ArrayList<>());
        }
        List<float[]> own = lanes.get(lane);
        while (own.size() < count) {
            own.add(new float[BlockMath.BLOCK]);
        }
        return own.subList(0, count).toArray(float[][]::new);
    }

    /** A register that holds a number in each place, and that nobody writes to. */
    float[] holding(float number) {
        return numbers.computeIfAbsent(number, unused -> {
            float[] register = new float[BlockMath.BLOCK];
            Arrays.fill(register, number);
            return register;
        });
    }
}
