package io.yume.graph.internal;

/** Holds the two implementations, so that none is loaded before it is asked for. */
final class BlockMaths {

    static final BlockMath SCALAR = new ScalarBlockMath();

    static final UpdateMath SCALAR_UPDATE = new ScalarUpdateMath();

    /** Set the system property {@code yume.vector} to {@code false} to do without the Vector API. */
    static final BlockMath BEST = choose();

    static final UpdateMath BEST_UPDATE = BEST == SCALAR ? SCALAR_UPDATE : new VectorUpdateMath();

    private BlockMaths() {}

    private static BlockMath choose() {
        if ("false".equals(System.getProperty("yume.vector"))) {
            return SCALAR;
        }
        try {
            return new VectorBlockMath();
        } catch (LinkageError moduleIsAbsent) {
            // The JVM was started without --add-modules jdk.incubator.vector: slower, but the same bits.
            return SCALAR;
        }
    }
}
