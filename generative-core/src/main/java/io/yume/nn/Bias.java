package io.yume.nn;

import io.yume.graph.Parameters.Initial;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/** The tensors of a layer with a weight and, if it is not left out, a bias. */
final class Bias {

    private Bias() {}

    static Map<String, Spec> specs(Spec weight, Shape bias, Initial initialBias) {
        Specs specs = new Specs().add("weight", weight);
        if (initialBias != null) {
            specs.add("bias", new Spec(bias, initialBias));
        }
        return specs.toMap();
    }
}
