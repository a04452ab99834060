package io.yume.graph.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the compiler hands over: instructions in order, and memory that is placed so that values which are never alive at
 * the same time share it.
 *
 * @param instructions the steps
 * @param floats size of the arena
 * @param unshared what the arena would hold if no values shared memory
 * @param filled constants to be written once
 */
record Plan(List<Instruction> instructions, int floats, long unshared, Map<Ref, float[]> filled) {

    /** Places the memory of some instructions. */
    static Plan place(List<Instruction> instructions, Map<Ref, float[]> filled, Set<Memory> pinned) {
        Set<Memory> planned = new LinkedHashSet<>();
        for (int step = 0; step < instructions.size(); step++) {
            List<Ref> touched = new ArrayList<>(instructions.get(step).reads());
            touched.addAll(instructions.get(step).writes());
            for (Ref ref : touched) {
                if (!ref.memory().external()) {
                    ref.memory().use(step);
                    planned.add(ref.memory());
                }
            }
        }
        for (Memory memory : pinned) {
            memory.pin();
            planned.add(memory);
        }
        long unshared = planned.stream().mapToLong(Memory::size).sum();
        return new Plan(instructions, assign(new ArrayList<>(planned)), unshared, filled);
    }

    /** First fit by size: large pieces first, each at the lowest offset that no piece alive at the same time covers. */
    private static int assign(List<Memory> memories) {
        memories.sort(Comparator.comparingInt(Memory::size).reversed());
        Placed placed = new Placed(memories.size());
        int top = 0;
        for (Memory memory : memories) {
            int at = placed.lowestGap(memory);
            memory.place(at);
            placed.add(memory);
            top = Math.max(top, Math.addExact(at, memory.size()));
        }
        return top;
    }

    /**
     * Pieces in order of their offsets. Every new piece is compared with all of them, so they are kept as plain arrays:
     * twenty thousand pieces, a recurrence over a thousand steps with its gradients, take a fraction of a second.
     */
    private static final class Placed {

        private final int[] offsets;
        private final int[] ends;
        private final int[] firsts;
        private final int[] lasts;
        private int count;

        Placed(int most) {
            offsets = new int[most];
            ends = new int[most];
            firsts = new int[most];
            lasts = new int[most];
        }

        int lowestGap(Memory memory) {
            int first = memory.first();
            int last = memory.last();
            int size = memory.size();
            int at = 0;
            for (int i = 0; i < count; i++) {
                if (firsts[i] <= last && first <= lasts[i]) {
                    if (size <= offsets[i] - at) {
                        return at;
                    }
                    at = Math.max(at, ends[i]);
                }
            }
            return at;
        }

        void add(Memory memory) {
            int index = count;
            while (index > 0 && offsets[index - 1] > memory.offset()) {
                index--;
            }
            insert(offsets, index, memory.offset());
            insert(ends, index, Arena.align(Math.addExact(memory.offset(), memory.size())));
            insert(firsts, index, memory.first());
            insert(lasts, index, memory.last());
            count++;
        }

        private void insert(int[] into, int index, int value) {
            System.arraycopy(into, index, into, index + 1, count - index);
            into[index] = value;
        }
    }
}
