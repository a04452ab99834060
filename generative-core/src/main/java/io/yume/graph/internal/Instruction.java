package io.yume.graph.internal;

import java.util.List;

/** A step before memory is planned: what it reads and writes, and how to bind it afterwards. */
interface Instruction {

    List<Ref> reads();

    List<Ref> writes();

    Step bind(Arena planned, BlockMath math);

    /** What it does, for descriptions. */
    Work work();
}
