package io.yume.graph;

import io.yume.graph.StepDescription.Computed;
import io.yume.graph.internal.Computation;
import io.yume.graph.internal.Executable;
import io.yume.graph.internal.Foreign;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@link Reference} interpreter behind a {@link Program}: one step per node, values on the heap. */
final class Interpreter implements Computation {

    private final Map<Node, List<Executable.Slot>> targets;
    private final Map<Node, Executable.Slot> parameters;
    private final Foreign foreign;
    private final Map<Node, double[]> fed = new LinkedHashMap<>();
    private final Map<Node, float[]> results = new HashMap<>();

    /** Every live node that is more than a look-up, and before it the leaves that it is the first to read. */
    private final List<List<Node>> steps = new ArrayList<>();

    /** After each step, the nodes that nobody reads any more. */
    private final List<List<Node>> dying = new ArrayList<>();

    private final List<Node> live;
    private boolean closed;

    /** The arguments are those of an {@link Executable}. */
    Interpreter(
            Collection<Node> outputs,
            Collection<Node> fed,
            Map<Node, List<Executable.Slot>> targets,
            Map<Node, Executable.Slot> parameters) {
        this.targets = targets;
        this.parameters = parameters;
        foreign = new Foreign(targets, parameters);
        fed.forEach(node -> this.fed.put(node, new double[node.shape().size()]));
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
        Reference reference = new Reference(leaves(), noise, true);
        for (int i = 0; i < steps.size(); i++) {
            long began = System.nanoTime();
            steps.get(i).forEach(reference::step);
            dying.get(i).forEach(reference::drop);
            nanos[i] += System.nanoTime() - began;
        }
        results.forEach((node, into) -> floats(reference.evaluate(node), into));
        targets.forEach((node, slots) -> {
            float[] value =
                    floats(reference.evaluate(node), new float[node.shape().size()]);
            slots.forEach(slot -> slot.arena().write(slot.offset(), value, 0, value.length));
        });
    }

    private Map<String, double[]> leaves() {
        Map<String, double[]> leaves = new HashMap<>();
        fed.forEach((node, value) -> leaves.put(Executable.name(node), value));
        parameters.forEach((node, slot) -> {
            float[] value = new float[node.shape().size()];
            slot.arena().read(slot.offset(), value, 0, value.length);
            leaves.put(Executable.name(node), doubles(value, new double[value.length]));
        });
        return leaves;
    }

    @Override
    public void write(Node node, float[] values) {
        requireOpen();
        doubles(values, fed.get(node));
    }

    @Override
    public void read(Node node, float[] into) {
        requireOpen();
        Primitive root = root(node).primitive();
        if (root instanceof Leaf.Placeholder || root instanceof Leaf.Parameter) {
            // Such an output shows what is fed or learned by now, not what was in the last run.
            floats(new Reference(leaves(), new Noise(new long[0], 0), true).evaluate(node), into);
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

    private static float[] floats(double[] from, float[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) from[i];
        }
        return into;
    }

    private static double[] doubles(float[] from, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = from[i];
        }
        return into;
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
                    leaves.add(leaf(input));
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

    private static String leaf(Node node) {
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
        long all = live.stream().mapToLong(Interpreter::bytes).sum();
        long held = 0;
        long most = 0;
        for (int i = 0; i < steps.size(); i++) {
            held += steps.get(i).stream().mapToLong(Interpreter::bytes).sum();
            most = Math.max(most, held);
            held -= dying.get(i).stream().mapToLong(Interpreter::bytes).sum();
        }
        return new ProgramDescription.Memory(most, all, all);
    }

    private static long bytes(Node node) {
        return (long) Double.BYTES * node.shape().size();
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
