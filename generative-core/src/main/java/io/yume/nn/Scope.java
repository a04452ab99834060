package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Shape;

/**
 * Where and how a network is applied: under which prefix its parameters are found, whether it trains, and which occasion
 * its draws belong to. Applied twice in scopes of one prefix, a network shares its parameters; applied on two occasions, it
 * draws noise of its own on each.
 *
 * @param prefix what the names of parameters start with, empty or ending in a dot
 * @param trains whether layers that only act in training, such as {@link Dropout}, do so
 * @param occasion what the names of draws end with
 */
public record Scope(String prefix, boolean trains, String occasion) {

    /** The root, for use: nothing is dropped. */
    public static Scope inference() {
        return new Scope("", false, "");
    }

    /** The root, for training. */
    public static Scope training() {
        return new Scope("", true, "");
    }

    /**
     * The scope of a part.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public Scope within(String name) {
        return new Scope(prefix + Specs.requireName(name) + ".", trains, occasion);
    }

    /** The same place on an occasion of its own, such as {@code on("step3")}: draws there differ from those elsewhere. */
    public Scope on(String event) {
        return new Scope(prefix, trains, occasion + "@" + event);
    }

    /** A parameter of the network that is applied here. */
    public Node parameter(Graph graph, String name, Shape shape) {
        return graph.parameter(prefix + name, shape.dims());
    }

    /** The full name of a draw of the network that is applied here. */
    public String draw(String name) {
        return prefix + name + occasion;
    }
}
