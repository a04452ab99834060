package io.yume.graph.internal;

import io.yume.graph.Node;
import io.yume.graph.StepDescription;
import io.yume.graph.StepDescription.Computed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Describes instructions; what depends on what is read off the memory that they read and write. */
final class Steps {

    private final List<Instruction> instructions;
    private final Map<Instruction, List<Node>> origins;
    private final Map<Memory, String> names;
    private final Map<Memory, List<Written>> written = new HashMap<>();

    private record Written(int step, Ref ref) {}

    /**
     * @param origins the nodes that each instruction computes
     * @param names of memory that no instruction writes: what is fed, learned or constant
     */
    Steps(List<Instruction> instructions, Map<Instruction, List<Node>> origins, Map<Memory, String> names) {
        this.instructions = instructions;
        this.origins = origins;
        this.names = names;
    }

    List<StepDescription> describe() {
        List<StepDescription> steps = new ArrayList<>();
        for (int index = 0; index < instructions.size(); index++) {
            Instruction instruction = instructions.get(index);
            Set<String> leaves = new LinkedHashSet<>();
            Set<Integer> inputs = new LinkedHashSet<>();
            for (Ref ref : instruction.reads()) {
                String leaf = names.get(ref.memory());
                if (leaf != null) {
                    leaves.add(leaf);
                }
                for (Written other : written.getOrDefault(ref.memory(), List.of())) {
                    if (overlap(other.ref(), ref)) {
                        inputs.add(other.step());
                    }
                }
            }
            for (Ref ref : instruction.writes()) {
                written.computeIfAbsent(ref.memory(), unused -> new ArrayList<>())
                        .add(new Written(index, ref));
            }
            Work work = instruction.work();
            steps.add(new StepDescription(
                    index,
                    work.kind(),
                    work.operation(),
                    origins.get(instruction).stream().map(Computed::of).toList(),
                    List.copyOf(leaves),
                    List.copyOf(inputs),
                    instruction.writes().stream().map(Ref::shape).toList(),
                    bytes(instruction.reads()),
                    bytes(instruction.writes()),
                    work.flops(),
                    Double.NaN));
        }
        return steps;
    }

    /** Elements that a view repeats are read from the cache. */
    private static long bytes(List<Ref> refs) {
        long floats = 0;
        for (Ref ref : refs) {
            long distinct = 1;
            for (int axis = 0; axis < ref.shape().rank(); axis++) {
                distinct *= ref.strides()[axis] == 0 ? 1 : ref.shape().dim(axis);
            }
            floats += distinct;
        }
        return floats * Float.BYTES;
    }

    /**
     * Whether two views of one memory may share an element. Columns of one matrix lie between each other without touching:
     * where every larger stride is a multiple of the row's length, only the places within a row count.
     */
    static boolean overlap(Ref one, Ref other) {
        Ref a = forwards(one);
        Ref b = forwards(other);
        if (a.offset() > b.offset() + extent(b, Integer.MAX_VALUE)
                || b.offset() > a.offset() + extent(a, Integer.MAX_VALUE)) {
            return false;
        }
        for (int row : a.strides()) {
            if (row > 1 && rowsOf(a, row) && rowsOf(b, row)) {
                int left = a.offset() % row;
                int right = b.offset() % row;
                if (left > right + extent(b, row) || right > left + extent(a, row)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The same elements from the lowest one on: a view may go backwards. */
    private static Ref forwards(Ref ref) {
        int lowest = ref.offset();
        int[] strides = ref.strides().clone();
        for (int axis = 0; axis < strides.length; axis++) {
            if (strides[axis] < 0) {
                lowest += (ref.shape().dim(axis) - 1) * strides[axis];
                strides[axis] = -strides[axis];
            }
        }
        return new Ref(ref.memory(), lowest, ref.shape(), strides);
    }

    /** Whether a view is made of parts of rows of a length, none crossing the end of one. */
    private static boolean rowsOf(Ref ref, int row) {
        for (int axis = 0; axis < ref.shape().rank(); axis++) {
            int stride = ref.strides()[axis];
            if (ref.shape().dim(axis) > 1 && stride >= row && stride % row != 0) {
                return false;
            }
        }
        return ref.offset() % row + extent(ref, row) < row;
    }

    /** The distance from the first to the last element along axes with strides below a bound. */
    private static int extent(Ref ref, int below) {
        int extent = 0;
        for (int axis = 0; axis < ref.shape().rank(); axis++) {
            if (ref.strides()[axis] < below) {
                extent += (ref.shape().dim(axis) - 1) * ref.strides()[axis];
            }
        }
        return extent;
    }
}
