package io.yume.nn;

import io.yume.graph.Graph;
import io.yume.graph.Node;

/**
 * A network to be checked.
 *
 * @param input the shape of what it is applied to
 */
record NetworkCase(String name, Network network, int... input) {

    void assertGradients() {
        Graph graph = new Graph();
        Node loss = NetworkChecks.loss(network.apply(graph.placeholder("x", input), Scope.training()));
        NetworkChecks.assertGradients(loss, NetworkChecks.leaves(loss, 8), NetworkChecks.all(graph));
    }

    void assertProgram() {
        Graph graph = new Graph();
        Node out = network.apply(graph.placeholder("x", input), Scope.training());
        NetworkChecks.assertProgram(out, network.specs(), NetworkChecks.leaves(out, 9), NetworkChecks.all(graph));
    }

    @Override
    public String toString() {
        return name;
    }
}
