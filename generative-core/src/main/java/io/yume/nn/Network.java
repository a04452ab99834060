package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.List;
import java.util.Map;

/**
 * A function of one node with parameters of its own. A network is a value: it holds sizes, not numbers; the numbers live in
 * {@link io.yume.graph.Parameters} under the names that it declares.
 */
public interface Network {

    /** The tensors that it learns, by names relative to the network. */
    Map<String, Spec> specs();

    /**
     * Its output.
     *
     * @param x what it is applied to; axis 0 is the row
     * @param scope where its parameters are found
     * @throws IllegalArgumentException if the shape does not fit
     */
    Node apply(Node x, Scope scope);

    /** Its output at the root, in use rather than in training. */
    default Node apply(Node x) {
        return apply(x, Scope.inference());
    }

    /** This network with {@code name + "."} before the names of its parameters. */
    default Network named(String name) {
        return new Named(name, this);
    }

    /** This network, and another one applied to what comes out. */
    default Network then(Network next) {
        return new Sequential(List.of(this, next));
    }
}
