package io.yume.graph;

import io.yume.graph.internal.Evaluation;
import java.util.function.Function;

/** The {@link Reference} interpreter for values in single precision: what enters and leaves is rounded, what is between is not. */
final class ReferenceEvaluation implements Evaluation {

    private final Reference reference;

    /**
     * @param leaves the value of every placeholder and parameter, row-major
     * @param noise the streams of the draws
     */
    ReferenceEvaluation(Function<Node, float[]> leaves, Noise noise) {
        reference = new Reference(node -> doubles(leaves.apply(node)), noise, true);
    }

    @Override
    public void step(Node node) {
        reference.step(node);
    }

    @Override
    public void drop(Node node) {
        reference.drop(node);
    }

    @Override
    public void read(Node node, float[] into) {
        double[] value = reference.evaluate(node);
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) value[i];
        }
    }

    private static double[] doubles(float[] from) {
        double[] into = new double[from.length];
        for (int i = 0; i < into.length; i++) {
            into[i] = from[i];
        }
        return into;
    }

    @Override
    public void close() {
        // Values are on the heap.
    }
}
