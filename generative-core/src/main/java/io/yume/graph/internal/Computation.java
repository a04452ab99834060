package io.yume.graph.internal;

import io.yume.graph.Node;
import io.yume.graph.Noise;
import io.yume.graph.ProgramDescription;
import io.yume.graph.StepDescription;
import java.util.List;

/** What a program is computed by: fed values in, steps in order, outputs out. */
public interface Computation extends AutoCloseable {

    /**
     * Runs all steps in order.
     *
     * @throws IllegalStateException if this, or memory of others that it uses, is closed
     */
    void run(Noise noise);

    /** Runs all steps in order and adds the nanoseconds that each took to the number at its place; there may be more. */
    void run(Noise noise, long[] nanos);

    /**
     * Until {@link #release}, memory of others that this uses cannot be freed.
     *
     * @throws IllegalStateException if this, or such memory, is closed
     */
    void hold();

    /** Ends a {@link #hold}. */
    void release();

    /** Writes a fed node's value. */
    void write(Node node, float[] values);

    /** Reads an output's value. */
    void read(Node node, float[] into);

    /** The steps, without times. */
    List<StepDescription> steps();

    /** The steps that compute what must end in given memory, such as gradients; by index. */
    List<Integer> delivering();

    /** What the values take. */
    ProgramDescription.Memory memory();

    @Override
    void close();
}
