package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Map;

/**
 * An invertible function with learned tensors, differentiable in both directions (Rezende and Mohamed, 2015). The
 * forward direction leads from the base to the data: draws go forward, and the density of a data point is found by the
 * inverse.
 */
public interface Flow {

    /**
     * The image of rows.
     *
     * @param value {@code [rows, event...]}
     * @param logDet the log-determinant: the logarithm of the absolute determinant of the Jacobian, {@code [rows]}
     */
    record Result(Node value, Node logDet) {}

    /** The tensors that it learns, by names relative to the flow. */
    Map<String, Spec> specs();

    /**
     * The shape of outputs for inputs of a shape.
     *
     * @throws IllegalArgumentException if the flow does not take such inputs
     */
    Shape output(Shape event);

    /**
     * The shape of inputs for outputs of a shape.
     *
     * @throws IllegalArgumentException if the flow has no such outputs
     */
    default Shape input(Shape event) {
        return output(event);
    }

    /** The length of the context on which it depends; 0 if it depends on none. */
    default int context() {
        return 0;
    }

    /** Whether {@link #inverse} is implemented. */
    default boolean invertible() {
        return true;
    }

    /** Whether an element of an output can have a value. */
    default boolean reaches(double element) {
        return Double.isFinite(element);
    }

    /**
     * Whether the elements of an output are those of the input, in any order, so that the flow before it decides which
     * values are reached.
     */
    default boolean keepsValues() {
        return false;
    }

    /**
     * Maps rows from the base towards the data.
     *
     * @param x {@code [rows, event...]}
     * @param context {@code [rows, context]}, or null where {@link #context} is 0
     * @param scope gives the flow its tensors
     * @throws IllegalArgumentException if a shape does not fit
     */
    Result forward(Node x, Node context, Scope scope);

    /**
     * Maps rows from the data back towards the base; the log-determinant is that of this inverse.
     *
     * @param y {@code [rows, event...]}
     * @param context as in {@link #forward}
     * @param scope as in {@link #forward}
     * @throws IllegalArgumentException if a shape does not fit
     * @throws UnsupportedOperationException if the flow is not {@link #invertible}
     */
    Result inverse(Node y, Node context, Scope scope);

    /**
     * The flow whose forward direction is this one's inverse.
     *
     * @throws IllegalArgumentException if this one has no inverse
     */
    default Flow inverted() {
        return new Inverted(this);
    }

    /** This flow, followed by another one. */
    default Flow then(Flow next) {
        return Flows.compose(this, next);
    }

    /** This flow with {@code name + "."} before the names of its tensors. */
    default Flow named(String name) {
        return new NamedFlow(name, this);
    }
}
