package io.yume.graph;

import io.yume.graph.internal.Backend;
import io.yume.graph.internal.BlockMath;
import io.yume.graph.internal.Computation;
import io.yume.graph.internal.Executable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

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
    private final Engine engine;
    private final Computation computation;
    private final ProgramDescription.Nodes nodes;
    private final OptimizerState optimizer;
    private final AtomicBoolean running = new AtomicBoolean();
    private double gradientNorm;

    private Program(
            Map<String, Node> outputs, Parameters parameters, Node loss, OptimizerState optimizer, Engine engine) {
        this.engine = engine == Engine.COMPILED && !Backend.sharesHostMemory() ? Engine.ND4J : engine;
        this.optimizer = optimizer;
        List<Node> roots = new ArrayList<>(outputs.values());
        Map<Node, List<Executable.Slot>> targets = new LinkedHashMap<>();
        if (optimizer != null) {
            List<Node> trained = Graph.live(List.of(loss)).stream()
                    .filter(node -> node.primitive() instanceof Leaf.Parameter parameter
                            && optimizer.names().contains(parameter.name()))
                    .toList();
            requireAllTrained(optimizer, trained);
            List<Node> gradients = Gradients.of(loss, trained);
            for (int i = 0; i < trained.size(); i++) {
                String name = ((Leaf.Parameter) trained.get(i).primitive()).name();
                // Two parameters may have one gradient node.
                targets.computeIfAbsent(gradients.get(i), unused -> new ArrayList<>())
                        .add(new Executable.Slot(optimizer.gradients(), optimizer.offset(name)));
            }
            roots.addAll(targets.keySet());
        }
        // The others compute what was written: the reference engine is also the oracle for what rewriting does.
        UnaryOperator<Node> computed =
                this.engine == Engine.COMPILED ? Rewriting.of(targets.keySet(), roots)::get : UnaryOperator.identity();
        this.outputs = new LinkedHashMap<>(outputs);
        this.outputs.replaceAll((name, node) -> computed.apply(node));
        Map<Node, Executable.Slot> learned = new LinkedHashMap<>();
        List<Node> live = Graph.live(roots);
        for (Node node : live) {
            if (node.primitive() instanceof Leaf.Parameter) {
                learned.put(computed.apply(node), slot(parameters, node));
            } else if (node.primitive() instanceof Leaf.Placeholder placeholder) {
                fed.put(placeholder.name(), computed.apply(node));
            }
        }
        Map<Node, List<Executable.Slot>> placed = new LinkedHashMap<>();
        targets.forEach((node, slots) -> placed.computeIfAbsent(computed.apply(node), unused -> new ArrayList<>())
                .addAll(slots));
        int rewritten = Graph.live(roots.stream().map(computed).toList()).size();
        nodes = Describer.count(live, rewritten);
        computation = computation(placed, learned);
    }

    private Computation computation(Map<Node, List<Executable.Slot>> placed, Map<Node, Executable.Slot> learned) {
        return switch (engine) {
            case COMPILED -> new Executable(outputs.values(), fed.values(), placed, learned, BlockMath.best());
            case REFERENCE ->
                new Interpreter(Interpreter.Values.DOUBLES, outputs.values(), fed.values(), placed, learned);
            case ND4J -> new Interpreter(Interpreter.Values.OPS, outputs.values(), fed.values(), placed, learned);
        };
    }

    private static Executable.Slot slot(Parameters parameters, Node node) {
        if (parameters == null) {
            throw new IllegalArgumentException("a graph with parameters needs their values: " + node.describe());
        }
        return parameters.slot(node);
    }

    private static void requireAllTrained(OptimizerState optimizer, List<Node> trained) {
        List<String> names = trained.stream()
                .map(node -> ((Leaf.Parameter) node.primitive()).name())
                .toList();
        for (String name : optimizer.names()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("the loss must depend on every parameter: unused=" + name);
            }
        }
    }

    /** Compiles nodes to be read, for the {@link Engine#preferred} engine; {@code parameters} may be null where the graph has none. */
    public static Program of(Map<String, Node> outputs, Parameters parameters) {
        return of(outputs, parameters, Engine.preferred());
    }

    /** Makes a program that reads nodes, for an engine; {@code parameters} may be null where the graph has none. */
    public static Program of(Map<String, Node> outputs, Parameters parameters, Engine engine) {
        return new Program(outputs, parameters, null, null, engine);
    }

    /**
     * Compiles one training step for the {@link Engine#preferred} engine: the named outputs, the gradients of a scalar loss
     * with respect to all parameters of {@code optimizer}, and the update.
     *
     * @throws IllegalArgumentException if a parameter is not used by the loss
     */
    public static Program training(Map<String, Node> outputs, Node loss, OptimizerState optimizer) {
        return training(outputs, loss, optimizer, Engine.preferred());
    }

    /**
     * As {@link #training(Map, Node, OptimizerState)}, for an engine.
     *
     * @throws IllegalArgumentException if a parameter is not used by the loss
     */
    public static Program training(Map<String, Node> outputs, Node loss, OptimizerState optimizer, Engine engine) {
        return new Program(outputs, optimizer.parameters(), loss, optimizer, engine);
    }

    /** What computes this program. */
    public Engine engine() {
        return engine;
    }

    /**
     * What this program is made of: steps, the nodes fused in each, sizes, memory.
     *
     * @throws IllegalStateException if it is closed
     */
    public ProgramDescription describe() {
        return new Describer(engine, nodes, computation, optimizer).describe();
    }

    /**
     * Describes this program with the time of each step: the median over some runs, after a warm-up of 2000 untimed runs,
     * or of two seconds and as many more (at most twelve) as make it faster. The runs see what was last fed (zeros where
     * nothing was) and one noise, and leave outputs and gradients as a run does. Nothing is learned: the update of a
     * training program is timed on vectors of the same sizes, which take as much memory again while this runs. The number
     * of OpenMP threads is that of the calling thread.
     *
     * @param runs how many runs are timed
     * @throws IllegalArgumentException if {@code runs} is below 1, or the noise has not as many streams as a draw has rows
     * @throws ArithmeticException if a gradient is not finite, naming the parameter
     * @throws IllegalStateException if another thread is running this program, or it is closed
     */
    public ProgramDescription profile(int runs, Noise noise) {
        if (runs < 1) {
            throw new IllegalArgumentException("runs must be >= 1: runs=" + runs);
        }
        begin();
        try {
            return new Describer(engine, nodes, computation, optimizer).profile(runs, noise);
        } finally {
            end();
        }
    }

    /** Names of the placeholders that a run needs. */
    public List<String> placeholders() {
        return List.copyOf(fed.keySet());
    }

    /**
     * Feeds a placeholder; the value stays until it is fed again.
     *
     * @throws IllegalArgumentException if the name is unknown or the number of elements differs
     * @throws IllegalStateException if another thread is running this program, or it is closed
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
        begin();
        try {
            computation.write(node, values);
        } finally {
            end();
        }
        return this;
    }

    /**
     * Feeds a placeholder if this program reads it; else what is computed does not depend on it, and nothing happens.
     *
     * @throws IllegalArgumentException if the number of elements differs
     * @throws IllegalStateException as when {@linkplain #feed feeding}
     */
    public Program offer(String name, float... values) {
        return fed.containsKey(name) ? feed(name, values) : this;
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
        begin();
        try {
            computation.run(noise);
            if (optimizer != null) {
                requireFinite();
                gradientNorm = optimizer.update();
            }
        } finally {
            end();
        }
    }

    /**
     * Runs every step once and keeps the gradients for the next {@link #run(Noise)}, whose update is then by the mean over all of
     * these runs: that of a batch as large as all of theirs. {@link OptimizerState#forget} drops them.
     *
     * @throws ArithmeticException if an output or a gradient is not finite, naming it; this run is not kept then
     * @throws IllegalStateException if this does not train, another thread is running this program, or it is closed
     */
    public void accumulate(Noise noise) {
        if (optimizer == null) {
            throw new IllegalStateException("only a program that trains has gradients to keep");
        }
        begin();
        try {
            computation.run(noise);
            requireFinite();
            optimizer.accumulate();
        } finally {
            end();
        }
    }

    private void begin() {
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("a program runs on one thread at a time");
        }
        try {
            computation.hold();
        } catch (RuntimeException e) {
            running.set(false);
            throw e;
        }
    }

    private void end() {
        computation.release();
        running.set(false);
    }

    private void requireFinite() {
        float[] value = new float[1];
        outputs.forEach((name, node) -> {
            if (node.shape().rank() == 0) {
                computation.read(node, value);
                if (!Float.isFinite(value[0])) {
                    throw new ArithmeticException("a term of the loss must be finite: term=" + name + ", value="
                            + value[0] + ", step=" + (optimizer.step() + 1));
                }
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
     * @throws IllegalStateException if another thread is running this program, or it is closed
     */
    public void read(String name, float[] into) {
        Node node = output(name);
        if (into.length != node.shape().size()) {
            throw new IllegalArgumentException(
                    "the array must fit the output: " + name + " " + node.shape() + ", length=" + into.length);
        }
        begin();
        try {
            computation.read(node, into);
        } finally {
            end();
        }
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
            computation.close();
        } finally {
            running.set(false);
        }
    }
}
