package io.yume.graph.internal;

import io.yume.graph.Shape;
import java.util.List;

/**
 * Where a node's value lies: a strided view of memory. Shape operations cost nothing, they only make another view.
 *
 * @param memory the memory
 * @param offset the first element, in floats from the start of the memory
 * @param shape the shape of the view
 * @param strides the distance between neighbours along each axis; 0 repeats
 */
record Ref(Memory memory, int offset, Shape shape, int[] strides) {

    static Ref contiguous(Memory memory, int offset, Shape shape) {
        return new Ref(memory, offset, shape, shape.strides());
    }

    /** Where the first element is in the buffer of its arena. */
    int position(Arena planned) {
        return memory.arena(planned).start() + memory.offset() + offset;
    }

    /** Whether the elements lie side by side in row-major order. */
    boolean contiguous() {
        int step = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dim(axis) > 1 && strides[axis] != step) {
                return false;
            }
            step *= shape.dim(axis);
        }
        return true;
    }

    /**
     * The same elements in row-major order under another shape, without a copy; null where only a copy can have it. Runs of
     * axes that have one size in both shapes are matched from the left; within a run the old axes must advance like one.
     */
    Ref reshape(Shape target) {
        int[] steps = new int[target.rank()];
        int from = 0;
        int to = 0;
        while (from < shape.rank() && to < target.rank()) {
            int firstFrom = from;
            int firstTo = to;
            long had = shape.dim(from++);
            long want = target.dim(to++);
            while (had != want) {
                if (had < want) {
                    had *= shape.dim(from++);
                } else {
                    want *= target.dim(to++);
                }
            }
            int step = runStep(firstFrom, from);
            if (step < 0) {
                return null;
            }
            for (int axis = to - 1; axis >= firstTo; axis--) {
                steps[axis] = step;
                step *= target.dim(axis);
            }
        }
        // What is left over has length 1.
        return new Ref(memory, offset, target, steps);
    }

    /** The stride at which some axes advance together like one axis; -1 if they do not. */
    private int runStep(int first, int end) {
        int step = -1;
        int expected = 0;
        for (int axis = end - 1; axis >= first; axis--) {
            if (shape.dim(axis) == 1) {
                continue;
            }
            if (step < 0) {
                step = strides[axis];
            } else if (strides[axis] != expected) {
                return -1;
            }
            expected = strides[axis] * shape.dim(axis);
        }
        return step < 0 ? 1 : step;
    }

    Ref permute(List<Integer> axes) {
        int[] dims = new int[axes.size()];
        int[] steps = new int[axes.size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(axes.get(i));
            steps[i] = strides[axes.get(i)];
        }
        return new Ref(memory, offset, Shape.of(dims), steps);
    }

    Ref slice(int axis, int begin, int length) {
        return new Ref(memory, offset + begin * strides[axis], shape.with(axis, length), strides);
    }

    Ref broadcast(Shape target) {
        int lead = target.rank() - shape.rank();
        int[] steps = new int[target.rank()];
        for (int axis = lead; axis < steps.length; axis++) {
            steps[axis] = shape.dim(axis - lead) == 1 ? 0 : strides[axis - lead];
        }
        return new Ref(memory, offset, target, steps);
    }
}
