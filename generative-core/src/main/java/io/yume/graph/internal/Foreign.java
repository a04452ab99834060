package io.yume.graph.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Memory of others that a program uses: the parameters, and the vector of their gradients. Also keeps it reachable: a
 * buffer alone does not stop the collector from freeing what it points to.
 */
public final class Foreign {

    private final Arena[] arenas;

    /** What the slots lie in. */
    public Foreign(Map<?, List<Executable.Slot>> targets, Map<?, Executable.Slot> parameters) {
        Set<Arena> found = new LinkedHashSet<>();
        targets.values().forEach(slots -> slots.forEach(slot -> found.add(slot.arena())));
        parameters.values().forEach(slot -> found.add(slot.arena()));
        arenas = found.toArray(Arena[]::new);
    }

    /** @throws IllegalStateException if any of it has been freed */
    public void requireOpen() {
        for (Arena arena : arenas) {
            arena.requireOpen();
        }
    }

    /**
     * Until {@link #release}, none of it can be freed.
     *
     * @throws IllegalStateException if any of it has been freed; nothing is held then
     */
    public void hold() {
        int held = 0;
        try {
            while (held < arenas.length) {
                arenas[held].hold();
                held++;
            }
        } finally {
            if (held < arenas.length) {
                release(held);
            }
        }
    }

    /** Ends a {@link #hold}. */
    public void release() {
        release(arenas.length);
    }

    private void release(int count) {
        for (int i = 0; i < count; i++) {
            arenas[i].release();
        }
    }
}
