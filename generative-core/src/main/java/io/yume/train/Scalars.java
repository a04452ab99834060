package io.yume.train;

import io.yume.graph.Program;

/** Feeds single numbers. */
final class Scalars {

    private Scalars() {}

    /** Feeds a scalar placeholder, unless the program does not read it. */
    static void feed(Program program, String name, double value) {
        if (program.placeholders().contains(name)) {
            program.feed(name, new float[] {(float) value});
        }
    }
}
