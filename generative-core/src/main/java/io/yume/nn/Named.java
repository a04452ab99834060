package io.yume.nn;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import java.util.Map;

/** A network whose parameters' names start with its own. */
record Named(String name, Network network) implements Network {

    Named {
        Specs.requireName(name);
    }

    /** A part of a network that keeps the name that it was given, or those of its heads, else is called by its index. */
    static Network orIndexed(Network part, int index) {
        return part instanceof Named || part instanceof Heads ? part : part.named(String.valueOf(index));
    }

    @Override
    public Map<String, Spec> specs() {
        return new Specs().add(name, network.specs()).toMap();
    }

    @Override
    public Node apply(Node x, Scope scope) {
        return network.apply(x, scope.within(name));
    }
}
