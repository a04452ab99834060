package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;
import java.util.function.UnaryOperator;

/**
 * How a network is applied: the prefix of its tensors' names, whether it is training, and the occasion, which keeps
 * its draws apart. Applied twice in scopes of one prefix, a network shares its tensors; applied on two occasions, it
 * draws different noise on each. Immutable.
 */
public final class Scope {

    /** Makes the node of a tensor from its full name and shape. */
    private interface Source {
        Node parameter(Graph graph, String name, Shape shape);
    }

    /** Is told which statistic a tensor, which is not learned by gradients, is to follow. */
    @FunctionalInterface
    public interface Follower {

        /**
         * After each step of a training, the tensor becomes {@code keep * old + (1 - keep) * value}.
         *
         * @param name full name of the tensor
         * @param value a statistic of the step, of the tensor's shape
         * @param keep in [0, 1)
         */
        void follow(String name, Node value, double keep);
    }

    private static final Follower NOBODY = (name, value, keep) -> {};

    private final String prefix;
    private final boolean trains;
    private final String occasion;
    private final int rows;
    private final Source source;
    private final Follower follower;

    private Scope(String prefix, boolean trains, String occasion, int rows, Source source, Follower follower) {
        this.prefix = prefix;
        this.trains = trains;
        this.occasion = occasion;
        this.rows = rows;
        this.source = source;
        this.follower = follower;
    }

    /** The scope of evaluation, without a prefix: nothing is dropped. */
    public static Scope inference() {
        return root(false);
    }

    /** The scope of training, without a prefix. */
    public static Scope training() {
        return root(true);
    }

    private static Scope root(boolean trains) {
        return new Scope("", trains, "", 0, (graph, name, shape) -> graph.parameter(name, shape.dims()), NOBODY);
    }

    /** The prefix of the names of tensors, empty or ending in a dot. */
    public String prefix() {
        return prefix;
    }

    /** Whether layers that act in training only, such as {@link Dropout}, do so. */
    public boolean trains() {
        return trains;
    }

    /**
     * The scope of a part.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public Scope within(String name) {
        return new Scope(prefix + Specs.requireName(name) + ".", trains, occasion, rows, source, follower);
    }

    /**
     * The same scope on an occasion of its own, such as {@code on("step3")}: draws there differ from those elsewhere.
     */
    public Scope on(String event) {
        return new Scope(prefix, trains, occasion + "@" + event, rows, source, follower);
    }

    /**
     * The same scope where axis 0 of the values holds groups of {@code streams} rows, such as the steps of a sequence,
     * one after the other: row {@code i} then draws from stream {@code i % streams}. If rows are not a multiple of the
     * streams (values being summed out), they all use stream 0, each with numbers of its own.
     *
     * @throws IllegalArgumentException if there are less than 1
     */
    public Scope ofStreams(int streams) {
        return new Scope(prefix, trains, occasion, Sizes.require("streams", streams), source, follower);
    }

    /** The same scope where learned tensors get no gradient, and statistics are not followed. */
    public Scope frozen() {
        return from((graph, name, shape) -> source.parameter(graph, name, shape).stopGradient())
                .following(NOBODY);
    }

    /** The same scope where a follower is told of the statistics that tensors are to follow. */
    public Scope following(Follower other) {
        return new Scope(prefix, trains, occasion, rows, source, other);
    }

    /**
     * Makes a tensor of the network that is applied here follow a statistic of the training steps. It must start as an
     * {@link io.yume.graph.Parameters.Initial.Statistic}.
     *
     * @param name of the tensor within the network
     * @param value the statistic of a step, of the tensor's shape
     * @param keep how much of the old value is kept at each step
     */
    public void follow(String name, Node value, double keep) {
        follower.follow(prefix + name, value.stopGradient(), keep);
    }

    /** The same scope with one of the tensors changed, such as a layer's weights divided by their norm. */
    Scope changing(String name, UnaryOperator<Node> change) {
        String changed = prefix + name;
        return from((graph, full, shape) -> {
            Node plain = source.parameter(graph, full, shape);
            return full.equals(changed) ? change.apply(plain) : plain;
        });
    }

    /** The same scope with other nodes for its tensors. */
    private Scope from(Source other) {
        return new Scope(prefix, trains, occasion, rows, other, follower);
    }

    /** A tensor of the network that is applied here. */
    public Node parameter(Graph graph, String name, Shape shape) {
        return source.parameter(graph, prefix + name, shape);
    }

    /** Uniform noise in (0, 1) of a shape whose axis 0 is the row. */
    public Node uniform(Graph graph, String name, Shape shape) {
        String full = prefix + name + occasion;
        int all = shape.dim(0);
        if (rows == 0 || rows == all) {
            return graph.uniform(full, shape.dims());
        }
        if (all % rows != 0) {
            return graph.uniform(full, rows, all, shape.size() / all)
                    .slice(0, 0, 1)
                    .reshape(shape);
        }
        return graph.uniform(full, rows, all / rows, shape.size() / all)
                .permute(1, 0, 2)
                .reshape(shape);
    }
}
