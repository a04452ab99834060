package io.yume.data;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.Map;

/** Examples with named parts. Reading is safe from several threads. */
public interface DataSet {

    /** The parts of an example and their shapes. */
    Map<String, Shape> variables();

    /** Number of examples. */
    int size();

    /**
     * Copies one part of one example, row-major.
     *
     * @param draw decides what is drawn anew at each reading, such as a binarisation
     * @param into where it goes, from {@code at} on
     * @throws IllegalArgumentException if there is no such part
     * @throws IndexOutOfBoundsException if there is no such example
     */
    void read(String variable, int example, Seed draw, float[] into, int at);

    /** Examples {@code begin .. begin + count - 1} alone. */
    default DataSet range(int begin, int count) {
        return new Range(this, begin, count);
    }
}
