package io.yume.flow;

import io.yume.graph.Node;
import io.yume.graph.Parameters.Spec;
import io.yume.graph.Shape;
import io.yume.nn.Scope;
import java.util.Map;

/**
 * An invertible function with parameters of its own, differentiable both ways (Rezende and Mohamed, 2015). The forward direction leads
 * from the base to the data: draws go forward, densities of data go back.
 */
public interface Flow {

    /**
     * Where rows are taken.
     *
     * @param value {@code [rows, event...]}
     * @param logDet the logarithm of the absolute value of the Jacobian's determinant, {@code [rows]}
     */
    record Result(Node value, Node logDet) {}

    /** The tensors that it learns, by names relative to the flow. */
    Map<String, Spec> specs();

    /**
     * The shape that values of a shape are taken to.
     *
     * @throws IllegalArgumentException if the flow cannot take such values
     */
    Shape output(Shape event);

    /**
     * The shape that values of a shape are taken back to.
     *
     * @throws IllegalArgumentException if the flow does not reach such values
     */
    default Shape input(Shape event) {
        return output(event);
    }

    /** The length of the context on which it depends; 0 if it depends on none. */
    default int context() {
        return 0;
    }

    /** Whether {@link #inverse} can be computed. */
    default boolean invertible() {
        return true;
    }

    /** Whether an element of an output may have a value. */
    default boolean reaches(double element) {
        return Double.isFinite(element);
    }

    /** Whether the elements of an output are those of the input, in whatever order: what a flow before it does not reach, it does not. */
    default boolean keepsValues() {
        return false;
    }

    /**
     * Takes rows to the side of the data.
     *
     * @param x {@code [rows, event...]}
     * @param context {@code [rows, context]}, or null where {@link #context} is 0
     * @param scope where its parameters are found
     * @throws IllegalArgumentException if a shape does not fit
     */
    Result forward(Node x, Node context, Scope scope);

    /**
     * Takes rows back to the base; the log-determinant is that of the way back.
     *
     * @param y {@code [rows, event...]}
     * @param context as in {@link #forward}
     * @param scope as in {@link #forward}
     * @throws IllegalArgumentException if a shape does not fit
     * @throws UnsupportedOperationException if the flow is not {@link #invertible}
     */
    Result inverse(Node y, Node context, Scope scope);

    /**
     * The flow whose forward direction is this one's way back.
     *
     * @throws IllegalArgumentException if this one has none
     */
    default Flow inverted() {
        return new Inverted(this);
    }

    /** This flow, and another one for what comes out. */
    default Flow then(Flow next) {
        return Flows.compose(this, next);
    }

    /** This flow with {@code name + "."} before the names of its parameters. */
    default Flow named(String name) {
        return new NamedFlow(name, this);
    }
}
