package io.yume.graph;

import io.yume.graph.internal.BlockMath;
import io.yume.graph.internal.Executable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A graph compiled for its shapes: what is not needed is dropped, shape operations become views, element-wise chains are
 * fused, and memory is shared between values that are never alive together. A run is a flat loop without allocation.
 *
 * <p>A program runs on one thread at a time and owns its native memory until {@link #close}.
 */
public final class Program implements AutoCloseable {

    private static final Noise SILENT = new Noise(new long[0], 0);

    private final Map<String, Node> outputs;
    private final Map<String, Node> fed = new LinkedHashMap<>();
    private final Executable executable;
    private final OptimizerState optimizer;
    private final AtomicBoolean running = new AtomicBoolean();
    private double gradientNorm;

    private Program(Map<String, Node> outputs, Parameters parameters, Node loss, OptimizerState optimizer) {
        this.outputs = new LinkedHashMap<>(outputs);
        this.optimizer = optimizer;
        List<Node> roots = new ArrayList<>(outputs.values());
        Map<Node, List<Executable.Slot>> targets = new LinkedHashMap<>();
        if (optimizer != null) {
            List<Node> trained = Executable.live(List.of(loss)).stream()
                    .filter(node -> node.primitive() instanceof Leaf.Parameter)
                    .toList();
            requireAllTrained(parameters, trained);
            List<Node> gradients = Gradients.of(loss, trained);
            for (int i = 0; i < trained.size(); i++) {
                String name = ((Leaf.Parameter) trained.get(i).primitive()).name();
                // Two parameters may have one gradient node.
                targets.computeIfAbsent(gradients.get(i), unused -> new ArrayList<>())
                        .add(new Executable.Slot(optimizer.gradients(), parameters.offset(name)));
            }
            roots.addAll(targets.keySet());
        }
        Map<Node, Executable.Slot> learned = new LinkedHashMap<>();
        for (Node node : Executable.live(roots)) {
            if (node.primitive() instanceof Leaf.Parameter) {
                learned.put(node, slot(parameters, node));
            } else if (node.primitive() instanceof Leaf.Placeholder placeholder) {
                fed.put(placeholder.name(), node);
            }
        }
        executable = new Executable(outputs.values(), fed.values(), targets, learned, BlockMath.best());
    }

    private static Executable.Slot slot(Parameters parameters, Node node) {
        if (parameters == null) {
            throw new IllegalArgumentException("a graph with parameters needs their values: " + node.describe());
        }
        return parameters.slot(node);
    }

    private static void requireAllTrained(Parameters parameters, List<Node> trained) {
        List<String> names = trained.stream()
                .map(node -> ((Leaf.Parameter) node.primitive()).name())
                .toList();
        for (String name : parameters.specs().keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("the loss must depend on every parameter: unused=" + name);
            }
        }
    }

    /** Compiles nodes to be read; {@code parameters} may be null where the graph has none. */
    public static Program of(Map<String, Node> outputs, Parameters parameters) {
        return new Program(outputs, parameters, null, null);
    }

    /**
     * Compiles one training step: the named outputs, the gradients of a scalar loss with respect to all parameters of
     * {@code optimizer}, and the update.
     *
     * @throws IllegalArgumentException if a parameter is not used by the loss
     */
    public static Program training(Map<String, Node> outputs, Node loss, OptimizerState optimizer) {
        return new Program(outputs, optimizer.parameters(), loss, optimizer);
    }

    /** Names of the placeholders that a run needs. */
    public List<String> placeholders() {
        return List.copyOf(fed.keySet());
    }

    /**
     * Feeds a placeholder; the value stays until it is fed again.
     *
     * @throws IllegalArgumentException if the name is unknown or the number of elements differs
     */
    public Program feed(String name, float[] values) {
        Node node = fed.get(name);
        if (node == null) {
            throw new IllegalArgumentException("unknown placeholder: name=" + name + ", known=" + fed.keySet());
        }
        if (values.length != node.shape().size()) {
            throw new IllegalArgumentException(
                    "a fed value must fill its placeholder: " + node.describe() + ", values=" + values.length);
        }
        executable.write(node, values);
        return this;
    }

    /** Runs a program without draws. */
    public void run() {
        run(SILENT);
    }

    /**
     * Runs every step once, and the update if this is a training program.
     *
     * @throws ArithmeticException if this trains and an output or a gradient is not finite, naming it; the parameters are
     *     then those of before
     * @throws IllegalStateException if another thread is running this program, or it is closed
     */
    public void run(Noise noise) {
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("a program runs on one thread at a time");
        }
        try {
            executable.run(noise);
            if (optimizer != null) {
                requireFinite();
                gradientNorm = optimizer.update();
            }
        } finally {
            running.set(false);
        }
    }

    private void requireFinite() {
        outputs.forEach((name, node) -> {
            if (node.shape().rank() == 0 && !Float.isFinite(scalar(name))) {
                throw new ArithmeticException("a term of the loss must be finite: term=" + name + ", value="
                        + scalar(name) + ", step=" + (optimizer.step() + 1));
            }
        });
    }

    /** The Euclidean norm of the gradient in the last training step, before clipping. */
    public double gradientNorm() {
        return gradientNorm;
    }

    /** A scalar output of the last run. */
    public float scalar(String name) {
        float[] value = new float[1];
        read(name, value);
        return value[0];
    }

    /** An output of the last run, row-major. */
    public float[] get(String name) {
        float[] value = new float[output(name).shape().size()];
        read(name, value);
        return value;
    }

    /**
     * Copies an output of the last run.
     *
     * @throws IllegalArgumentException if the name is unknown or the length differs
     */
    public void read(String name, float[] into) {
        Node node = output(name);
        if (into.length != node.shape().size()) {
            throw new IllegalArgumentException(
                    "the array must fit the output: " + name + " " + node.shape() + ", length=" + into.length);
        }
        executable.read(node, into);
    }

    private Node output(String name) {
        Node node = outputs.get(name);
        if (node == null) {
            throw new IllegalArgumentException("unknown output: name=" + name + ", known=" + outputs.keySet());
        }
        return node;
    }

    /**
     * Frees the program's memory.
     *
     * @throws IllegalStateException if another thread is running this program; nothing is freed then
     */
    @Override
    public void close() {
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("a program must not be closed while it runs");
        }
        try {
            executable.close();
        } finally {
            running.set(false);
        }
    }
}
