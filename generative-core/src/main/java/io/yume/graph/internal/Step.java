package io.yume.graph.internal;

import io.yume.graph.Noise;

/** One ready step of a program, bound to its memory. */
interface Step extends AutoCloseable {

    void run(Noise noise);

    @Override
    default void close() {}
}
