package io.yume.loss;

import io.yume.distribution.Support;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import java.util.Map;

/** A graph that is fed values of variables and reads what was learned. */
public sealed interface FedGraph permits AnnealingGraph, LawGraph, ObjectiveGraph, SampleGraph, WeightGraph {

    /** All that it needs from outside. */
    Inputs inputs();

    /** The variables that are fed, {@code [rows, event...]}: the shape of one value of each. */
    default Map<String, Shape> observed() {
        return inputs().observed();
    }

    /** Where fed variables must lie for their log-probability to mean something. */
    default Map<String, Support> supports() {
        return inputs().supports();
    }

    /** The learned tensors. */
    default Map<String, Spec> specs() {
        return inputs().specs();
    }
}
