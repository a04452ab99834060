package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.List;
import java.util.Map;

/**
 * A function of one node with learned tensors. A network is a value: it holds sizes, not numbers; the numbers are in
 * {@link io.yume.graph.Parameters}, under the names that the network declares.
 */
public interface Network {

    /** The tensors that it learns, by names relative to the network. */
    Map<String, Spec> specs();

    /**
     * Its output.
     *
     * @param x the input; axis 0 is the row
     * @param scope gives the network its tensors
     * @throws IllegalArgumentException if the shape does not fit
     */
    Node apply(Node x, Scope scope);

    /** Its output in evaluation, with tensors under their own names, without a prefix. */
    default Node apply(Node x) {
        return apply(x, Scope.inference());
    }

    /** This network with {@code name + "."} before the names of its tensors. */
    default Network named(String name) {
        return new Named(name, this);
    }

    /** This network, followed by another one. */
    default Network then(Network next) {
        return new Sequential(List.of(this, next));
    }
}
