package io.yume.graph.internal;

import java.util.List;

/** A step before memory is planned: what it reads and writes, and how to bind it afterwards. */
interface Instruction {

    List<Ref> reads();

    List<Ref> writes();

    Step bind(Arena planned, BlockMath math, Registers registers);

    /** What it does, for descriptions. */
    Work work();

    /**
     * How many pieces of it can be computed apart from each other, with the same bits: most often the rows of its result; 1
     * if it has to be whole.
     */
    default int pieces() {
        return 1;
    }

    /** Pieces that one lane should have at least, so that its share is worth while. */
    default int leastPieces() {
        return 8;
    }

    /** What computes some of the {@link #pieces} and nothing else. */
    default Instruction pieces(int begin, int count) {
        throw new UnsupportedOperationException("cannot be cut: " + work().operation());
    }
}
