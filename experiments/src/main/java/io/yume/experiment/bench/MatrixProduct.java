package io.yume.experiment.bench;

import io.yume.graph.Graph;
import io.yume.graph.Program;
import java.util.Map;

/** A product of two large square matrices: what a row could reach at best. */
final class MatrixProduct implements Workload {

    static final int SIDE = 1024;

    private final Program program;

    MatrixProduct() {
        Graph graph = new Graph();
        program = Program.of(
                Map.of("product", graph.placeholder("a", SIDE, SIDE).matmul(graph.placeholder("b", SIDE, SIDE))), null);
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 7 - 3;
        }
        program.feed("a", values).feed("b", values);
    }

    /** Floating-point operations of a step. */
    static double flops() {
        return Flops.product(SIDE, SIDE, SIDE);
    }

    @Override
    public void step() {
        program.run();
    }

    @Override
    public void close() {
        program.close();
    }
}
