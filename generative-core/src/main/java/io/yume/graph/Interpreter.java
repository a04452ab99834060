package io.yume.graph;

import io.yume.graph.StepDescription.Computed;
import io.yume.graph.internal.Computation;
import io.yume.graph.internal.Evaluation;
import io.yume.graph.internal.Executable;
import io.yume.graph.internal.Foreign;
import io.yume.graph.internal.OpEvaluation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What computes a {@link Program} as it was written: one step per node. */
final class Interpreter implements Computation {

    private final Map<Node, List<Executable.Slot>> targets;
    private final Map<Node, Executable.Slot> parameters;
    private final Foreign foreign;
    private final Map<Node, float[]> fed = new LinkedHashMap<>();
    private final Map<Node, float[]> results = new HashMap<>();

    /** Every live node that is more than a look-up, and before it the leaves that it is the first to read. */
    private final List<List<Node>> steps = new ArrayList<>();

    /** After each step, the nodes that nobody reads any more. */
    private final List<List<Node>> dying = new ArrayList<>();

    private final List<Node> live;
    private final Values kind;
    private boolean closed;

    /** How values are computed and held. */
    enum Values {
        /** By the {@link Reference} interpreter, on the heap. */
        DOUBLES(Double.BYTES) {
            @Override
            Evaluation begin(Function<Node, float[]> leaves, Noise noise) {
                return new ReferenceEvaluation(leaves, noise);
            }
        },
        /** By ND4J's ops, in the memory of its back end. */
        OPS(Float.BYTES) {
            @Override
            Evaluation begin(Function<Node, float[]> leaves, Noise noise) {
                return new OpEvaluation(leaves, noise);
            }
        };

        private final int bytes;

        Values(int bytes) {
            this.bytes = bytes;
        }

        abstract Evaluation begin(Function<Node, float[]> leaves, Noise noise);
    }

    /** The other arguments are those of an {@link Executable}. */
    Interpreter(
            Values kind,
            Collection<Node> outputs,
            Collection<Node> fed,
            Map<Node, List<Executable.Slot>> targets,
            Map<Node, Executable.Slot> parameters) {
        this.kind = kind;
        this.targets = targets;
        this.parameters = parameters;
        foreign = new Foreign(targets, parameters);
        fed.forEach(node -> this.fed.put(node, new float[node.shape().size()]));
        outputs.forEach(node -> results.put(node, new float[node.shape().size()]));
        Set<Node> kept = new HashSet<>(outputs);
        kept.addAll(targets.keySet());
        live = Graph.live(kept);
        schedule(kept);
    }

    private void schedule(Set<Node> kept) {
        List<Node> leaves = new ArrayList<>();
        for (Node node : live) {
            if (isLeaf(node)) {
                leaves.add(node);
            } else {
                List<Node> step = new ArrayList<>();
                for (Node input : node.inputs()) {
                    if (leaves.remove(input)) {
                        step.add(input);
                    }
                }
                step.add(node);
                steps.add(step);
            }
        }
        if (!leaves.isEmpty()) {
            // Outputs that are leaves.
            steps.add(leaves);
        }
        Set<Node> needed = new HashSet<>(kept);
        for (int i = steps.size() - 1; i >= 0; i--) {
            Set<Node> last = new LinkedHashSet<>(steps.get(i));
            steps.get(i).forEach(node -> last.addAll(node.inputs()));
            last.removeIf(node -> !needed.add(node));
            dying.add(0, List.copyOf(last));
        }
    }

    /** What is only looked up; draws are work of their own. */
    private static boolean isLeaf(Node node) {
        return node.primitive() instanceof Leaf && !(node.primitive() instanceof Leaf.Draw);
    }

    @Override
    public void run(Noise noise) {
        run(noise, new long[steps.size()]);
    }

    @Override
    public void run(Noise noise, long[] nanos) {
        requireOpen();
        try (Evaluation values = kind.begin(this::leaf, noise)) {
            for (int i = 0; i < steps.size(); i++) {
                long began = System.nanoTime();
                steps.get(i).forEach(values::step);
                dying.get(i).forEach(values::drop);
                nanos[i] += System.nanoTime() - began;
            }
            results.forEach(values::read);
            targets.forEach((node, slots) -> {
                float[] value = new float[node.shape().size()];
                values.read(node, value);
                slots.forEach(slot -> slot.arena().write(slot.offset(), value, 0, value.length));
            });
        }
    }

    /** What is fed or learned by now. */
    private float[] leaf(Node node) {
        Executable.Slot slot = parameters.get(node);
        if (slot == null) {
            return fed.get(node);
        }
        float[] value = new float[node.shape().size()];
        slot.arena().read(slot.offset(), value, 0, value.length);
        return value;
    }

    @Override
    public void write(Node node, float[] values) {
        requireOpen();
        System.arraycopy(values, 0, fed.get(node), 0, values.length);
    }

    @Override
    public void read(Node node, float[] into) {
        requireOpen();
        Primitive root = root(node).primitive();
        if (root instanceof Leaf.Placeholder || root instanceof Leaf.Parameter) {
            // Such an output shows what is fed or learned by now, not what was in the last run.
            try (Evaluation values = kind.begin(this::leaf, new Noise(new long[0], 0))) {
                Graph.live(List.of(node)).forEach(values::step);
                values.read(node, into);
            }
        } else {
            System.arraycopy(results.get(node), 0, into, 0, into.length);
        }
    }

    /** The node whose value a view shows; the node itself if it is none. */
    private static Node root(Node node) {
        Node at = node;
        while (at.primitive().isView()) {
            at = at.inputs().get(0);
        }
        return at;
    }

    @Override
    public List<StepDescription> steps() {
        requireOpen();
        Map<Node, Integer> places = new HashMap<>();
        List<StepDescription> descriptions = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            List<Node> step = steps.get(i);
            Node node = step.get(step.size() - 1);
            step.forEach(computed -> places.put(computed, descriptions.size()));
            Set<String> leaves = new LinkedHashSet<>();
            Set<Integer> inputs = new LinkedHashSet<>();
            long read = 0;
            for (Node input : node.inputs()) {
                read += bytes(input);
                if (!isLeaf(input)) {
                    inputs.add(places.get(input));
                } else {
                    leaves.add(nameOf(input));
                }
            }
            descriptions.add(new StepDescription(
                    i,
                    NodeWork.kind(node.primitive()),
                    Computed.of(node).operation(),
                    List.of(Computed.of(node)),
                    List.copyOf(leaves),
                    List.copyOf(inputs),
                    List.of(node.shape()),
                    read,
                    bytes(node),
                    NodeWork.flops(node),
                    Double.NaN));
        }
        return descriptions;
    }

    private static String nameOf(Node node) {
        return node.primitive() instanceof Leaf.Placeholder || node.primitive() instanceof Leaf.Parameter
                ? Executable.name(node)
                : Computed.of(node).operation();
    }

    @Override
    public List<Integer> delivering() {
        List<Integer> delivering = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).stream().anyMatch(targets::containsKey)) {
                delivering.add(i);
            }
        }
        return delivering;
    }

    @Override
    public ProgramDescription.Memory memory() {
        long all = live.stream().mapToLong(this::bytes).sum();
        long held = 0;
        long most = 0;
        for (int i = 0; i < steps.size(); i++) {
            held += steps.get(i).stream().mapToLong(this::bytes).sum();
            most = Math.max(most, held);
            held -= dying.get(i).stream().mapToLong(this::bytes).sum();
        }
        return new ProgramDescription.Memory(most, all, all);
    }

    private long bytes(Node node) {
        return (long) kind.bytes * node.shape().size();
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
        closed = true;
    }
}
