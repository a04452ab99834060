package io.yume.loss;

import io.yume.distribution.Support;
import io.yume.graph.Parameters;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/**
 * What a graph needs from outside.
 *
 * @param observed the shape of one value of each variable that is fed
 * @param supports where fed variables must lie for their log-probability to mean something
 * @param specs the learned tensors
 */
public record Inputs(Map<String, Shape> observed, Map<String, Support> supports, Map<String, Spec> specs) {

    /**
     * What a graph without training reads must have been learned.
     *
     * @param term of the graph, for the error
     * @throws IllegalArgumentException if it was not, naming the tensor
     */
    public void requireLearned(Parameters learned, Object term) {
        for (String name : specs.keySet()) {
            if (!learned.specs().containsKey(name)) {
                throw new IllegalArgumentException("an evaluation needs what was learned: tensor=" + name + ", learned="
                        + learned.specs().keySet() + ", term=" + term);
            }
        }
    }
}
