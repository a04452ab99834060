package io.yume.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What computes a {@link Program}. All have one meaning and draw the same numbers; they differ in the last digits and in
 * speed.
 */
public enum Engine {
    /** Compiled for its shapes, in single precision: what programs are for. */
    COMPILED,

    /**
     * Node by node without any pass, slow and obvious: to tell whether a result is the model's or the compiler's. What
     * enters (fed values, parameters, constants, draws) and what leaves (outputs, gradients) is in single precision, all
     * between them in double precision; the update is the same code.
     */
    REFERENCE,

    /**
     * Node by node by ND4J's own ops, in single precision, with values in the memory of its back end: what computes on a
     * GPU. Parameters stay on the host: they are copied there for each run, and gradients back; the update is the same code.
     */
    ND4J;

    /** The system property that names the {@link #preferred} engine. */
    public static final String PROPERTY = "yume.engine";

    /** Read once: programs of one process must not differ by when they were compiled. */
    private static final class Chosen {
        static final String NAME = System.getProperty(PROPERTY, COMPILED.toString());
    }

    /**
     * The engine of programs for which none is named: {@link #COMPILED}, unless the system property {@code yume.engine}
     * said otherwise when it was first asked for. Where ND4J's back end is none for the CPU, {@link #ND4J} takes the place of
     * {@link #COMPILED}, whose kernels work in the host's memory.
     *
     * @throws IllegalArgumentException if the property names no engine
     */
    public static Engine preferred() {
        return named(Chosen.NAME);
    }

    /**
     * The engine of a name such as {@code reference}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Engine named(String name) {
        for (Engine engine : values()) {
            if (engine.toString().equals(name)) {
                return engine;
            }
        }
        throw new IllegalArgumentException("engine must be one of "
                + Arrays.stream(values()).map(Engine::toString).collect(Collectors.joining(", ")) + ": engine=" + name);
    }

    /** The name in small letters, as it is written on a command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
