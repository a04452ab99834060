package io.yume.graph.internal;

import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.ProgramDescription;
import io.yume.graph.StepDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A compiled graph bound to its memory: a flat list of steps. Owns the arena and the native contexts. */
public final class Executable implements Computation {

    private final Arena arena;
    private final List<Step> steps;
    private final BlockMath math;
    private final Map<Integer, RowRuns> runs = new HashMap<>();
    private final List<Instruction> instructions;
    private final Map<Instruction, List<Node>> origins;
    private final Map<Memory, String> names = new HashMap<>();
    private final Set<Arena> delivered = new HashSet<>();
    private final ProgramDescription.Memory memory;
    private final Map<Node, Access> accesses = new HashMap<>();
    private final Foreign foreign;
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
        foreign = new Foreign(targets, parameters);
        targets.values().forEach(slots -> slots.forEach(slot -> delivered.add(slot.arena())));
        instructions = plan.instructions();
        origins = compiler.origins();
        plan.filled().keySet().forEach(ref -> names.put(ref.memory(), "constant"));
        fed.stream()
                .filter(node -> compiler.ref(node) != null)
                .forEach(node -> names.put(compiler.ref(node).memory(), name(node)));
        parameters.keySet().forEach(node -> names.put(compiler.ref(node).memory(), name(node)));
        memory = new ProgramDescription.Memory(
                (long) Float.BYTES * plan.floats(), Float.BYTES * plan.unshared(), Float.BYTES * compiler.elements());
        arena = new Arena(plan.floats());
        this.math = math;
        Registers registers = new Registers();
        steps = new ArrayList<>(plan.instructions().size());
        try {
            for (Instruction instruction : plan.instructions()) {
                steps.add(instruction.bind(arena, math, registers));
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

    /** The name of a placeholder or a parameter. */
    public static String name(Node leaf) {
        return leaf.primitive() instanceof Leaf.Placeholder placeholder
                ? placeholder.name()
                : ((Leaf.Parameter) leaf.primitive()).name();
    }

    @Override
    public void run(Noise noise) {
        run(noise, null);
    }

    @Override
    public void run(Noise noise, long[] nanos) {
        requireOpen();
        int lanes = Team.current().lanes();
        RowRuns forTeam = runs.get(lanes);
        if (forTeam == null) {
            forTeam = new RowRuns(instructions, steps, arena, math, lanes);
            runs.put(lanes, forTeam);
        }
        forTeam.run(noise, nanos);
    }

    @Override
    public List<StepDescription> steps() {
        requireOpen();
        return new Steps(instructions, origins, names).describe();
    }

    @Override
    public List<Integer> delivering() {
        return IntStream.range(0, instructions.size())
                .filter(i -> instructions.get(i).writes().stream().anyMatch(this::isDelivered))
                .boxed()
                .toList();
    }

    private boolean isDelivered(Ref ref) {
        return ref.memory().external() && delivered.contains(ref.memory().arena(arena));
    }

    @Override
    public ProgramDescription.Memory memory() {
        return memory;
    }

    @Override
    public void write(Node node, float[] values) {
        requireOpen();
        Access access = accesses.get(node);
        if (access != null) {
            access.write(values, 0, values.length);
        }
    }

    @Override
    public void read(Node node, float[] into) {
        requireOpen();
        accesses.get(node).read(into, 0, into.length);
    }

    @Override
    public void hold() {
        requireOpen();
        foreign.hold();
    }

    @Override
    public void release() {
        foreign.release();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("a program was used after close");
        }
        foreign.requireOpen();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                runs.values().forEach(RowRuns::close);
                steps.forEach(Step::close);
            } finally {
                arena.close();
            }
        }
    }
}
