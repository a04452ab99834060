package io.yume.graph;

import java.util.Locale;

/** The kinds of work that a step of a program does. */
public enum StepKind {
    /** Products of matrices. */
    MATMUL,
    /** Convolutions, transposed ones, and their gradients. */
    CONVOLUTION,
    /** Element-wise operations, fused where that is possible. */
    ELEMENTWISE,
    /** Sums and maxima over axes, and sums of rows at their indices. */
    REDUCTION,
    /** Noise. */
    DRAW,
    /** Values that are only moved: a view that had to be laid out anew, a part that had to be joined. */
    COPY,
    /** The update of the parameters. */
    OPTIMISER;

    @Override
    public String toString() {
        return this == ELEMENTWISE ? "element-wise" : name().toLowerCase(Locale.ROOT);
    }
}
