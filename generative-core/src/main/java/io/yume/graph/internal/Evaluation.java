package io.yume.graph.internal;

import io.yume.graph.Node;

/** The values of one run of a graph that is computed node by node. */
public interface Evaluation extends AutoCloseable {

    /** Computes one node whose inputs have been computed. */
    void step(Node node);

    /** Drops a value that nobody needs any more. */
    void drop(Node node);

    /** Copies a value, row-major. */
    void read(Node node, float[] into);

    @Override
    void close();
}
