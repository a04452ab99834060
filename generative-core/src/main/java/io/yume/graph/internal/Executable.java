package io.yume.graph.internal;

import io.yume.graph.Node;
import io.yume.graph.Noise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A compiled graph bound to its memory: a flat list of steps. Owns the arena and the native contexts. */
public final class Executable implements AutoCloseable {

    private final Arena arena;
    private final List<Step> steps;
    private final Map<Node, Access> accesses = new HashMap<>();
    // Also keeps them reachable: a buffer alone does not stop the collector from freeing what it points to.
    private final Set<Arena> foreign = new LinkedHashSet<>();
    private boolean closed;

    /** A slice of an arena that holds a node's value: a parameter, or the place of its gradient. */
    public record Slot(Arena arena, int offset) {}

    /**
     * @param outputs nodes read after a run
     * @param fed placeholders written before a run
     * @param targets where given nodes' values must end, each in at least one place
     * @param parameters where parameters lie
     */
    public Executable(
            Collection<Node> outputs,
            Collection<Node> fed,
            Map<Node, List<Slot>> targets,
            Map<Node, Slot> parameters,
            BlockMath math) {
        Compiler compiler = new Compiler(outputs, targets(targets), refs(parameters));
        Plan plan = compiler.compile();
        targets.values().forEach(slots -> slots.forEach(slot -> foreign.add(slot.arena())));
        parameters.values().forEach(slot -> foreign.add(slot.arena()));
        arena = new Arena(plan.floats());
        steps = new ArrayList<>(plan.instructions().size());
        try {
            for (Instruction instruction : plan.instructions()) {
                steps.add(instruction.bind(arena, math));
            }
            plan.filled().forEach((ref, values) -> new Access(ref, arena).write(values, 0, values.length));
            outputs.forEach(node -> accesses.put(node, new Access(compiler.ref(node), arena)));
            // A placeholder that rewriting made needless has no memory.
            fed.stream()
                    .filter(node -> compiler.ref(node) != null)
                    .forEach(node -> accesses.put(node, new Access(compiler.ref(node), arena)));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static Map<Node, Ref> refs(Map<Node, Slot> slots) {
        Map<Node, Ref> refs = new HashMap<>();
        slots.forEach((node, slot) -> refs.put(node, ref(node, slot)));
        return refs;
    }

    private static Map<Node, List<Ref>> targets(Map<Node, List<Slot>> slots) {
        Map<Node, List<Ref>> refs = new HashMap<>();
        slots.forEach((node, all) ->
                refs.put(node, all.stream().map(slot -> ref(node, slot)).toList()));
        return refs;
    }

    private static Ref ref(Node node, Slot slot) {
        return Ref.contiguous(new Memory(node.shape().size(), slot.arena(), slot.offset()), 0, node.shape());
    }

    /** Number of steps. */
    public int size() {
        return steps.size();
    }

    /** Runs all steps in order. */
    public void run(Noise noise) {
        requireOpen();
        for (Step step : steps) {
            step.run(noise);
        }
    }

    /** Writes a fed node's value. */
    public void write(Node node, float[] values) {
        requireOpen();
        Access access = accesses.get(node);
        if (access != null) {
            access.write(values, 0, values.length);
        }
    }

    /** Reads an output's value. */
    public void read(Node node, float[] into) {
        requireOpen();
        accesses.get(node).read(into, 0, into.length);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("a program was used after close");
        }
        for (Arena other : foreign) {
            other.requireOpen();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                for (Step step : steps) {
                    step.close();
                }
            } finally {
                arena.close();
            }
        }
    }
}
