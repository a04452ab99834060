package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Network;

/** What a distribution needs to become a {@link Law}: the values of variables, and a place for what is learned. */
public interface Environment {

    /** The graph that is being built. */
    Graph graph();

    /**
     * The value of a variable.
     *
     * @throws IllegalArgumentException if nobody provides it
     */
    Value value(String variable);

    /**
     * A learned tensor. Asked for again by the same owner, it is the same.
     *
     * @param owner whose it is
     * @param label the name of the owner, which no other owner may have
     * @param name of the tensor within its owner
     */
    Node parameter(Object owner, String label, String name, Spec spec);

    /**
     * Applies a network; a network that is used twice shares its tensors.
     *
     * @param label the name under which its tensors are found, unless it was used under another one before
     * @param rows {@code [rows, ...]}
     */
    Node apply(Network network, String label, Node rows);
}
