package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.Map;

/** What a factor needs to become a {@link Law}: the values of variables, and its learned tensors. */
public interface Environment {

    /** The graph that is being built. */
    Graph graph();

    /**
     * The value of a variable.
     *
     * @throws IllegalArgumentException if the variable has no value
     */
    Value value(String variable);

    /**
     * A learned tensor. The same owner gets the same tensor again.
     *
     * @param owner what it belongs to, such as a factor or a network
     * @param label the name of the owner, which no other owner may have
     * @param name of the tensor within its owner
     */
    Node parameter(Object owner, String label, String name, Spec spec);

    /**
     * Applies a network; a network that is applied twice shares its tensors.
     *
     * @param label the name of its tensors, unless it was applied under another one before
     * @param rows {@code [rows, ...]}
     */
    Node apply(Network network, String label, Node rows);

    /**
     * The scope in which an owner other than a network applied to rows, such as a flow, finds its learned tensors. The
     * same owner gets the same scope again.
     *
     * @param owner what the tensors belong to
     * @param label the name of the tensors, unless the owner asked under another one before
     * @param specs the tensors
     */
    Scope scope(Object owner, String label, Map<String, Spec> specs);

    /** A memory that laws of this graph share, such as how a node was drawn; empty in a new graph. */
    Map<Object, Object> memory();
}
