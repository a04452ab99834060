package io.yume.distribution;

import io.yume.graph.Graph;
import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.nn.Network;
import io.yume.nn.Scope;
import java.util.Map;

/** An environment that delegates to another one, but for the values of variables. */
interface EnvironmentAround extends Environment {

    /** The one that it delegates to. */
    Environment outside();

    @Override
    default Graph graph() {
        return outside().graph();
    }

    @Override
    default Node parameter(Object owner, String label, String name, Spec spec) {
        return outside().parameter(owner, label, name, spec);
    }

    @Override
    default Node apply(Network network, String label, Node rows) {
        return outside().apply(network, label, rows);
    }

    @Override
    default Scope scope(Object owner, String label, Map<String, Spec> specs) {
        return outside().scope(owner, label, specs);
    }

    @Override
    default Map<Object, Object> memory() {
        return outside().memory();
    }
}
