package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.Map;

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

    /**
     * Where something beside a network that is applied to rows, such as a flow, finds what it learns; asked for again by the same
     * owner, it is the same place.
     *
     * @param owner whose the tensors are
     * @param label the name under which they are found, unless they were asked for under another one before
     * @param specs the tensors
     */
    Scope scope(Object owner, String label, Map<String, Spec> specs);

    /** What laws in this graph remember of each other's nodes; empty when a graph is begun. */
    Map<Object, Object> memory();
}
