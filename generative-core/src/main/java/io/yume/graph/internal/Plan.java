package io.yume.graph.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
 * @param filled constants to be written once
 * @param refs where fed and read nodes lie, by role and name
 */
record Plan(List<Instruction> instructions, int floats, Map<Ref, float[]> filled) {

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
        return new Plan(instructions, assign(new ArrayList<>(planned)), filled);
    }

    /** First fit by size: large pieces first, each at the lowest offset that no piece alive at the same time covers. */
    private static int assign(List<Memory> memories) {
        memories.sort(Comparator.comparingInt(Memory::size).reversed());
        Map<Memory, Integer> placed = new LinkedHashMap<>();
        int top = 0;
        for (Memory memory : memories) {
            List<Memory> conflicts = placed.keySet().stream()
                    .filter(other -> other.first() <= memory.last() && memory.first() <= other.last())
                    .sorted(Comparator.comparingInt(Memory::offset))
                    .toList();
            int at = 0;
            for (Memory other : conflicts) {
                if (at + memory.size() <= other.offset()) {
                    break;
                }
                at = Math.max(at, Arena.align(other.offset() + other.size()));
            }
            memory.place(at);
            placed.put(memory, at);
            top = Math.max(top, Math.addExact(at, memory.size()));
        }
        return top;
    }
}
